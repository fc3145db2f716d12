import type { Direction, Flow } from '../model/flow.ts';
import { FrameReader } from '../wire/websocket/frame-reader.ts';
import type { ProxyContext } from './context.ts';
import type { PipeTap } from './pipe.ts';

/**
 * Reads one direction of a WebSocket: each message is a text of its own, however it is cut into frames. `hasDeflate`:
 * permessage-deflate is agreed upon. What breaks the protocol is counted once, and nothing behind it is read.
 */
export function webSocketTap(
  { inspector }: ProxyContext,
  flow: Flow,
  direction: Direction,
  hasDeflate: boolean,
): PipeTap {
  const messages = inspector.openMessages(flow, direction);
  const reader = new FrameReader(
    direction === 'outbound' ? 'client' : 'server',
    {
      payload: (bytes, isCompressed) => messages.write(bytes, isCompressed),
      messageEnd: (isCompressed) => messages.endMessage(isCompressed),
      control: (bytes) => messages.control(bytes),
      broken() {
        messages.end();
        inspector.skip('ws_framing');
      },
    },
    hasDeflate,
  );
  return { feed: (chunk) => reader.feed(chunk), end: () => messages.end() };
}

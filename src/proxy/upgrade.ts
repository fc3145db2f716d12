import type { Socket } from 'node:net';
import type { Flow } from '../model/flow.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import type { ResponseHead } from '../wire/http1/response-head.ts';
import { namesDeflate } from '../wire/websocket/extensions.ts';
import type { ProxyContext } from './context.ts';
import { http2Taps } from './http2-tap.ts';
import type { Life } from './life.ts';
import { type PipeTaps, pipeRead } from './pipe.ts';
import { webSocketTap } from './websocket-tap.ts';

/** The protocol a request wants its connection to change to, if any. */
export function upgradeOf(head: RequestHead): string | undefined {
  return head.method === 'CONNECT' ? 'connect' : head.upgrade || undefined;
}

/** What an HTTP/1 connection has become. */
export interface Upgraded {
  readonly flow: Flow;
  /** As `upgradeOf` has it. */
  readonly protocol: string;
  /** The head that agreed to it; undefined where it could not be read. */
  readonly response?: ResponseHead | undefined;
  /** What has been read behind the heads. */
  readonly rest: { readonly outbound: Buffer; readonly inbound: Buffer };
}

/** Pipes an upgraded connection, and shows the inspector what can be read of it. */
export function pipeUpgraded(
  context: ProxyContext,
  life: Life,
  ends: { readonly client: Socket; readonly upstream: Socket },
  upgraded: Upgraded,
): void {
  pipeRead(context, life, ends, upgradedTaps(context, upgraded), upgraded.rest);
}

/** Reads what a connection has been upgraded to; what we cannot read is counted once. */
function upgradedTaps(context: ProxyContext, { flow, protocol, response }: Upgraded): PipeTaps | undefined {
  // Of several protocols that were asked for the answer names one (RFC 9110 section 7.8).
  switch (response?.upgrade || protocol) {
    case 'websocket': {
      const hasDeflate = namesDeflate(response?.headers('sec-websocket-extensions').join(',') ?? '');
      return {
        outbound: webSocketTap(context, flow, 'outbound', hasDeflate),
        inbound: webSocketTap(context, flow, 'inbound', hasDeflate),
      };
    }
    case 'h2c':
      return http2Taps(context, flow, { upgradedStream: true });
    default:
      context.inspector.skip('unknown_upgrade');
      return undefined;
  }
}

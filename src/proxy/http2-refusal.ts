import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import type { NetworkErrorCode } from '../model/errors.ts';
import { Http2Reader } from '../wire/http2/http2-reader.ts';
import { goAway, refusalResponse, SERVER_PREFACE, SETTINGS_ACK } from '../wire/http2/refusal-response.ts';
import type { Http2Head, Http2Sink, Side } from '../wire/http2/sink.ts';
import type { ProxyContext } from './context.ts';
import { HeadTimer } from './head-timer.ts';
import type { Life } from './life.ts';
import { endGently, refusalText } from './refusal.ts';

/** Why there is nobody behind us. */
export interface Http2Refusal {
  readonly code: NetworkErrorCode;
  readonly detail: string;
}

/**
 * Answers an HTTP/2 client in our own name: all requests that come together, then no more. `first` has been read from
 * the client already. A client that asks for nothing in time is let go.
 */
export function refuseHttp2(
  context: ProxyContext,
  life: Life,
  client: Socket,
  first: Buffer,
  { code, detail }: Http2Refusal,
): void {
  const requests = new Requests();
  const reader = new Http2Reader(requests);
  const { status, body } = refusalText(code, detail);
  const fields = [
    ['content-type', 'text/plain; charset=utf-8'],
    ['x-clawsec-error', code],
  ] as const;

  const end = (): void => {
    timer.disarm();
    client.off('data', onData);
    if (client.writableEnded) return;
    client.write(goAway(requests.last));
    endGently(client);
  };
  const timer = new HeadTimer(context.settings.headTimeoutMs, () => {
    count(context.counters.failures, 'client_silent');
    end();
  });
  const read = (chunk: Buffer): void => {
    reader.feed('client', chunk);
    const answers = requests.all.map((request) => refusalResponse(request, { status, fields, body }));
    if (answers.length > 0) client.write(Buffer.concat([SETTINGS_ACK, ...answers]));
    if (answers.length > 0 || requests.isBroken) end();
  };
  const onData = (chunk: Buffer): void => {
    context.counters.bytes += chunk.length;
    read(chunk);
  };
  client.write(SERVER_PREFACE);
  client.on('data', onData);
  client.on('end', () => client.end());
  client.on('close', () => timer.disarm());
  life.onDrain(end);
  timer.arm();
  if (first.length > 0) read(first);
  client.resume();
}

/** The requests a client has made so far. */
class Requests implements Http2Sink {
  readonly all: { readonly stream: number; readonly isHead: boolean; isComplete: boolean }[] = [];
  isBroken = false;

  /** The highest stream, 0 for none. */
  get last(): number {
    return this.all.at(-1)?.stream ?? 0;
  }

  request(stream: number, head: Http2Head): void {
    this.all.push({ stream, isHead: head.method === 'HEAD', isComplete: false });
  }

  end(stream: number, _from: Side): void {
    for (const request of this.all) if (request.stream === stream) request.isComplete = true;
  }

  close(stream: number): void {
    const at = this.all.findIndex((request) => request.stream === stream);
    if (at >= 0) this.all.splice(at, 1);
  }

  broken(): void {
    this.isBroken = true;
  }

  response(): void {}

  data(): void {}

  trailers(): void {}

  cut(): void {}

  unread(): void {}
}

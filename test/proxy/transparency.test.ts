import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { bytesOf, cut } from '../support/http1-drive.ts';
import { cuts, sampleRequest, sampleResponse, type SampleMessage } from '../support/http1-messages.ts';
import {
  connect,
  connectTls,
  connectTunnel,
  startOrigin,
  startProxy,
  startTlsOrigin,
} from '../support/proxy-fixture.ts';

// The same conversation direct to an origin and through the proxy: the same bytes in both directions.

interface Exchange {
  readonly request: SampleMessage;
  readonly response: SampleMessage;
  /** Written before the response, each in a piece of its own. */
  readonly interim: number;
}

interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly isPipelined: boolean;
  readonly isEndedByClient: boolean;
  readonly requestCuts: number[] | null;
  readonly responseCuts: number[] | null;
}

const INTERIM = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';

const exchange: fc.Arbitrary<Exchange> = fc
  .tuple(sampleRequest, sampleResponse, fc.nat(2))
  .map(([request, response, interim]) => ({ request, response, interim }))
  // A response is made for a method: what is a body to one is none to the other.
  .filter(({ request, response }) => (request.method === 'HEAD') === (response.method === 'HEAD'));

const conversation: fc.Arbitrary<Conversation> = fc.record({
  exchanges: fc.array(exchange, { minLength: 1, maxLength: 5 }),
  isPipelined: fc.boolean(),
  isEndedByClient: fc.boolean(),
  requestCuts: cuts,
  responseCuts: cuts,
});

interface Heard {
  readonly atOrigin: string;
  readonly atClient: string;
}

/** What is answered on the origin's next connection, and what has come there. */
class Script {
  #told: Conversation | undefined;
  heard = '';

  tell(told: Conversation): void {
    this.#told = told;
    this.heard = '';
  }

  readonly serve = (socket: Socket): void => {
    const told = this.#told;
    if (!told) return;
    let answered = 0;
    let due = 0;
    socket.on('data', (chunk: Buffer) => {
      this.heard += chunk.toString('latin1');
      for (;;) {
        const next = told.exchanges[answered];
        if (!next || this.heard.length < due + next.request.text.length) return;
        due += next.request.text.length;
        answered += 1;
        const text = INTERIM.repeat(next.interim) + next.response.text;
        for (const piece of cutAt(text, told.responseCuts)) socket.write(piece);
        if (answered === told.exchanges.length && !told.isEndedByClient) socket.end();
      }
    });
    socket.on('end', () => socket.end());
  };
}

function cutAt(text: string, offsets: number[] | null): Buffer[] {
  const bytes = bytesOf(text);
  const places = offsets ?? Array.from({ length: Math.min(bytes.length, 300) }, (_, index) => index);
  return cut(bytes, places).filter(({ length }) => length > 0);
}

async function hold(client: Socket, script: Script, told: Conversation): Promise<Heard> {
  let atClient = '';
  client.on('data', (chunk: Buffer) => (atClient += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => client.once('end', resolve).once('close', () => resolve()));
  let expected = 0;
  for (const { request, response, interim } of told.exchanges) {
    for (const piece of cutAt(request.text, told.requestCuts)) client.write(piece);
    expected += INTERIM.length * interim + response.text.length;
    const isThere = (): boolean => atClient.length >= expected || client.readableEnded || client.destroyed;
    while (!told.isPipelined && !isThere()) await new Promise((resolve) => setImmediate(resolve));
  }
  if (told.isEndedByClient) client.end();
  await closed;
  client.destroy();
  return { atOrigin: script.heard, atClient };
}

async function compare(
  t: ExecutionContext,
  script: Script,
  open: () => Promise<readonly [direct: Socket, proxied: Socket]>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(conversation, async (told) => {
      script.tell(told);
      const [direct, proxied] = await open();
      const expected = await hold(direct, script, told);
      script.tell(told);
      t.deepEqual(await hold(proxied, script, told), expected);
    }),
    { numRuns: 40 },
  );
}

test('a tunnel in clear', async (t) => {
  const script = new Script();
  const port = await startOrigin(t, (socket) => script.serve(socket));
  const proxy = await startProxy(t);
  await compare(t, script, async () => [
    await connect(t, port),
    await connectTunnel(t, proxy.port, `127.0.0.1:${port}`),
  ]);
});

test('the gateway', async (t) => {
  const script = new Script();
  const port = await startOrigin(t, (socket) => script.serve(socket));
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port });
  await compare(t, script, async () => [await connect(t, port), await connect(t, proxy.port)]);
});

test('a tunnel with TLS', async (t) => {
  const script = new Script();
  const options = { ALPNProtocols: ['http/1.1'] };
  const port = await startTlsOrigin(t, (socket) => script.serve(socket), options);
  const plain = await startOrigin(t, (socket) => script.serve(socket));
  const proxy = await startProxy(t);
  await compare(t, script, async () => [
    await connect(t, plain),
    await connectTls(t, proxy.port, `localhost:${port}`, options),
  ]);
});

import { once } from 'node:events';
import * as http2 from 'node:http2';
import test from 'ava';
import * as fc from 'fast-check';
import { cutAt } from '../../support/cut.ts';
import { FLAGS } from '../../support/http2-frames.ts';
import { recordHttp2, type RecordingOptions } from '../../support/http2-recording.ts';
import { readHttp2, type Http2Seen, type Sent } from '../../support/http2-seen.ts';

const { PADDING_STRATEGY_MAX } = http2.constants;

interface Ask {
  readonly headers: http2.OutgoingHttpHeaders;
  readonly body?: string;
  readonly trailers?: http2.OutgoingHttpHeaders;
}

interface Answer {
  readonly interim?: http2.OutgoingHttpHeaders;
  readonly headers?: http2.OutgoingHttpHeaders;
  readonly body?: string;
  readonly trailers?: http2.OutgoingHttpHeaders;
  readonly push?: http2.OutgoingHttpHeaders;
}

/** What Node says of one side of one stream, in the words of `Http2Seen`. */
class Told {
  readonly #heads: string[] = [];
  readonly #body: Buffer[] = [];
  #trailers: string[] = [];
  #hasEnded = false;

  request(raw: readonly string[], flags: number): void {
    this.#hasEnded = (flags & FLAGS.endStream) !== 0;
    const { start, lines } = fieldsOf(raw);
    const target = start[':path'] ?? start[':authority'];
    const protocol = start[':protocol'] === undefined ? '' : `:protocol: ${start[':protocol']}\r\n`;
    const host = start[':authority'] === undefined ? '' : `host: ${start[':authority']}\r\n`;
    this.#heads.push(`request ${start[':method']} ${target} HTTP/2\r\n${host}${protocol}${lines}\r\n`);
  }
  response(raw: readonly string[]): void {
    const { start, lines } = fieldsOf(raw);
    this.#heads.push(`response HTTP/2 ${start[':status']}\r\n${lines}\r\n`);
  }
  readFrom(stream: http2.Http2Stream): Promise<unknown> {
    stream.on('data', (bytes: Buffer) => void this.#body.push(bytes));
    stream.on('trailers', (_trailers: unknown, _flags: unknown, raw: string[]) => {
      this.#trailers = [`trailers ${fieldsOf(raw).lines}\r\n`];
    });
    stream.on('end', () => {
      this.#hasEnded = true;
    });
    return once(stream, 'close');
  }
  get lines(): string[] {
    const body = Buffer.concat(this.#body).toString('latin1');
    return [
      ...this.#heads,
      ...(body === '' ? [] : [`data ${body}`]),
      ...this.#trailers,
      ...(this.#hasEnded ? ['end'] : []),
    ];
  }
}

/** Pairs as Node has them: text as UTF-8 where the wire has octets. */
function fieldsOf(raw: readonly string[]): { start: Record<string, string>; lines: string } {
  const start: Record<string, string> = {};
  let lines = '';
  for (let i = 0; i < raw.length; i += 2) {
    const [name = '', value = ''] = raw.slice(i, i + 2);
    if (name.startsWith(':')) start[name] = value;
    else lines += `${name}: ${value}\r\n`;
  }
  return { start, lines };
}

interface Conversation {
  readonly sent: readonly Sent[];
  /** `<stream> <side>` → what Node received there. */
  readonly told: ReadonlyMap<string, Told>;
}

async function converse(
  asks: readonly Ask[],
  answerOf: (headers: http2.IncomingHttpHeaders) => Answer,
  options: RecordingOptions = {},
  prepare: (session: http2.ClientHttp2Session) => Promise<unknown> = () => Promise.resolve(),
): Promise<Conversation> {
  const told = new Map<string, Told>();
  const tell = (key: string): Told => {
    const one = told.get(key) ?? new Told();
    told.set(key, one);
    return one;
  };
  const pushes: Promise<unknown>[] = [];
  const { sent } = await recordHttp2(
    (stream, headers, raw, flags) => {
      const said = tell(`${stream.id} client`);
      said.request(raw, flags);
      void said.readFrom(stream);
      answer(stream, answerOf(headers));
    },
    async (session) => {
      session.on('stream', (pushed: http2.ClientHttp2Stream, _headers: unknown, _flags: unknown, raw: string[]) => {
        const request = tell(`${pushed.id} client`);
        request.request(raw, FLAGS.endStream);
        const response = tell(`${pushed.id} server`);
        pushed.on('push', (_response: unknown, _flags: unknown, rawResponse: string[]) =>
          response.response(rawResponse),
        );
        pushes.push(response.readFrom(pushed));
      });
      await prepare(session);
      await Promise.all(asks.map((one) => ask(session, one, tell)));
      await Promise.all(pushes);
    },
    options,
  );
  return { sent, told };
}

function answer(stream: http2.ServerHttp2Stream, { interim, headers, body = '', trailers, push }: Answer): void {
  if (interim !== undefined) stream.additionalHeaders(interim);
  if (trailers !== undefined) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  if (push !== undefined) {
    stream.pushStream(push, (error, pushed) => {
      if (error !== null) throw error;
      pushed.respond({ ':status': 200, 'x-pushed': 'yes' });
      pushed.end('pushed body');
    });
  }
  stream.respond({ ':status': 200, ...headers }, { waitForTrailers: trailers !== undefined });
  if (!stream.writableEnded) stream.end(body);
}

async function ask(
  session: http2.ClientHttp2Session,
  { headers, body, trailers }: Ask,
  tell: (key: string) => Told,
): Promise<void> {
  const hasMore = body !== undefined || trailers !== undefined;
  const stream = session.request(headers, { endStream: !hasMore, waitForTrailers: trailers !== undefined });
  if (trailers !== undefined) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  if (hasMore) stream.end(body);
  if (stream.pending) await once(stream, 'ready');
  const said = tell(`${stream.id} server`);
  stream.on('headers', (_headers: unknown, _flags: unknown, raw: string[]) => said.response(raw));
  stream.on('response', (_headers: unknown, _flags: unknown, raw: string[]) => said.response(raw));
  await said.readFrom(stream);
}

/** Each direction for itself, its bytes joined. */
function joined(sent: readonly Sent[], from: Sent[0]): Buffer {
  return Buffer.concat(sent.flatMap(([side, bytes]) => (side === from ? [bytes] : [])));
}

function bySide(seen: Http2Seen, told: ReadonlyMap<string, unknown>): Record<string, string[]> {
  return Object.fromEntries(
    [...told.keys()].map((key) => {
      const [stream = '', side] = key.split(' ');
      return [key, seen.of(Number(stream), side === 'client' ? 'client' : 'server')];
    }),
  );
}

const post = (path: string, more: http2.OutgoingHttpHeaders = {}): http2.OutgoingHttpHeaders => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/json',
  ...more,
});

const echo = (headers: http2.IncomingHttpHeaders): Answer => ({
  headers: { 'x-path': headers[':path'], 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
  body: `${headers[':path']} `.repeat(400),
});

const manyAsks: readonly Ask[] = Array.from({ length: 24 }, (_, i) => ({
  headers: post(`/${i}`, { [`x-${i % 5}`]: `value ${i % 7}`, cookie: [`a=${i}`, 'b=2'] }),
  body: 'question '.repeat(i * i * 12),
}));

function tablesOf(headerTableSize: number): RecordingOptions {
  const side = { settings: { headerTableSize }, maxDeflateDynamicTableSize: headerTableSize };
  return { server: side, client: side };
}

const CONVERSATIONS: Readonly<Record<string, () => Promise<Conversation>>> = {
  'requests without a body': () => converse([{ headers: {} }, { headers: { ':method': 'HEAD', ':path': '/a' } }], echo),
  'many streams at once': () => converse(manyAsks, echo),
  'trailers and an interim response': () =>
    converse([{ headers: post('/t'), body: 'x'.repeat(50_000), trailers: { 'x-sum': '1', 'x-more': '2' } }], () => ({
      interim: { ':status': 103, link: '</style.css>' },
      body: 'y'.repeat(40_000),
      trailers: { 'grpc-status': '0', 'grpc-message': 'fine' },
    })),
  'a pushed response': () =>
    converse([{ headers: { ':path': '/page' } }], () => ({ push: { ':path': '/style.css' }, body: 'page' })),
  'heads in several frames': () =>
    converse([{ headers: post('/big', { 'x-big': 'b'.repeat(50_000) }) }], () => ({
      headers: { 'x-large': 'l'.repeat(40_000), 'x-other': '~'.repeat(9000) },
      body: 'small',
    })),
  'fields that must not be indexed': () =>
    converse(
      Array.from({ length: 3 }, () => ({
        headers: { ':path': '/s', authorization: 'Bearer 1', [http2.sensitiveHeaders]: ['authorization'] },
      })),
      echo,
    ),
  'padded frames': () =>
    converse(manyAsks.slice(0, 12), (headers) => ({ ...echo(headers), trailers: { 'x-sum': '1' } }), {
      server: { paddingStrategy: PADDING_STRATEGY_MAX },
      client: { paddingStrategy: PADDING_STRATEGY_MAX },
    }),
  'an extended CONNECT': () =>
    converse(
      [
        {
          headers: {
            ':method': 'CONNECT',
            ':protocol': 'websocket',
            ':scheme': 'http',
            ':path': '/ws',
            ':authority': 'a',
          },
          body: 'frames',
        },
      ],
      () => ({ body: 'more frames' }),
      { server: { settings: { enableConnectProtocol: true } } },
    ),
  'a CONNECT': () =>
    converse([{ headers: { ':method': 'CONNECT', ':authority': 'a.test:443' }, body: 'bytes' }], () => ({
      body: 'back',
    })),
  'no table': () => converse(manyAsks, echo, tablesOf(0)),
  'tables of one or two entries': () => converse(manyAsks, echo, tablesOf(100)),
  'tables of 64 KB': () => converse(manyAsks, echo, tablesOf(65_536)),
  'tables that change their size on the way': () =>
    converse(manyAsks, echo, {}, async (session) => {
      for (const headerTableSize of [0, 65_536, 200]) {
        const settled = once(session, 'localSettings');
        session.settings({ headerTableSize });
        await settled;
        const stream = session.request(post('/between'), { endStream: true });
        stream.resume();
        await once(stream, 'close');
      }
    }),
};

for (const [what, record] of Object.entries(CONVERSATIONS)) {
  test(`read as Node reads it: ${what}`, async (t) => {
    const { sent, told } = await record();
    const expected = Object.fromEntries([...told].map(([key, one]) => [key, one.lines]));
    t.true(told.size >= 2);

    const seen = readHttp2(sent);
    t.deepEqual(bySide(seen, told), expected);
    t.false(seen.lines.some((line) => /broken|unread/.test(line.slice(0, 12))));

    // Nobody has reset anything, so the answers may come as late as they like.
    const client = joined(sent, 'client');
    const server = joined(sent, 'server');
    const late = [['client', client] as const, ['server', server] as const];
    t.deepEqual(bySide(readHttp2(late), told), expected);
    const singly = sent.flatMap(([from, bytes]) => Array.from(bytes, (byte) => [from, Buffer.of(byte)] as const));
    if (singly.length < 100_000) t.deepEqual(readHttp2(singly).lines.toSorted(), seen.lines.toSorted());

    fc.assert(
      fc.property(
        fc.array(fc.nat(client.length), { maxLength: 30 }),
        fc.array(fc.nat(server.length), { maxLength: 30 }),
        (a, b) => {
          const chunks = [
            ...cutAt(client, a).map((bytes) => ['client', Buffer.from(bytes)] as const),
            ...cutAt(server, b).map((bytes) => ['server', Buffer.from(bytes)] as const),
          ];
          t.deepEqual(bySide(readHttp2(chunks), told), expected);
        },
      ),
      { numRuns: 6 },
    );
  });
}

test('a stream that one side resets is closed once, whatever the other has on its way', async (t) => {
  const { sent } = await recordHttp2(
    (stream, headers) => {
      stream.respond();
      stream.write('begun');
      if (headers[':path'] === '/server') stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    },
    async (session) => {
      for (const path of ['/client', '/server', '/client']) {
        const stream = session.request({ ':method': 'POST', ':path': path });
        stream.on('error', () => undefined);
        stream.write('x'.repeat(30_000));
        const closed = once(stream, 'close').catch(() => undefined);
        if (path === '/client') stream.once('data', () => stream.close(http2.constants.NGHTTP2_CANCEL));
        else stream.resume();
        await closed;
      }
    },
  );
  const { lines } = readHttp2(sent);
  t.deepEqual(
    lines.filter((line) => /close$|broken/.test(line)),
    ['1 close', '3 close', '5 close'],
  );
  t.is(lines.filter((line) => /client request POST/.test(line)).length, 3);
});

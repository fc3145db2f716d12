import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { MAX_CLIENT_HELLO_BYTES, MAX_CLIENT_HELLO_RECORDS, readClientHello } from '../../src/wire/client-hello.ts';

/** The bytes Node's own TLS client sends first, taken from a loopback socket. */
async function capture(t: ExecutionContext, options: ConnectionOptions): Promise<Buffer> {
  const server = createServer();
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', ...options });
  client.on('error', () => undefined);
  t.teardown(() => client.destroy());
  const [socket] = await once(server, 'connection');
  socket.on('error', () => undefined);
  t.teardown(() => socket.destroy());
  let bytes = Buffer.alloc(0);
  while (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) {
    const [chunk] = await once(socket, 'data');
    bytes = Buffer.concat([bytes, chunk]);
  }
  return bytes;
}

function record(fragment: Uint8Array, type = 22): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 1, fragment.length >> 8, fragment.length & 0xff]), fragment]);
}

function vector(width: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(width);
  length.writeUIntBE(body.length, 0, width);
  return Buffer.concat([length, body]);
}

function extension(type: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 0xff]), vector(2, data)]);
}

function serverName(...names: readonly (string | Uint8Array)[]): Buffer {
  const entries = names.map((name) => Buffer.concat([Buffer.from([0]), vector(2, Buffer.from(name))]));
  return extension(0, vector(2, ...entries));
}

function alpn(...names: readonly string[]): Buffer {
  return extension(16, vector(2, ...names.map((name) => vector(1, Buffer.from(name, 'latin1')))));
}

const BEFORE_EXTENSIONS = Buffer.concat([
  Buffer.from([3, 3]),
  Buffer.alloc(32, 7),
  vector(1, Buffer.alloc(32, 1)),
  vector(2, Buffer.from([0x1a, 0x1a, 0x13, 0x01])),
  vector(1, Buffer.from([0])),
]);

function handshake(body: Uint8Array, type = 1): Buffer {
  return Buffer.concat([Buffer.from([type]), vector(3, body)]);
}

function hello(...extensions: readonly Uint8Array[]): Buffer {
  return record(handshake(Buffer.concat([BEFORE_EXTENSIONS, vector(2, ...extensions)])));
}

const CAPTURES: readonly (readonly [
  title: string,
  options: ConnectionOptions,
  name: string | undefined,
  alpn: string[],
])[] = [
  [
    'TLS 1.3 with SNI and ALPN',
    { servername: 'API.example.test', ALPNProtocols: ['h2', 'http/1.1'] },
    'api.example.test',
    ['h2', 'http/1.1'],
  ],
  ['TLS 1.3 with SNI', { servername: 'a.test', minVersion: 'TLSv1.3' }, 'a.test', []],
  ['TLS 1.3 with neither', {}, undefined, []],
  [
    'TLS 1.2 with SNI and ALPN',
    { servername: 'b.test', maxVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
    'b.test',
    ['http/1.1'],
  ],
  ['TLS 1.2 with neither', { maxVersion: 'TLSv1.2' }, undefined, []],
];

for (const [title, options, serverName, alpn] of CAPTURES) {
  test(`a real ClientHello, ${title}, from every prefix and split over records at every byte`, async (t) => {
    const bytes = await capture(t, options);
    const expected = { kind: 'hello', serverName, alpn } as const;
    t.deepEqual(readClientHello(bytes), expected);
    for (let length = 0; length < bytes.length; length += 1) {
      if (readClientHello(bytes.subarray(0, length)).kind !== 'more') t.fail(`decided after ${length} bytes`);
    }
    const message = bytes.subarray(5);
    for (let at = 1; at < message.length; at += 1) {
      const split = Buffer.concat([
        record(message.subarray(0, at)),
        record(message.subarray(at)),
        Buffer.from('later'),
      ]);
      const reading = readClientHello(split);
      if (reading.kind !== 'hello' || reading.serverName !== serverName) t.fail(`split at ${at}`);
    }
    const crumbs = Buffer.concat(Array.from(message, (byte) => record(Uint8Array.of(byte))));
    t.deepEqual(readClientHello(crumbs), expected);
    t.deepEqual(readClientHello(crumbs.subarray(0, -1)), { kind: 'more' });
  });
}

test('a ClientHello without extensions asks for nothing', (t) => {
  t.deepEqual(readClientHello(record(handshake(BEFORE_EXTENSIONS))), {
    kind: 'hello',
    serverName: undefined,
    alpn: [],
  });
});

test('GREASE and unprintable names stay out of ALPN, unknown extensions are passed over', (t) => {
  const bytes = hello(
    extension(0x0a0a, Buffer.alloc(0)),
    alpn('\x5a\x5a', 'h2', '\xfa\xfa', 'http/1.1', 'h\n'),
    extension(0xfafa, Buffer.from([0])),
  );
  t.deepEqual(readClientHello(bytes), { kind: 'hello', serverName: undefined, alpn: ['h2', 'http/1.1'] });
});

const NAMES: readonly (readonly [given: string, name: string | undefined])[] = [
  ['example.test', 'example.test'],
  ['EXAMPLE.test.', 'example.test'],
  ['localhost', 'localhost'],
  ['my_bucket.r3---x.example.test', 'my_bucket.r3---x.example.test'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
  ['a..b', undefined],
  ['.', undefined],
  ['', undefined],
  ['a b.test', undefined],
  ['a.test\0.evil.test', undefined],
  ['a.test\r\nX: y', undefined],
  ['bücher.example', undefined],
  [`${'a'.repeat(63)}.test`, `${'a'.repeat(63)}.test`],
  [`${'a'.repeat(64)}.test`, undefined],
  [`${'a.'.repeat(127)}a`, undefined],
  [`${'a.'.repeat(126)}a`, `${'a.'.repeat(126)}a`],
];

for (const [given, name] of NAMES) {
  test(`the server name ${JSON.stringify(given.slice(0, 40))} (${given.length} characters)`, (t) => {
    t.deepEqual(readClientHello(hello(serverName(given))), { kind: 'hello', serverName: name, alpn: [] });
  });
}

const whole = hello(serverName('a.test'));
const MALFORMED: readonly (readonly [title: string, bytes: Buffer])[] = [
  ['an alert', record(Buffer.from([2, 40]), 21)],
  ['HTTP', Buffer.from('GET / HTTP/1.1')],
  ['SSL 2', Buffer.from([0x16, 0x02])],
  ['an empty record', record(Buffer.alloc(0))],
  ['a record over 2^14 bytes', Buffer.from([22, 3, 1, 0x40, 0x01])],
  ['a ServerHello', record(handshake(BEFORE_EXTENSIONS, 2))],
  ['a ServerHello of one byte', record(Uint8Array.of(2))],
  ['another record in between', Buffer.concat([record(whole.subarray(5, 20)), record(Uint8Array.of(1), 20)])],
  ['a message above the ceiling', record(Buffer.from([1, 0x01, 0, 0]))],
  ['an empty message', record(handshake(Buffer.alloc(0)))],
  ['a session id past the end', record(handshake(Buffer.concat([Buffer.alloc(34), Uint8Array.of(9)])))],
  ['extensions past the end', record(handshake(Buffer.concat([BEFORE_EXTENSIONS, Buffer.from([0, 9, 0])])))],
  ['an extension past the end', hello(Buffer.from([0, 0, 0, 9, 1]))],
  ['bytes after the extensions', record(handshake(Buffer.concat([BEFORE_EXTENSIONS, vector(2), Uint8Array.of(0)])))],
  ['two server_name extensions', hello(serverName('a.test'), serverName('b.test'))],
  ['two host names', hello(serverName('a.test', 'b.test'))],
  ['an empty server_name', hello(extension(0, Buffer.alloc(0)))],
  ['a server_name list past its end', hello(extension(0, Buffer.from([0, 9, 0])))],
  ['bytes after the server_name list', hello(extension(0, Buffer.from([0, 0, 1])))],
  ['an empty protocol name', hello(alpn('h2', ''))],
  ['a protocol name past its end', hello(extension(16, Buffer.from([0, 3, 9, 0x68, 0x32])))],
];

for (const [title, bytes] of MALFORMED) {
  test(`malformed: ${title}`, (t) => {
    t.is(readClientHello(bytes).kind, 'malformed');
  });
}

test('the ceilings: a hello just below them is read, one that never ends is given up', (t) => {
  const room = MAX_CLIENT_HELLO_BYTES - 5 - 4 - BEFORE_EXTENSIONS.length - 2 - 4;
  const message = handshake(Buffer.concat([BEFORE_EXTENSIONS, vector(2, extension(21, Buffer.alloc(room - 40)))]));
  const records = [0, 1, 2, 3].map((i) => record(message.subarray(i * 16_384, (i + 1) * 16_384)));
  t.is(readClientHello(Buffer.concat(records)).kind, 'hello');

  const slices = Array.from({ length: Math.ceil(message.length / 16) }, (_, i) =>
    message.subarray(i * 16, i * 16 + 16),
  );
  const sliced = Buffer.concat(slices.map((slice) => record(slice)));
  t.is(readClientHello(sliced.subarray(0, MAX_CLIENT_HELLO_BYTES - 1)).kind, 'more');
  t.is(readClientHello(sliced.subarray(0, MAX_CLIENT_HELLO_BYTES)).kind, 'malformed');
  t.is(readClientHello(sliced).kind, 'malformed');

  const crumbs = Array.from(message.subarray(0, MAX_CLIENT_HELLO_RECORDS + 1), (byte) => record(Uint8Array.of(byte)));
  t.is(readClientHello(Buffer.concat(crumbs.slice(0, -1))).kind, 'more');
  t.is(readClientHello(Buffer.concat(crumbs)).kind, 'malformed');
});

test('any bytes, and any damage to a real shape, give an answer that stays once it is given', (t) => {
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const base = hello(serverName('a.test'), alpn('h2', 'http/1.1'));
  const damaged = fc
    .array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((edits) => {
      const bytes = Buffer.from(base);
      for (const [at, value] of edits) bytes[at] = value;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, noise), fc.nat(200), (bytes, length) => {
      const early = readClientHello(bytes.subarray(0, length));
      if (early.kind !== 'more') t.deepEqual(readClientHello(bytes), early);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

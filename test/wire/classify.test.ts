import test from 'ava';
import * as fc from 'fast-check';
import {
  classifyServerOpening,
  classifyTunnel,
  isHttp2Preface,
  MAX_TUNNEL_OPENING_BYTES,
} from '../../src/wire/classify.ts';

function classify(text: string): string {
  return classifyTunnel(Buffer.from(text, 'latin1'));
}

const OPENINGS: readonly (readonly [opening: string, kind: string, decidedAt: number])[] = [
  ['\x16\x03\x01\x02\x00\x01', 'tls', 2],
  ['\x16\x03\x03\x00\x05', 'tls', 2],
  ['\x16\x02\x01', 'other', 2],
  ['\x15\x03\x01\x00\x02', 'other', 1],
  ['GET / HTTP/1.1\r\n', 'http', 4],
  ['OPTIONS * HTTP/1.1\r\n', 'http', 8],
  ['POST http://a.test/ HTTP/1.1\r\n', 'http', 5],
  ['CONNECT a.test:443 HTTP/1.1\r\n', 'http', 8],
  ['\r\nGET / HTTP/1.1\r\n', 'http', 6],
  ['PROPFIND /dav HTTP/1.1\r\n', 'http', 10],
  ['M-SEARCH /x HTTP/1.1\r\n', 'http', 10],
  ['UPDATEREDIRECTREF /x HTTP/1.1\r\n', 'http', 19],
  ['patch /x HTTP/1.1\r\n', 'http', 7],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04', 'h2', 24],
  ['PRI * HTTP/2.0\r\n\r\nXX', 'other', 19],
  ['PRI * HTTP/1.1\r\n', 'other', 12],
  ['PRI /x HTTP/1.1\r\n', 'http', 5],
  ['SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.1\r\n', 'other', 6],
  ['EHLO client.test\r\n', 'other', 6],
  ['NICK ada\r\nUSER ada 0 * :Ada\r\n', 'other', 6],
  ['CONNECT\naccept-version:1.2\n', 'other', 8],
  ['*1\r\n$4\r\nPING\r\n', 'other', 1],
  ['get key\r\n', 'other', 5],
  ['0032git-upload-pack /project.git\0host=a.test\0', 'other', 1],
  ['HTTP/1.1 200 OK\r\n', 'other', 5],
  [' GET / HTTP/1.1\r\n', 'other', 1],
  ['GET\t/ HTTP/1.1\r\n', 'other', 4],
  ['\0\0\0\x2a', 'other', 1],
  ['\xff\xfb\x01', 'other', 1],
  [`${'X'.repeat(40)} / HTTP/1.1\r\n`, 'other', MAX_TUNNEL_OPENING_BYTES],
  ['\r\n'.repeat(40), 'other', MAX_TUNNEL_OPENING_BYTES],
];

for (const [opening, kind, decidedAt] of OPENINGS) {
  test(`${JSON.stringify(opening.slice(0, 30))} is ${kind}, known after ${decidedAt} bytes`, (t) => {
    for (let length = 0; length < decidedAt; length += 1) t.is(classify(opening.slice(0, length)), 'more', `${length}`);
    for (let length = decidedAt; length <= opening.length; length += 1) t.is(classify(opening.slice(0, length)), kind);
  });
}

const SERVER_OPENINGS: readonly (readonly [hex: string, kind: 'h2' | 'other', decidedAt: number])[] = [
  ['000000040000000000', 'h2', 9],
  ['00000c0400000000000003000000640004', 'h2', 9],
  ['00000d0400000000000003', 'other', 9],
  ['000000040100000000', 'other', 5],
  ['000000040000000001', 'other', 9],
  ['000000080000000000', 'other', 4],
  [Buffer.from('SSH-2.0-x').toString('hex'), 'other', 4],
];

for (const [hex, kind, decidedAt] of SERVER_OPENINGS) {
  test(`a server that begins with ${hex} is ${kind}`, (t) => {
    const bytes = Buffer.from(hex, 'hex');
    for (let length = 0; length < decidedAt; length += 1)
      t.is(classifyServerOpening(bytes.subarray(0, length)), 'more');
    for (let length = decidedAt; length <= bytes.length; length += 1) {
      t.is(classifyServerOpening(bytes.subarray(0, length)), kind);
    }
  });
}

test('every opening is decided at its ceiling and never undecided afterwards', (t) => {
  const methodLike = fc
    .string({ unit: fc.constantFrom(...Array.from('GETPOS/ *-_\r\nz9')), maxLength: 40 })
    .map((s) => Buffer.from(s));
  const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(noise, methodLike), (bytes) => {
      let decided = 'more';
      for (let length = 0; length <= bytes.length; length += 1) {
        const kind = classifyTunnel(bytes.subarray(0, length));
        if (decided !== 'more' && kind !== decided) return false;
        if (length >= MAX_TUNNEL_OPENING_BYTES && kind === 'more') return false;
        decided = kind;
      }
      return true;
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('what can be nothing but an HTTP/2 preface is one', (t) => {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  for (const [bytes, is] of [
    [preface, true],
    [`${preface}\0\0\0\x04`, true],
    ['PRI * HTTP/2', true],
    ['PRI * HTTP/', false],
    ['PRI * HTTP/1.1\r\n', false],
    ['PRI * HTTP/2.0\r\n\r\nXX', false],
    ['', false],
  ] as const) {
    t.is(isHttp2Preface(Buffer.from(bytes, 'latin1')), is, bytes);
  }
});

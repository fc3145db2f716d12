import test from 'ava';
import * as fc from 'fast-check';
import { FieldsText } from '../../../src/wire/http2/fields-text.ts';
import { HpackDecoder, MAX_FIELD_CREDIT_BYTES, MAX_NAME_CREDIT_BYTES } from '../../../src/wire/http2/hpack-decoder.ts';
import { block, integer, literal, string } from '../../support/http2-frames.ts';

const MAX_TABLE_BYTES = 65_536;

type Kind = 'request' | 'response';

const indexed = (index: number): Buffer => integer(0x80, 7, index);
const sizeUpdate = (bytes: number): Buffer => integer(0x20, 5, bytes);
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** The lines of a block, without a start line when it has no pseudo fields; what is wrong with it if something is. */
function decode(decoder: HpackDecoder, encoded: Uint8Array, kind: Kind = 'request'): string[] {
  const fields = new FieldsText();
  fields.begin(10_000_000);
  const bytes = Buffer.concat([Buffer.from('before'), encoded, Buffer.from('after')]);
  if (!decoder.decode(bytes, 6, 6 + encoded.length, fields)) return [decoder.fault];
  const { text } = kind === 'request' ? fields.takeRequest() : fields.takeResponse();
  const lines = text.toString('latin1').split('\r\n');
  return lines.filter((line) => !['', '  HTTP/2', 'HTTP/2 '].includes(line));
}

const HOST = 'host: www.example.com';
const NO_CACHE = 'cache-control: no-cache';
const PRIVATE = 'cache-control: private';
const DATE_21 = 'date: Mon, 21 Oct 2013 20:13:21 GMT';
const DATE_22 = 'date: Mon, 21 Oct 2013 20:13:22 GMT';
const LOCATION = 'location: https://www.example.com';
const GZIP = 'content-encoding: gzip';
const COOKIE = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
const CUSTOM = 'custom-key: custom-value';

/** What appendices C.3 and C.4, and C.5 and C.6 say in two ways: the lines of each message, and the table behind it. */
const REQUESTS = [
  [
    ['GET / HTTP/2', HOST],
    ['GET / HTTP/2', HOST, NO_CACHE],
    ['GET /index.html HTTP/2', HOST, CUSTOM],
  ],
  [[HOST], [NO_CACHE, HOST], [CUSTOM, NO_CACHE, HOST]],
] as const;
const RESPONSES = [
  [
    ['HTTP/2 302', PRIVATE, DATE_21, LOCATION],
    ['HTTP/2 307', PRIVATE, DATE_21, LOCATION],
    ['HTTP/2 200', PRIVATE, DATE_22, LOCATION, GZIP, COOKIE],
  ],
  [
    [LOCATION, DATE_21, PRIVATE, 'HTTP/2 302'],
    ['HTTP/2 307', LOCATION, DATE_21, PRIVATE],
    [COOKIE, GZIP, DATE_22],
  ],
] as const;

const CONVERSATIONS = {
  'C.3': {
    kind: 'request',
    tableBytes: 4096,
    blocks: [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
    expected: REQUESTS,
  },
  'C.4': {
    kind: 'request',
    tableBytes: 4096,
    blocks: [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
    expected: REQUESTS,
  },
  'C.5': {
    kind: 'response',
    tableBytes: 256,
    blocks: [
      `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e
       1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
      '4803 3330 37c1 c0bf',
      `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d
       4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572
       7369 6f6e 3d31`,
    ],
    expected: RESPONSES,
  },
  'C.6': {
    kind: 'response',
    tableBytes: 256,
    blocks: [
      `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b
       97c8 e9ae 82ae 43d3`,
      '4883 640e ffc1 c0bf',
      `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf
       cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07`,
    ],
    expected: RESPONSES,
  },
} as const;

for (const [appendix, { kind, tableBytes, blocks, expected }] of Object.entries(CONVERSATIONS)) {
  test(`RFC 7541 appendix ${appendix} is decoded and its table kept`, (t) => {
    const decoder = new HpackDecoder(MAX_TABLE_BYTES);
    t.deepEqual(decode(decoder, sizeUpdate(tableBytes)), []);
    for (const [i, hex] of blocks.entries()) {
      t.deepEqual(decode(decoder, bytesOf(hex), kind), expected[0][i]);
      const table = expected[1][i] ?? [];
      for (const [age, line] of table.entries()) t.is(decode(decoder, indexed(62 + age), kind).at(-1), line);
    }
    const beyond = indexed(62 + (expected[1].at(-1)?.length ?? 0));
    t.deepEqual(decode(decoder, beyond), ['field of an index beyond the table']);
  });
}

test('each kind of literal is read; only one is added to the table (RFC 7541 appendix C.2)', (t) => {
  const cases = [
    ['400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572', 'custom-key: custom-header', true],
    ['040c 2f73 616d 706c 652f 7061 7468', ' /sample/path HTTP/2', false],
    ['1008 7061 7373 776f 7264 0673 6563 7265 74', 'password: secret', false],
    ['82', 'GET  HTTP/2', false],
  ] as const;
  for (const [hex, line, isAdded] of cases) {
    const decoder = new HpackDecoder(MAX_TABLE_BYTES);
    t.deepEqual(decode(decoder, bytesOf(hex)), [line]);
    t.deepEqual(decode(decoder, indexed(62)), [isAdded ? line : 'field of an index beyond the table']);
  }
});

test('a name can be taken from either table', (t) => {
  const decoder = new HpackDecoder(MAX_TABLE_BYTES);
  t.deepEqual(decode(decoder, literal('x-a', '1', true)), ['x-a: 1']);
  const encoded = [integer(0x40, 6, 62), string('2'), integer(0, 4, 63), string('3'), integer(0x10, 4, 58), string('')];
  t.deepEqual(decode(decoder, Buffer.concat(encoded)), ['x-a: 2', 'x-a: 3', 'user-agent: ']);
});

test('the table is as large as the encoder says, at the beginning of a block, up to our ceiling', (t) => {
  const decoder = new HpackDecoder(MAX_TABLE_BYTES);
  const big = 'v'.repeat(5000);
  decode(decoder, literal('a', big, true));
  t.deepEqual(decode(decoder, indexed(62)), ['field of an index beyond the table']);

  const larger = new HpackDecoder(MAX_TABLE_BYTES);
  decode(larger, Buffer.concat([sizeUpdate(0), sizeUpdate(MAX_TABLE_BYTES), literal('a', big, true)]));
  t.deepEqual(decode(larger, indexed(62)), [`a: ${big}`]);
  t.deepEqual(decode(larger, Buffer.concat([sizeUpdate(100), indexed(62)])), ['field of an index beyond the table']);

  t.deepEqual(decode(new HpackDecoder(MAX_TABLE_BYTES), sizeUpdate(MAX_TABLE_BYTES + 1)), [
    'dynamic table larger than we keep',
  ]);
  t.deepEqual(decode(new HpackDecoder(MAX_TABLE_BYTES), Buffer.concat([indexed(2), sizeUpdate(0)])), [
    'table size update behind a field',
  ]);
});

const MALFORMED: readonly (readonly [what: string, encoded: Uint8Array, fault: string])[] = [
  ['index 0', indexed(0), 'field of index 0'],
  ['an index beyond the static table', indexed(62), 'field of an index beyond the table'],
  ['a name beyond the static table', integer(0x40, 6, 62), 'field of an index beyond the table'],
  ['a huge index', integer(0x80, 7, 2 ** 40), 'number out of range'],
  ['an index of many octets', Buffer.concat([Buffer.from([0xff]), Buffer.alloc(9, 0x80)]), 'number out of range'],
  ['an index cut off', Buffer.from([0xff, 0x80]), 'field block ends within a number'],
  ['no name', Buffer.from([0x40]), 'field block ends within a field'],
  ['no value', Buffer.concat([Buffer.from([0x40]), string('a')]), 'field block ends within a field'],
  ['a string cut off', Buffer.from([0x40, 0x02, 0x61]), 'field block ends within a string'],
  ['a string of 4 GB', Buffer.concat([Buffer.from([0]), integer(0, 7, 2 ** 32)]), 'number out of range'],
  ['an unending Huffman string', Buffer.from([0x00, 0x81, 0xff, 0x00]), 'malformed Huffman code'],
];

for (const [what, encoded, fault] of MALFORMED) {
  test(`malformed: ${what}`, (t) => {
    t.deepEqual(decode(new HpackDecoder(MAX_TABLE_BYTES), encoded), [fault]);
  });
}

/** A decoder with one field of this size in a table that can hold it. */
function withEntry(name: string, value: string): HpackDecoder {
  const decoder = new HpackDecoder(MAX_TABLE_BYTES);
  decode(decoder, Buffer.concat([sizeUpdate(MAX_TABLE_BYTES), literal(name, value, true)]));
  return decoder;
}

test('a long name is not taken again and again for two octets each', (t) => {
  const decoder = withEntry('n'.repeat(60_000), '');
  const another = Buffer.concat([integer(0, 4, 62), string('')]);
  t.is(decode(decoder, another).length, 1);
  const fault = ['long field names too often'];
  t.deepEqual(decode(decoder, another), fault);
  t.deepEqual(decode(withEntry('n'.repeat(60_000), ''), Buffer.alloc(200, another)), fault);
});

test('names of ordinary length can be taken as often as anybody likes', (t) => {
  const decoder = withEntry('a-name-of-some-length', '');
  const fields = Buffer.alloc(4 * 50_000, Buffer.concat([integer(0, 4, 62), string('1')]));
  t.true(fields.length > MAX_NAME_CREDIT_BYTES);
  t.is(decode(decoder, fields).length, 50_000);
});

test('large fields that are repeated out of proportion are left out, all else is read', (t) => {
  const decoder = withEntry('n', 'v'.repeat(50_000));
  const bomb = Buffer.concat([Buffer.alloc(40, indexed(62)), literal('x', 'y')]);
  const lines = decode(decoder, bomb);
  t.is(lines.length, Math.floor((MAX_FIELD_CREDIT_BYTES + 1024 * (bomb.length + 9)) / 50_001) + 1);
  t.is(lines.at(-1), 'x: y');
  for (let i = 0; i < 40; i += 1) t.true(decode(decoder, bomb).length <= 3);
  t.deepEqual(decode(decoder, literal('x', 'y')), ['x: y']);
  // What is sent in between earns the right to it again.
  decode(decoder, literal('z', 'z'.repeat(100)));
  t.is(decode(decoder, indexed(62)).length, 1);
});

test('a head of 4 KB that is all in the table can be repeated for ever', (t) => {
  const decoder = withEntry('cookie', 'v'.repeat(4000));
  const head = Buffer.concat([indexed(2), indexed(7), indexed(62)]);
  for (let i = 0; i < 2000; i += 1) t.is(decode(decoder, head).length, 2);
});

test('any bytes are decoded or refused; a refusal is for good', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (blocks) => {
      const decoder = new HpackDecoder(MAX_TABLE_BYTES);
      for (const encoded of blocks) {
        const wasSound = decoder.fault === '';
        const lines = decode(decoder, encoded);
        if (!wasSound) t.deepEqual(lines, [decoder.fault]);
      }
    }),
    { numRuns: 500 },
  );
});

test('what was encoded comes back, with and without the table', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'z', '-', '0', '9'), maxLength: 30 });
  const field = fc.tuple(
    text.map((name) => `x${name}`),
    text,
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(field, { maxLength: 30 }), (fields) => {
      const encoded = Buffer.concat(fields.map(([name, value, isIndexed]) => literal(name, value, isIndexed)));
      const lines = fields.map(([name, value]) => `${name}: ${value}`);
      t.deepEqual(decode(new HpackDecoder(MAX_TABLE_BYTES), encoded), lines);
      t.deepEqual(decode(new HpackDecoder(MAX_TABLE_BYTES), block(...fields.map(([n, v]) => [n, v] as const))), lines);
    }),
    { numRuns: 200 },
  );
});

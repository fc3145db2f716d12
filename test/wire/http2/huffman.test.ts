import test from 'ava';
import * as fc from 'fast-check';
import { decodeHuffman, huffmanRoom } from '../../../src/wire/http2/huffman.ts';

function decode(encoded: Buffer): string | undefined {
  const target = Buffer.alloc(huffmanRoom(encoded.length) + 1, 0x7e);
  const end = decodeHuffman(encoded, 0, encoded.length, target, 1);
  return end < 0 ? undefined : target.toString('latin1', 1, end);
}

/** RFC 7541 appendix C.4 and C.6. */
const VECTORS: readonly (readonly [hex: string, text: string])[] = [
  ['f1e3c2e5f23a6ba0ab90f4ff', 'www.example.com'],
  ['a8eb10649cbf', 'no-cache'],
  ['25a849e95ba97d7f', 'custom-key'],
  ['25a849e95bb8e8b4bf', 'custom-value'],
  ['6402', '302'],
  ['640eff', '307'],
  ['aec3771a4b', 'private'],
  ['d07abe941054d444a8200595040b8166e082a62d1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
  ['9d29ad171863c78f0b97c8e9ae82ae43d3', 'https://www.example.com'],
  ['9bd9ab', 'gzip'],
  [
    '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
    'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ],
  ['', ''],
];

for (const [hex, text] of VECTORS) {
  test(`'${text}' is decoded`, (t) => {
    t.is(decode(Buffer.from(hex, 'hex')), text);
  });
}

/**
 * Some codes of RFC 7541 appendix B, of all lengths, as bits. They pin down the whole code: it is canonical, so one
 * wrong length would move every code behind it.
 */
const CODES: readonly (readonly [octet: number, bits: string])[] = [
  [0x30, '00000'],
  [0x74, '01001'],
  [0x20, '010100'],
  [0x75, '101101'],
  [0x3a, '1011100'],
  [0x7a, '1111011'],
  [0x26, '11111000'],
  [0x5a, '11111101'],
  [0x21, '1111111000'],
  [0x7c, '11111111100'],
  [0x3e, '111111111011'],
  [0x7e, '1111111111101'],
  [0x7d, '11111111111101'],
  [0x7b, '111111111111110'],
  [0xd0, '1111111111111110010'],
  [0xe2, '11111111111111101101'],
  [0xe6, '111111111111111101000'],
  [0xe9, '1111111111111111101011'],
  [0x01, '11111111111111111011000'],
  [0xef, '11111111111111111110100'],
  [0xed, '111111111111111111110101'],
  [0xeb, '1111111111111111111101111'],
  [0xff, '11111111111111111111101110'],
  [0xfe, '111111111111111111111110000'],
  [0xf9, '1111111111111111111111111110'],
  [0x0a, '111111111111111111111111111100'],
  [0x16, '111111111111111111111111111110'],
];
const END_OF_STRING = '1'.repeat(30);

function pack(bits: string, padding = '1'): Buffer {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, padding);
  return Buffer.from(padded.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2)) ?? []);
}

test('codes of every length are decoded, in any company', (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...CODES), { maxLength: 40 }), (codes) => {
      const text = String.fromCharCode(...codes.map(([octet]) => octet));
      t.is(decode(pack(codes.map(([, bits]) => bits).join(''))), text);
    }),
    { numRuns: 300 },
  );
});

test('padding is ones, fewer than eight; the end of a string is no symbol', (t) => {
  t.is(decode(pack('00000')), '0');
  t.is(decode(pack('00000', '0')), undefined);
  t.is(decode(Buffer.from([0xff])), undefined);
  t.is(decode(Buffer.concat([pack('00000'), Buffer.from([0xff])])), undefined);
  t.is(decode(pack('111111111010', '0')), undefined);
  t.is(decode(pack(END_OF_STRING)), undefined);
  t.is(decode(pack(`${END_OF_STRING}00000`)), undefined);
  t.is(decode(pack(`00000${END_OF_STRING}00000`)), undefined);
});

test('any bytes are decoded within the room, or refused', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const encoded = Buffer.from(bytes);
      const room = huffmanRoom(encoded.length);
      const target = Buffer.alloc(room + 16, 0x7e);
      const end = decodeHuffman(encoded, 0, encoded.length, target, 0);
      t.true(end >= -1 && end <= room - 2);
      t.true(target.subarray(room).every((octet) => octet === 0x7e));
    }),
    { numRuns: 300 },
  );
});

import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import test from 'ava';
import {
  beginsDeflate,
  decodeWhole,
  MAX_WHOLE_BYTES,
  MAX_WHOLE_CODED_BYTES,
} from '../../../src/detect/content/whole.ts';
import { ENCODINGS } from '../../support/codings.ts';

for (const { path, declared, encode } of ENCODINGS) {
  const coding = path as 'gzip' | 'deflate' | 'br';
  test(`decodes ${declared} (${encode(Buffer.from('text')).toString('hex')})`, (t) => {
    for (const length of [0, 1, 5000, MAX_WHOLE_BYTES]) {
      t.is(decodeWhole(coding, encode(Buffer.alloc(length, 0x61)))?.length, length);
    }
  });

  test(`leaves to a stream what is too large or not sound: ${declared}, ${path} ${encode(Buffer.alloc(1))[0]}`, (t) => {
    t.is(decodeWhole(coding, encode(Buffer.alloc(MAX_WHOLE_BYTES + 1))), undefined);
    t.is(decodeWhole(coding, encode(randomBytes(MAX_WHOLE_CODED_BYTES))), undefined);
    const coded = encode(Buffer.from('some text'));
    t.is(decodeWhole(coding, coded.subarray(0, -1)), undefined);
    t.is(decodeWhole(coding, Buffer.concat([coded, Buffer.from('x')])), undefined);
  });
}

test('leaves many members with something between to a stream', (t) => {
  const member = zlib.gzipSync('text');
  t.is(decodeWhole('gzip', Buffer.concat([member, member]))?.length, 8);
  t.is(decodeWhole('gzip', Buffer.concat([member, Buffer.alloc(1), member])), undefined);
});

test('what begins deflate, and what does not', (t) => {
  for (const text of ['{"a":"b"}', 'plain text, not coded', '<html>', '[1,2,3]']) {
    t.false(beginsDeflate(Buffer.from(text.repeat(9)), false), text);
    const coded = zlib.deflateRawSync(Buffer.from(text.repeat(900)));
    for (const length of [1, 10, 64, 1000]) t.true(beginsDeflate(coded.subarray(0, length), false), text);
  }
  t.true(beginsDeflate(zlib.deflateRawSync(Buffer.alloc(100_000)).subarray(0, 64), false));
  t.false(beginsDeflate(Buffer.from('{"a":"x"}'), true));
  t.true(beginsDeflate(zlib.deflateRawSync(Buffer.from('x')), true));
});

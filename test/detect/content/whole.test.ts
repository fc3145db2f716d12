import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import test from 'ava';
import {
  beginsDeflate,
  MAX_WHOLE_BYTES,
  MAX_WHOLE_CODED_BYTES,
  WholeDecoder,
} from '../../../src/detect/content/whole.ts';
import { ENCODINGS } from '../../support/codings.ts';

const whole = new WholeDecoder();

for (const { path, declared, encode } of ENCODINGS) {
  const coding = path as 'gzip' | 'deflate' | 'br';
  test(`decodes ${declared} (${encode(Buffer.from('text')).toString('hex')})`, (t) => {
    for (const length of [0, 1, 5000, MAX_WHOLE_BYTES]) {
      t.is(whole.decode(coding, encode(Buffer.alloc(length, 0x61)))?.length, length);
    }
  });

  test(`leaves to a stream what is too large or not sound: ${declared}, ${path} ${encode(Buffer.alloc(1))[0]}`, (t) => {
    t.is(whole.decode(coding, encode(Buffer.alloc(MAX_WHOLE_BYTES + 1))), undefined);
    t.is(whole.decode(coding, encode(randomBytes(MAX_WHOLE_CODED_BYTES))), undefined);
    const coded = encode(Buffer.from('some text'));
    t.is(whole.decode(coding, coded.subarray(0, -1)), undefined);
    t.is(whole.decode(coding, Buffer.concat([coded, Buffer.from('x')])), undefined);
  });
}

test('leaves more than one member to a stream', (t) => {
  const member = zlib.gzipSync('text');
  t.is(whole.decode('gzip', member)?.toString(), 'text');
  t.is(whole.decode('gzip', Buffer.concat([member, member])), undefined);
});

test('looks at no checksum, as a stream does not', (t) => {
  const member = zlib.gzipSync('text');
  member[member.length - 8] = (member[member.length - 8] ?? 0) ^ 1;
  t.is(whole.decode('gzip', member)?.toString(), 'text');
});

test('uses memory again that was let go, and no other', (t) => {
  const decoder = new WholeDecoder();
  const decode = (letter: string): Buffer =>
    decoder.decode('gzip', zlib.gzipSync(letter.repeat(10_000))) ?? Buffer.alloc(0);
  const [a, b] = [decode('a'), decode('b')];
  t.deepEqual([a.toString(), b.toString()], ['a'.repeat(10_000), 'b'.repeat(10_000)]);
  decoder.letGo(a);
  t.is(decode('c').buffer, a.buffer);
  t.is(b.toString(), 'b'.repeat(10_000));
  t.not(decode('d').buffer, a.buffer);
});

test('small content has memory of its own', (t) => {
  const decoder = new WholeDecoder();
  const small = decoder.decode('gzip', zlib.gzipSync('small')) ?? Buffer.alloc(0);
  decoder.letGo(small);
  decoder.decode('gzip', zlib.gzipSync('other'));
  t.is(small.toString(), 'small');
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

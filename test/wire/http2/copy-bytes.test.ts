import test from 'ava';
import { copyBytes, withRoom } from '../../../src/wire/http2/copy-bytes.ts';

test('as many bytes are copied as are asked for, few or many', (t) => {
  const source = Buffer.from(Array.from({ length: 300 }, (_, i) => i & 0xff));
  for (const length of [0, 1, 39, 40, 41, 200]) {
    const target = Buffer.alloc(260, 0x7e);
    copyBytes(source, 50, length, target, 30);
    const expected = Buffer.alloc(260, 0x7e);
    source.copy(expected, 30, 50, 50 + length);
    t.deepEqual(target, expected);
  }
});

test('a buffer with room is left alone; one without is replaced by one of twice the size', (t) => {
  const bytes = Buffer.from('12345678');
  t.is(withRoom(bytes, 8, 8), bytes);
  const larger = withRoom(bytes, 9, 4);
  t.is(larger.length, 16);
  t.is(larger.toString('latin1', 0, 4), '1234');
  t.is(withRoom(Buffer.alloc(0), 1000, 0).length, 1024);
});

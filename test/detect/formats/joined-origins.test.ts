import test from 'ava';
import * as fc from 'fast-check';
import { OriginMap, REMEMBERED_BYTES } from '../../../src/detect/formats/joined-origins.ts';

test('each byte has the origin of its piece', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.nat()), { minLength: 1, maxLength: 200 }),
      (pieces) => {
        const map = new OriginMap();
        const bytes: [piece: number, origin: number][] = [];
        for (const [piece, [length, origin]] of pieces.entries()) {
          map.add(bytes.length, origin);
          for (let n = 0; n < length; n += 1) bytes.push([piece, origin]);
        }
        for (const [offset, [piece, origin]] of bytes.entries()) {
          t.is(map.originOf(offset), origin);
          t.false(map.spansPieces(offset, offset + 1));
          if (offset > 0) t.is(map.spansPieces(offset - 1, offset + 1), bytes[offset - 1]?.[0] !== piece);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('the last 16 KB are remembered, of single bytes too', (t) => {
  const map = new OriginMap();
  const to = 100_000;
  for (let offset = 0; offset < to; offset += 1) map.add(offset, offset * 10);
  const oldest = to - REMEMBERED_BYTES;
  for (let offset = oldest; offset < to; offset += 97) {
    t.is(map.originOf(offset), offset * 10);
    t.false(map.spansPieces(offset, offset + 1));
  }
  t.true(map.originOf(0) <= oldest * 10);
  t.true(map.spansPieces(0, 1));
  t.true(map.spansPieces(oldest - 10, to));
});

test('a long piece is remembered while one of its bytes is', (t) => {
  const map = new OriginMap(100);
  map.add(0, 7);
  map.add(1000, 8);
  map.add(1050, 9);
  t.is(map.originOf(999), 7);
  t.false(map.spansPieces(0, 1000));
  t.true(map.spansPieces(999, 1001));
  map.add(1101, 10);
  t.true(map.spansPieces(999, 1000));
  t.is(map.originOf(1001), 8);
});

test('knows nothing at first', (t) => {
  const map = new OriginMap();
  t.is(map.originOf(5), 0);
  t.true(map.spansPieces(0, 1));
});

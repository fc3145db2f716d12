import test from 'ava';
import {
  STATIC_ENTRIES,
  STATIC_FROM,
  STATIC_LINES,
  STATIC_NAME_LENGTH,
  STATIC_VALUE_LENGTH,
} from '../../../src/wire/http2/static-table.ts';

function entry(index: number): [name: string, value: string] {
  const from = STATIC_FROM[index] ?? 0;
  const nameEnd = from + (STATIC_NAME_LENGTH[index] ?? 0);
  const valueEnd = nameEnd + 2 + (STATIC_VALUE_LENGTH[index] ?? 0);
  const text = (a: number, b: number): string => STATIC_LINES.toString('latin1', a, b);
  if (text(nameEnd, nameEnd + 2) !== ': ' || text(valueEnd, valueEnd + 2) !== '\r\n') throw new Error('no line');
  return [text(from, nameEnd), text(nameEnd + 2, valueEnd)];
}

test('entries stand where RFC 7541 appendix A has them', (t) => {
  t.is(STATIC_ENTRIES, 61);
  t.deepEqual(entry(1), [':authority', '']);
  t.deepEqual(entry(2), [':method', 'GET']);
  t.deepEqual(entry(7), [':scheme', 'https']);
  t.deepEqual(entry(8), [':status', '200']);
  t.deepEqual(entry(14), [':status', '500']);
  t.deepEqual(entry(16), ['accept-encoding', 'gzip, deflate']);
  t.deepEqual(entry(31), ['content-type', '']);
  t.deepEqual(entry(32), ['cookie', '']);
  t.deepEqual(entry(58), ['user-agent', '']);
  t.deepEqual(entry(61), ['www-authenticate', '']);
});

test('the entries that are not pseudo fields stand in the order of their names, but for one', (t) => {
  const names = Array.from({ length: 47 }, (_, i) => entry(15 + i)[0]);
  const sorted = names.toSorted();
  // The RFC lists `accept` behind the fields that begin with it.
  t.deepEqual(
    names.filter((name) => name !== 'accept'),
    sorted.filter((name) => name !== 'accept'),
  );
  t.is(new Set(names).size, 47);
});

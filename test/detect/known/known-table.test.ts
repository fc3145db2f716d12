import test from 'ava';
import {
  headHash,
  isKnowable,
  MAX_KNOWN_VALUES,
  mergedTables,
  newKnownTable,
} from '../../../src/detect/known/known-table.ts';

const VALUE = 'c0rrect-h0rse-b4ttery';

test('a table holds no value, nor anything that is the same under another key', (t) => {
  const tables = ['a1'.repeat(32), 'b2'.repeat(32)].map((key) =>
    newKnownTable([{ name: 'A', origin: '.env', value: VALUE }], key, () => 'f'),
  );
  t.false(JSON.stringify(tables).includes('c0rrect'));
  const [one, other] = tables.map(({ entries }) => entries[0]);
  t.not(one?.digest, other?.digest);
  t.notDeepEqual(one?.heads, other?.heads);
  t.is(one?.name, 'A');
});

test('a hash is the same of words and of text', (t) => {
  const hash = headHash('7'.repeat(64));
  const bytes = Uint8Array.from('abcdefgh', (character) => character.charCodeAt(0));
  const words = new Int32Array(bytes.buffer);
  t.is(hash.ofText('xabcdefgh', 1), hash.ofWords(words[0] ?? 0, words[1] ?? 0));
  t.not(hash.ofText('abcdefgi', 0), hash.ofText('abcdefgh', 0));
});

test('what stands in all kinds of texts is not looked for', (t) => {
  for (const value of [
    'short',
    'production',
    '/home/me/project',
    '2026-11-25T10:00:00Z',
    'https://api.example.test/v1/x',
    '192.168.100.200',
    'aaaaaaaaaaaaaaaa',
  ]) {
    t.false(isKnowable(value), value);
  }
  for (const value of [VALUE, 'postgres://app:s3cret@db/x', 'Tr0ub4dor&3', 'übergeheim!'])
    t.true(isKnowable(value), value);
});

test('the number of values is bounded', (t) => {
  const values = Array.from({ length: MAX_KNOWN_VALUES + 3 }, (_, index) => ({
    origin: '.env',
    name: `V${index}`,
    value: `${VALUE}-${index}`,
  }));
  const { entries } = newKnownTable(values, 'c3'.repeat(32), () => 'f');
  t.is(new Set(entries.map(({ name }) => name)).size, MAX_KNOWN_VALUES);
});

test('of two tables the newer values come first, and the older ones fill it up', (t) => {
  const tableOf = (from: number, count: number) =>
    newKnownTable(
      Array.from({ length: count }, (_, index) => ({
        name: `V${from + index}`,
        origin: '.env',
        value: `value-number-${from + index}`,
      })),
      '5'.repeat(64),
      (text) => text,
    );
  const values = (table: ReturnType<typeof tableOf>): readonly string[] => [
    ...new Set(table.entries.map(({ name }) => name)),
  ];
  t.deepEqual(values(mergedTables(tableOf(3, 2), tableOf(1, 3))), ['V3', 'V4', 'V1', 'V2']);
  const full = mergedTables(tableOf(1000, 500), tableOf(0, 500));
  t.is(values(full).length, MAX_KNOWN_VALUES);
  t.is(values(full)[511], 'V11');
});

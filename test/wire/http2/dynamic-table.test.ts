import test from 'ava';
import * as fc from 'fast-check';
import { DynamicTable } from '../../../src/wire/http2/dynamic-table.ts';

type Entry = readonly [name: string, value: string];

function insert(table: DynamicTable, [name, value]: Entry): void {
  const source = Buffer.from(`ahead ${name}: ${value}\r\nbehind`, 'latin1');
  table.insert(source, 6, name.length, value.length);
}

/** The entries of a table, the newest first. */
function entriesOf(table: DynamicTable): Entry[] {
  return Array.from({ length: table.length }, (_, age) => {
    const slot = table.slotOf(age);
    const nameEnd = table.lineFrom(slot) + table.nameLength(slot);
    const valueEnd = nameEnd + 2 + table.valueLength(slot);
    if (table.lines.toString('latin1', valueEnd, valueEnd + 2) !== '\r\n') throw new Error('no line');
    return [
      table.lines.toString('latin1', table.lineFrom(slot), nameEnd),
      table.lines.toString('latin1', nameEnd + 2, valueEnd),
    ];
  });
}

test('an entry counts 32 octets more than it has; the oldest goes first', (t) => {
  const table = new DynamicTable(2 * 34);
  insert(table, ['a', '1']);
  insert(table, ['b', '2']);
  t.deepEqual(entriesOf(table), [
    ['b', '2'],
    ['a', '1'],
  ]);
  insert(table, ['c', '3']);
  t.deepEqual(entriesOf(table), [
    ['c', '3'],
    ['b', '2'],
  ]);
  t.is(table.slotOf(2), -1);
  insert(table, ['d', '45']);
  t.deepEqual(entriesOf(table), [['d', '45']]);
});

test('an entry larger than the table empties it', (t) => {
  const table = new DynamicTable(100);
  insert(table, ['a', '1']);
  insert(table, ['b', 'x'.repeat(68)]);
  t.is(table.length, 0);
  insert(table, ['b', 'x'.repeat(67)]);
  t.is(table.length, 1);
});

type Step = { readonly resize: number } | { readonly insert: Entry };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ resize: fc.nat(1200) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      insert: fc.tuple(
        fc.string({ maxLength: 20, unit: 'binary-ascii' }),
        fc.string({ maxLength: 120, unit: 'binary-ascii' }),
      ),
    }),
  },
);

test('it holds what a plain list would hold, in bounded memory', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const table = new DynamicTable(600);
      let list: Entry[] = [];
      let maxBytes = 600;
      const fit = (entries: Entry[]): Entry[] => {
        let bytes = 0;
        return entries.filter(([name, value]) => (bytes += name.length + value.length + 32) <= maxBytes);
      };
      for (const step of steps) {
        if ('resize' in step) {
          maxBytes = step.resize;
          table.resize(maxBytes);
          list = fit(list);
        } else {
          insert(table, step.insert);
          const [name, value] = step.insert;
          list = name.length + value.length + 32 > maxBytes ? [] : fit([step.insert, ...list]);
        }
        // A list is cut at the first entry that does not fit, so that a small old one does not stay behind it.
        t.deepEqual(entriesOf(table), list);
        t.true(table.lines.length <= 4 * 1200);
      }
    }),
    { numRuns: 100 },
  );
});

test('a table through which much passes stays as small as it is', (t) => {
  const table = new DynamicTable(4096);
  for (let i = 0; i < 20_000; i += 1) insert(table, ['name', 'v'.repeat(i % 700)]);
  t.true(table.lines.length <= 8192);
  for (let i = 0; i < 1000; i += 1) insert(table, ['', '']);
  t.is(table.length, 128);
});

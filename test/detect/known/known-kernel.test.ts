import test from 'ava';
import * as fc from 'fast-check';
import { KNOWN_ANCHOR, withKnownValues } from '../../../src/detect/known/known-kernel.ts';
import { newKnownTable } from '../../../src/detect/known/known-table.ts';
import type { Anchor } from '../../../src/detect/kernel/anchor.ts';
import { compileScriptKernel } from '../../../src/detect/kernel/script-kernel.ts';
import { findAll } from '../../../src/detect/find-all.ts';
import { literal } from '../../../src/detect/rules/byte-classes.ts';

const VALUES = [
  { name: 'A', origin: '.env', value: 's3cret-value-one' },
  { name: 'B', origin: '.env', value: 'hunter2hunter3' },
];
const TABLE = newKnownTable(VALUES, '3'.repeat(64), () => 'f');
const ANCHORS: readonly Anchor[] = [
  { rule: 0, classes: literal('ab') },
  { rule: 1, classes: KNOWN_ANCHOR },
  { rule: 2, classes: literal('se') },
];
const KERNEL = withKnownValues(compileScriptKernel, TABLE)(ANCHORS);

function pairsIn(bytes: Uint8Array): [number, number][] {
  const pairs: [number, number][] = [];
  findAll(KERNEL, bytes, (at, anchor) => pairs.push([at, anchor]));
  return pairs;
}

const PIECES = fc.constantFrom(
  'ab',
  'se',
  's3cret-value-one',
  'hunter2hunter3',
  's3cret-value',
  ' ',
  'x',
  'hunter2',
  'abse',
);

test('every value is found once at every alignment, amid the other anchors', (t) => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 60 }), fc.nat(7), (pieces, shift) => {
      const text = pieces.join('');
      const bytes = Buffer.from(`${'-'.repeat(shift)}${text}`).subarray(shift);
      const wanted: [number, number][] = [];
      for (let at = 0; at < text.length; at++) {
        if (text.startsWith('ab', at)) wanted.push([at, 0]);
        // What is found are beginnings: the rule compares the rest.
        if (VALUES.some(({ value }) => text.startsWith(value.slice(0, 11), at))) wanted.push([at, 1]);
        if (text.startsWith('se', at)) wanted.push([at, 2]);
      }
      const found = pairsIn(bytes);
      const surely = found.filter(([at, anchor]) => anchor !== 1 || wanted.some(([w, a]) => a === 1 && w === at));
      t.deepEqual(surely, wanted);
      t.deepEqual(
        found.map(([at]) => at),
        found.map(([at]) => at).toSorted((a, b) => a - b),
      );
    }),
  );
});

test('more places than a table takes are all found', (t) => {
  const text = 'hunter2hunter3ab'.repeat(2000);
  const found = pairsIn(Buffer.from(text));
  t.is(found.filter(([, anchor]) => anchor === 1).length, 2000);
  t.is(found.filter(([, anchor]) => anchor === 0).length, 2000);
});

test('no pair is lost where a table is full, also with as many at one offset as there can be', (t) => {
  const anchors: Anchor[] = Array.from({ length: 64 }, (_, rule) => ({ rule, classes: literal('hu') }));
  const kernel = withKnownValues(compileScriptKernel, TABLE)([...anchors, { rule: 64, classes: KNOWN_ANCHOR }]);
  for (const lead of [0, 1, 14, 15, 16]) {
    const text = `${'hu'.repeat(lead)}hunter2hunter3${'hu'.repeat(40)}`;
    const expected = Array.from(text.matchAll(/hu/g), ({ index }) => index).flatMap((at) => {
      const known = text.startsWith('hunter2hunter3', at) ? [`${at}:64`] : [];
      return [...Array.from({ length: 64 }, (_, anchor) => `${at}:${anchor}`), ...known];
    });
    const found: string[] = [];
    findAll(kernel, Buffer.from(text), (at, anchor) => found.push(`${at}:${anchor}`));
    t.deepEqual(found, expected, `${lead}`);
  }
});

test('a value is found whose beginning stands in another one, at every alignment', (t) => {
  const values = ['abcdefgh-SECRET1', 'zzabcdefgh-OTHER2'].map((value) => ({ name: 'A', origin: '.env', value }));
  const kernel = withKnownValues(
    compileScriptKernel,
    newKnownTable(values, '3'.repeat(64), () => 'f'),
  )(ANCHORS);
  for (let lead = 0; lead < 4; lead++) {
    const found: number[] = [];
    findAll(kernel, Buffer.from(`${'-'.repeat(lead)}zzabcdefgh-OTHER2`), (at, anchor) => {
      if (anchor === 1) found.push(at);
    });
    t.true(found.includes(lead), `${lead}: ${found.join()}`);
  }
});

test('without the anchor the kernel is left as it is', (t) => {
  const kernel = withKnownValues(compileScriptKernel, TABLE)([{ rule: 0, classes: literal('ab') }]);
  const hits = new Int32Array(64);
  t.is(kernel.find(Buffer.from('hunter2hunter3ab'), 0, hits), 1);
});

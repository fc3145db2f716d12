import test from 'ava';
import * as fc from 'fast-check';
import { eachRun } from '../../../src/detect/unfold/runs.ts';
import { byteTable } from '../../../src/detect/unfold/unfolder.ts';

const MEMBERS = byteTable('abcr/n');

interface Found {
  readonly characters: string;
  readonly places: readonly number[];
}

function runs(text: string, least = 4, members = MEMBERS): Found[] {
  const found: Found[] = [];
  eachRun(Buffer.from(text), members, least, ({ bytes, from, to, originOf }) => {
    const places = Array.from({ length: to - from + 1 }, (_, index) => originOf(from + index));
    found.push({ characters: Buffer.from(bytes.subarray(from, to)).toString(), places });
  });
  return found;
}

test('finds what an expression finds', (t) => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '.', ' '), { maxLength: 80 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, (one) => {
      const expected = Array.from(one.matchAll(/[abc]{4,}/g), ({ 0: characters, index }) => `${characters} ${index}`);
      t.deepEqual(
        runs(one).map(({ characters, places }) => `${characters} ${places[0]}`),
        expected,
      );
    }),
    { numRuns: 300 },
  );
});

test('goes on behind an escaped slash', (t) => {
  const text = '..ab\\/\\/c.';
  for (let lead = 0; lead < 4; lead++) {
    const [run, ...others] = runs('.'.repeat(lead) + text);
    t.deepEqual(others, []);
    t.is(run?.characters, 'ab//c');
    t.deepEqual(
      run?.places.map((place) => place - lead),
      [2, 3, 5, 7, 8, 9],
    );
  }
  t.deepEqual(
    runs('ab\\/cab', 4, byteTable('abc')).map(({ characters }) => characters),
    [],
  );
});

test('goes on in the next line behind a full one', (t) => {
  const line = 'abc'.repeat(21);
  for (const lineEnd of ['\n', '\r\n', '\\n', '\\r\\n', '\n    ']) {
    const [run, ...others] = runs(`. ${line}${lineEnd}${line}${lineEnd}ab.`);
    t.deepEqual(others, []);
    t.is(run?.characters, `${line}${line}ab`);
    t.is(run?.places.at(-1), 4 + 2 * line.length + 2 * lineEnd.length);
  }
  t.is(runs('abcabc\nabcabc').length, 2);
  t.is(runs(`${line}\n\n${line}`).length, 2);
});

test('places rise strictly whatever the text', (t) => {
  const pieces = fc.constantFrom('a', '/', '\\/', '\\', 'abc'.repeat(20), '\n', '\\n', '\r', ' ', '.');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
      const text = all.join('');
      for (const { characters, places } of runs(text)) {
        t.is(characters.length + 1, places.length);
        t.true(places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0)));
        t.true((places.at(-1) ?? 0) <= text.length);
        t.is(
          characters,
          places
            .slice(0, -1)
            .map((place) => text[place])
            .join(''),
        );
      }
    }),
    { numRuns: 300 },
  );
});

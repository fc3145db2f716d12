import test from 'ava';
import { RULES } from '../../../src/detect/rules/index.ts';
import { compileRuleFile } from '../../../src/detect/rules/rule-file.ts';
import { matchesOfFile, packFiles } from '../../support/pack-files.ts';

const FILES = packFiles();
const WINDOW_BYTES = 65_536;

/** A text as it is scanned: its UTF-8, one character a byte. */
const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('every rule has a name of its own, that of its file', (t) => {
  const ids = [...RULES.map(({ id }) => id), ...FILES.map(({ file }) => file.id)];
  t.deepEqual(ids, [...new Set(ids)]);
  for (const { name, file } of FILES) t.is(name, file.id);
});

for (const { pack, file } of FILES) {
  const rule = compileRuleFile(file);

  test(`${pack}/${file.id} carries its proof`, (t) => {
    t.true(file.hits.length >= 2 && file.misses.length >= 2);
    for (const text of [file.summary, file.advice, file.falseAlarm, file.source]) t.not(text, '');
    for (const anchor of file.anchors) t.true(Buffer.byteLength(anchor) >= 3, anchor);
    for (const hit of file.hits.map(inBytes)) {
      const [match, ...more] = matchesOfFile(rule, file, hit);
      t.truthy(match, hit);
      t.deepEqual(more, [], hit);
      for (const [before, after] of [
        ['.\n', '\n.'],
        ['{"a":"', '"}'],
        ['(', ')'],
      ] as const) {
        const moved = matchesOfFile(rule, file, before + hit + after);
        t.deepEqual(
          moved.map(({ from }) => from),
          [(match?.from ?? 0) + before.length],
          `between ${before} and ${after}: ${hit}`,
        );
      }
    }
    for (const miss of file.misses.map(inBytes)) t.deepEqual(matchesOfFile(rule, file, miss), [], miss);
  });

  test(`${pack}/${file.id} is bounded work on a hostile window`, (t) => {
    const pieces = [...file.anchors, ...file.hits.map((hit) => hit.slice(0, -1)), ...file.misses];
    for (const piece of pieces.map(inBytes)) {
      const text = piece.repeat(Math.ceil(WINDOW_BYTES / piece.length)).slice(0, WINDOW_BYTES);
      const before = performance.now();
      matchesOfFile(rule, file, text);
      t.true(performance.now() - before < 2000, piece);
    }
  });
}

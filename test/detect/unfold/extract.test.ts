import test from 'ava';
import { BREAK, Extract, type Coding } from '../../../src/detect/unfold/extract.ts';
import type { Run } from '../../../src/detect/unfold/runs.ts';

/** Every character is what it stands for. */
const PLAIN: Coding = {
  phases: 1,
  characterOf: (index) => index,
  decode(bytes, from, to, into) {
    into.set(bytes.subarray(from, to));
    return to - from;
  },
};
const GAP = Buffer.from(BREAK).toString('latin1');

function run(text: string, lead = 100): Run {
  const bytes = Buffer.from(text, 'latin1');
  return { bytes, from: 0, to: bytes.length, originOf: (index) => lead + index };
}

function textOf(...runs: Run[]): string | undefined {
  const extract = new Extract();
  for (const one of runs) extract.addText(one, PLAIN);
  const done = extract.done();
  return done && Buffer.from(done.bytes).toString('latin1');
}

test('takes what is text, between breaks', (t) => {
  t.is(textOf(), undefined);
  t.is(textOf(run('\x01\x02 too short \x03'.slice(0, 8))), undefined);
  t.is(textOf(run('nine byte'), run('\xff\xfenine more bytes\x01 and')), `${GAP}nine byte${GAP}nine more bytes${GAP}`);
  t.is(textOf(run('a\0b\0c\0d\0e\0')), `${GAP}a\0b\0c\0d\0e\0${GAP}`);
  t.is(textOf(run('\0'.repeat(99))), undefined);
  const utf8 = Buffer.from('für 日本語 𝒜').toString('latin1');
  t.is(textOf(run(utf8)), GAP + utf8 + GAP);
  const binary = '\x03\xff'.repeat(300);
  t.is(textOf(run(`${binary}fifteen letters${binary}`)), undefined);
  t.is(textOf(run(`${binary}sixteen letters.${binary}`)), `${GAP}sixteen letters.${GAP}`);
  t.is(textOf(run('\xe9\xff\xe8'.repeat(9))), undefined);
});

test('leads back to where each byte stood', (t) => {
  const extract = new Extract();
  extract.addText(run('\x01\x02nine bytes', 100), PLAIN);
  extract.addText(run('and nine more', 300), PLAIN);
  const done = extract.done();
  t.deepEqual(
    [0, 3, 12, 13, 15, 16, 28, 29, 31].map((offset) => done?.originOf(offset)),
    [102, 102, 111, 300, 300, 300, 312, 313, 313],
  );
  t.false(done?.isPlain(4, 5));
});

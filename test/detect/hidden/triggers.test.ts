import test from 'ava';
import { findAll } from '../../../src/detect/find-all.ts';
import { pairsIn } from '../../../src/detect/hidden/neighbours.ts';
import { asciiTriggers, highTriggers, wide } from '../../../src/detect/hidden/triggers.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { ANCHORS } from '../../../src/detect/rules/index.ts';

const pairs = pairsIn(ANCHORS);
type Runs = Iterable<readonly ReadonlySet<number>[]>;

function isTriggered(runs: Runs, text: string | Buffer): boolean {
  const kernel = compileKernel(Array.from(runs, (classes, rule) => ({ rule, classes })));
  let isAny = false;
  findAll(kernel, Buffer.from(text), () => {
    isAny = true;
  });
  return isAny;
}

test('escapes that may hide an anchor are noticed', (t) => {
  for (const text of ['&#99;url', '&#x63;url', '=63=75=72=6C', String.raw`\x63\x75`, 'x$IFS-', 'x${IFS}y']) {
    t.true(isTriggered(asciiTriggers(pairs), text), text);
  }
  for (const text of ['a plain sentence, no more', '{"key": [1, 2, 3]}', 'a && b', String.raw`line\nline`]) {
    t.false(isTriggered(asciiTriggers(pairs), text), text);
  }
});

test('disguises are noticed, other languages are not', (t) => {
  for (const text of ['r\u200bm', '\uff43url', 'n\u0441 ', '\u{e0063}url']) {
    t.true(isTriggered(highTriggers(pairs), text), text);
  }
  for (const text of ['d\u00e9j\u00e0 vu', '\u4e2d\u6587\u3002']) {
    t.false(isTriggered(highTriggers(pairs), text), text);
  }
});

test('anchors are known in both byte orders of UTF-16', (t) => {
  const runs = ANCHORS.slice(0, 1).map(({ classes }) => wide(classes));
  const anchor = Buffer.from(ANCHORS[0]?.classes.map((bytes) => [...bytes][0] ?? 0) ?? []).toString('latin1');
  const little = Buffer.from(`..${anchor}..`, 'utf16le');
  t.true(isTriggered(runs, little));
  t.true(isTriggered(runs, Buffer.from(little).swap16()));
  t.false(isTriggered(runs, `..${anchor}..`));
});

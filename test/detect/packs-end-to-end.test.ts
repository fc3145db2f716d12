import test from 'ava';
import { engineFor } from '../../src/detect/engine-for.ts';
import type { RuleFile } from '../../src/detect/rules/rule-file.ts';
import { ruleSetOf } from '../../src/detect/rules/rule-set.ts';
import { TextScanner } from '../../src/detect/scanner.ts';
import { spotterFor } from '../../src/detect/spotter-for.ts';
import { packFiles } from '../support/pack-files.ts';

const FILES = packFiles().filter(({ pack }) => pack !== 'thorough');
const RULE_FILES = FILES.map(({ file }) => file);
const engine = engineFor({
  rules: RULE_FILES,
  maskSecrets: true,
  maxFindings: 32,
  fingerprintKey: '',
  honoursAllowComments: false,
});
const spotter = spotterFor(ruleSetOf(RULE_FILES));

/** Rules of which something is found in a text, as it is scanned when it comes in pieces. */
function scanned(text: string, chunkBytes: number): ReadonlySet<string> {
  const scanner = new TextScanner(spotter, 'response.body', 65_536);
  const found = new Set<string>();
  const take = (): void => {
    for (let window = scanner.take(); window !== undefined; window = scanner.take()) {
      for (const { rule } of engine(window).findings) found.add(rule);
    }
  };
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    scanner.write(bytes.subarray(at, at + chunkBytes));
    take();
  }
  scanner.end();
  take();
  return found;
}

/** Encodings in which some hits are not noticed (decision 17): commands whose anchors a URL escapes, base64 of what is beyond ASCII. */
const PASSED_OVER: Readonly<Record<string, (file: RuleFile, hit: string) => boolean>> = {
  'in a URL': ({ anchors, type }, hit) =>
    type === 'INJECTION' &&
    !anchors.some(
      (anchor) => hit.includes(anchor) && (encodeURIComponent(anchor) === anchor || /[^\0-\x7f]/.test(anchor)),
    ),
  'in base64': (_, hit) => /[^\0-\x7f]/.test(hit),
};

/** How a text may stand in traffic. */
const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => `some words\n${text}\nand more words`,
  'in JSON': (text) => JSON.stringify({ content: [{ text: `look:\n${text}\n` }] }),
  'in JSON in JSON': (text) => JSON.stringify({ body: JSON.stringify({ text: ` ${text} ` }) }),
  'in a URL': (text) => `GET /?q=${encodeURIComponent(` ${text} `)} HTTP/1.1`,
  'in base64': (text) => `data: ${Buffer.from(`here it is: ${text} and nothing else`).toString('base64')}`,
};

for (const [how, write] of Object.entries(WRITTEN)) {
  test(`what a rule of a pack finds is found ${how}, wherever it is cut`, (t) => {
    t.timeout(120_000);
    const missed: string[] = [];
    for (const { file } of FILES) {
      for (const hit of file.hits) {
        if (PASSED_OVER[how]?.(file, hit) === true) continue;
        const text = write(hit);
        const bytes = new Uint8Array(Buffer.from(text));
        const window = { bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' } as const;
        // What an encoding takes from a rule, such as a boundary, is the engine's business.
        if (!engine(window).findings.some(({ rule }) => rule === file.id)) continue;
        for (const chunkBytes of [7, 4096]) {
          if (!scanned(text, chunkBytes).has(file.id)) missed.push(`${file.id}, ${chunkBytes}: ${text.slice(0, 120)}`);
        }
      }
    }
    t.deepEqual(missed, []);
  });
}

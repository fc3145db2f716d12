/**
 * Whether the rules can be trusted. Recall: what detection finds of every rule's hits, by encoding and position
 * (`recall.ts`). Precision: how often each rule of a file speaks per 100 MB of real text, the files under the given
 * folders, by default what comes with npm packages, Debian and Python; archives of one file (.gz) are opened, no encodings
 * are undone. Run after `npm run build`:
 * `node dist/bench/quality.js [--recall | --precision] [--show] [--pack=secrets] [folder …]`; `--show` adds where, and the
 * match with its middle left out.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findAll } from '../src/detect/find-all.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { compileRuleFile } from '../src/detect/rules/rule-file.ts';
import { packFiles } from '../test/support/pack-files.ts';
import { recallOf, recallTable } from './recall.ts';

const FOLDERS = [
  'node_modules',
  '/usr/share/doc',
  '/usr/share/perl',
  '/usr/share/perl5',
  '/usr/share/nodejs',
  '/usr/share/javascript',
  '/usr/share/locale',
  '/usr/share/man',
  '/usr/share/vim',
  '/usr/lib/node_modules',
  '/usr/lib/python3',
  '/usr/local/lib',
];
const LARGEST_FILE_BYTES = 64 * 1024 * 1024;
const PER_BYTES = 100e6;
const KEPT_CHARACTERS = 6;

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const onlyPack = flags.find((flag) => flag.startsWith('--pack='))?.slice('--pack='.length);

const chosen = packFiles().filter(({ pack }) => onlyPack === undefined || pack === onlyPack);

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile() && statSync(path).size <= LARGEST_FILE_BYTES) yield path;
  }
}

function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_FILE_BYTES });
  } catch {
    return bytes;
  }
}

/** A match as it may be printed: its first characters, and how long it is. */
function shown(secret: string): string {
  return `${JSON.stringify(secret.slice(0, KEPT_CHARACTERS))}… of ${secret.length}`;
}

/** With the packs that are on by default, or the one that is named: more anchors would have more windows cut. */
async function showRecall(): Promise<void> {
  const files = chosen.filter(({ pack }) => onlyPack !== undefined || pack !== 'thorough').map(({ file }) => file);
  const recalls = await recallOf(files);
  for (const line of recallTable(recalls)) console.log(line);
}

function showPrecision(): void {
  const rules = chosen.map(({ pack, file }) => ({ name: `${pack}/${file.id}`, rule: compileRuleFile(file) }));
  const anchors = rules.flatMap(({ rule }, index) => rule.anchors.map((classes) => ({ rule: index, classes })));
  const kernel = compileKernel(anchors);
  const alarms = new Map<string, string[]>();
  let bytes = 0;
  let files = 0;
  for (const folder of (named.length > 0 ? named : FOLDERS).filter((path) => existsSync(path))) {
    for (const path of filesUnder(folder)) {
      const content = contentOf(path);
      const text = content.toString('latin1');
      bytes += content.length;
      files += 1;
      const seen = new Set<string>();
      findAll(kernel, content, (at, anchor) => {
        const { name = '', rule } = rules[anchors[anchor]?.rule ?? -1] ?? {};
        const match = rule?.match(text, at);
        if (match === undefined || seen.has(`${name} ${match.from}`)) return;
        seen.add(`${name} ${match.from}`);
        const place = `${path}:${text.slice(0, match.from).split('\n').length}`;
        alarms.set(name, [...(alarms.get(name) ?? []), `${place} ${shown(text.slice(match.from, match.to))}`]);
      });
    }
  }
  const per = (count: number): string => ((count * PER_BYTES) / Math.max(bytes, 1)).toFixed(2).padStart(8);
  const all = [...alarms.values()].reduce((sum, places) => sum + places.length, 0);
  console.log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB, ${rules.length} rules\n\nper 100 MB   alarms  rule`);
  for (const [name, places] of [...alarms].toSorted((a, b) => b[1].length - a[1].length)) {
    console.log(`  ${per(places.length)} ${String(places.length).padStart(8)}  ${name}`);
    if (flags.includes('--show')) for (const place of places) console.log(`${' '.repeat(21)}${place}`);
  }
  console.log(`  ${per(all)} ${String(all).padStart(8)}  all; ${rules.length - alarms.size} rules silent`);
}

if (!flags.includes('--precision')) await showRecall();
if (!flags.includes('--recall')) showPrecision();

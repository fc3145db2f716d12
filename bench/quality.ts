/**
 * False alarms of the rule files on real text: how often each rule speaks per 100 MB of the files under the given
 * folders, by default what comes with npm packages, Debian and Python. Archives of one file (.gz) are opened. Texts are
 * searched plainly, with no kernel's help and no encodings undone. Run after `npm run build`:
 * `node dist/bench/quality.js [--show] [--pack=secrets] [folder …]`; `--show` adds where, and the match with its middle
 * left out.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compileRuleFile } from '../src/detect/rules/rule-file.ts';
import { matchesOfFile, packFiles } from '../test/support/pack-files.ts';

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

const rules = packFiles()
  .filter(({ pack }) => onlyPack === undefined || pack === onlyPack)
  .map(({ pack, file }) => ({ pack, file, rule: compileRuleFile(file) }));

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile() && statSync(path).size <= LARGEST_FILE_BYTES) yield path;
  }
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  try {
    return (path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: LARGEST_FILE_BYTES }) : bytes).toString(
      'latin1',
    );
  } catch {
    return bytes.toString('latin1');
  }
}

/** A match as it may be printed: its first characters, and how long it is. */
function shown(secret: string): string {
  return `${JSON.stringify(secret.slice(0, KEPT_CHARACTERS))}… of ${secret.length}`;
}

const alarms = new Map<string, string[]>();
let bytes = 0;
let files = 0;
for (const folder of (named.length > 0 ? named : FOLDERS).filter((path) => existsSync(path))) {
  for (const path of filesUnder(folder)) {
    const text = textOf(path);
    bytes += text.length;
    files += 1;
    for (const { pack, file, rule } of rules) {
      for (const { from, to } of matchesOfFile(rule, file, text)) {
        const places = alarms.get(`${pack}/${file.id}`) ?? [];
        places.push(`${path}:${text.slice(0, from).split('\n').length} ${shown(text.slice(from, to))}`);
        alarms.set(`${pack}/${file.id}`, places);
      }
    }
  }
}

const per = (count: number): string => ((count * PER_BYTES) / Math.max(bytes, 1)).toFixed(2).padStart(8);
let total = 0;
console.log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB, ${rules.length} rules\n\nper 100 MB   alarms  rule`);
for (const [id, places] of [...alarms].toSorted((a, b) => b[1].length - a[1].length)) {
  total += places.length;
  console.log(`  ${per(places.length)} ${String(places.length).padStart(8)}  ${id}`);
  if (flags.includes('--show')) for (const place of places) console.log(`${' '.repeat(21)}${place}`);
}
console.log(`  ${per(total)} ${String(total).padStart(8)}  all; ${rules.length - alarms.size} rules silent`);

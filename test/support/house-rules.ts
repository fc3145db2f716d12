import { posix } from 'node:path';

/** A source tree: path with forward slashes from the project's root → text. */
export type Tree = ReadonlyMap<string, string>;

/** Which room may import which. A room may always import itself; what is not listed is no room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  wire: ['model'],
  detect: ['model'],
  report: ['model'],
  config: ['model'],
  proxy: ['model', 'wire'],
  service: ['model', 'wire', 'detect', 'proxy', 'report', 'config'],
  cli: ['model', 'config', 'service', 'report'],
  workers: ['model', 'detect', 'src/wire/mint.ts'],
};

/** Rooms without sockets, files, timers and clocks, and the Node modules that are pure enough for them. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  model: [],
  wire: ['node:buffer', 'node:crypto', 'node:module', 'node:string_decoder', 'node:util'],
  detect: ['node:buffer', 'node:crypto', 'node:string_decoder', 'node:util', 'node:zlib'],
};

/** The one file that imports each third-party package. What is not here is not to be imported. */
export const IMPORTERS: Readonly<Record<string, string>> = {
  fzstd: 'src/detect/content/unzstd.ts',
  'node-forge': 'src/wire/mint.ts',
  piscina: 'src/proxy/worker-thread.ts',
  'smol-toml': 'src/detect/rules/gitleaks/read-config.ts',
  winston: 'src/report/log.ts',
  'winston-daily-rotate-file': 'src/report/log.ts',
};

/** Files without a mirrored test: they hold types and nothing that runs. */
const TYPES_ONLY: readonly string[] = [
  'config/option-row.ts',
  'src/detect/content/decoder.ts',
  'src/detect/content/stage.ts',
  'src/detect/kernel/anchor.ts',
  'src/detect/rules/pattern/pattern.ts',
  'src/model/finding.ts',
  'src/model/flow.ts',
  'src/model/threat.ts',
  'src/proxy/context.ts',
  'src/proxy/route.ts',
  'src/wire/http1/frame-event.ts',
  'src/wire/http2/sink.ts',
];

/** Files proven by a table test of their own room: each rule carries its hits and misses. */
const PROVEN_BY: readonly (readonly [RegExp, string])[] = [
  [/^src\/detect\/rules\/(exfil|injection)\//, 'test/detect/rules/rules.test.ts'],
];

const MAX_LINES = 400;
const IMPORT = /^\s*(?:import|export)\s(?:([^'"`;]*?)\sfrom\s*)?'([^']+)'|\b(?:import|require)\(\s*'([^']+)'/gm;
const LEFT_OVER = /\b(?:TODO|FIXME|XXX)\b/;
const UNTYPED = /:\s*any\b|\bas any\b|<any>|@ts-(?:ignore|expect-error|nocheck)/;
const NOT_RUN = /\btest(?:\.serial)?\.(?:skip|only|failing|todo)\b/;
const RUNS = /^export (?:async |abstract |default )?(?:const|let|function|class)\b/m;

interface Import {
  readonly names: string;
  readonly from: string;
}

function* importsOf(text: string): Generator<Import> {
  for (const [, names = '', from, dynamic] of text.matchAll(IMPORT)) {
    const specifier = from ?? dynamic;
    if (specifier !== undefined) yield { names, from: specifier };
  }
}

/** `wire` for `src/wire/http1/framer.ts`, `workers` for `workers/scan.ts`. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second : top;
}

function mirrorOf(path: string): string {
  return `test/${path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`;
}

function checkImport(path: string, { names, from }: Import): string | undefined {
  const room = roomOf(path);
  if (from.startsWith('.')) {
    const target = posix.join(posix.dirname(path), from);
    const allowed = MAY_IMPORT[room] ?? [];
    if (roomOf(target) === room || allowed.includes(roomOf(target)) || allowed.includes(target)) return undefined;
    return `${path} imports ${target}: ${room} may not see it`;
  }
  if (from.startsWith('node:')) {
    const allowed = PURE[room];
    const onlyParsesAddresses = room !== 'model' && from === 'node:net' && /^\{\s*isIP(?:v4|v6)?\s*\}$/.test(names);
    if (allowed === undefined || allowed.includes(from) || onlyParsesAddresses) return undefined;
    return `${path} imports ${from}: ${room} is pure`;
  }
  const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? from);
  if (IMPORTERS[name] === path) return undefined;
  return `${path} imports ${name}: ${IMPORTERS[name] ?? 'no file'} is its one importer`;
}

function* checkFile(tree: Tree, path: string, text: string): Generator<string> {
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES) yield `${path}: ${lines} lines, over ${MAX_LINES}`;
  if (LEFT_OVER.test(text)) yield `${path}: something is left over`;
  if (UNTYPED.test(text)) yield `${path}: untyped`;
  if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/.test(posix.basename(path))) yield `${path}: not in kebab-case`;
  if (/^(?:utils?|helpers?)\b/.test(posix.basename(path))) yield `${path}: a name that says nothing`;
  if (path.startsWith('test/')) {
    if (NOT_RUN.test(text)) yield `${path}: a test that does not run`;
    return;
  }
  const room = roomOf(path);
  if (MAY_IMPORT[room] === undefined) {
    yield `${path}: ${room} is no room`;
    return;
  }
  for (const one of importsOf(text)) {
    const broken = checkImport(path, one);
    if (broken !== undefined) yield broken;
  }
  const proof = PROVEN_BY.find(([files]) => files.test(path))?.[1] ?? mirrorOf(path);
  if (TYPES_ONLY.includes(path)) {
    if (RUNS.test(text)) yield `${path}: is listed as types only, but something in it runs`;
  } else if (!path.endsWith('.generated.ts') && !tree.has(proof)) yield `${path}: no ${proof}`;
}

/**
 * Every breach of the house rules in a tree of `src`, `workers`, `config` and `test`, one sentence each; empty when
 * the house is in order. `scripts` and `bench` may import what they like and are not asked for tests.
 */
export function breaches(tree: Tree): string[] {
  const found: string[] = [];
  for (const [path, text] of tree) found.push(...checkFile(tree, path, text));
  return found.toSorted();
}

/**
 * What scanning costs, as ratios in one run. First the same work: the kernel with twelve expressions, which finds what they
 * find, against V8, RE2 and Hyperscan, and with the anchors of the packs against Hyperscan with their literals. Then what
 * the others don't do: the scanner as a stream that undoes encodings, with the twelve rules and with the packs that are on by
 * default, beside the same; on hostile windows; by the size of chunks; with a match every 4 KB; and the memory of it. "loop"
 * is what a handler does on its event loop, "all" adds the windows that it hands to a thread. A row that misses its aim says so. Run after `npm run build`: `node dist/bench/scan.js [--json] [folder …]`; texts
 * are made of the folders, `node_modules` without any.
 */
import '../src/service/relaxed-simd.ts';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Engine } from '../src/detect/engine.ts';
import type { RuleFile } from '../src/detect/rules/rule-file.ts';
import { findAll } from '../src/detect/find-all.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { ruleSetOf } from '../src/detect/rules/rule-set.ts';
import { TextScanner } from '../src/detect/scanner.ts';
import type { Spotter } from '../src/detect/spotter.ts';
import { spotterFor } from '../src/detect/spotter-for.ts';
import type { ScanWindow } from '../src/model/finding.ts';
import { defaultFiles } from './default-files.ts';
import { HOSTILE_WINDOWS } from './hostile-windows.ts';
import { literally, nativeSpeeds } from './native.ts';
import { ordinaryTraffic } from './ordinary-traffic.ts';
import { gatedSearch, kernelSearch, type Search, searchAlternation, searchTwelve, TWELVE } from './plain-engines.ts';
import { scanEngine } from './scan-engine.ts';

const WINDOW_BYTES = 64 * 1024;
const CORPUS_BYTES = 24 * WINDOW_BYTES;
const ROUNDS = 7;
const FEW_ROUNDS = 2;
const MATCH = ' sk-ant-api03-q8yNXQ0yWm3V5dTn0zDkGkq6Yh9pJf2bLxUeR7vC1sAoIt4KjHwM ';
const MATCH_EVERY = 4096;

/** One line of the report. `value`: the figure that is measured against `aim`. */
interface Row {
  readonly part: string;
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly value?: number;
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
}

/** Those of the product, as it is put together. */
interface Scanner {
  readonly spotter: Spotter;
  readonly engine: Engine;
}

function scannerOf(rules: readonly RuleFile[]): Scanner {
  return { spotter: spotterFor(ruleSetOf(rules)), engine: scanEngine(rules) };
}

/** Best milliseconds of several runs, the event loop's and all with the windows of it judged. */
function streamMs({ spotter, engine }: Scanner, bytes: Buffer, chunkBytes = WINDOW_BYTES, rounds = ROUNDS) {
  const chunks = cut(bytes, chunkBytes);
  const best = { loopMs: Infinity, threadMs: Infinity, windowBytes: 0 };
  for (let round = 0; round < rounds; round++) {
    const windows: ScanWindow[] = [];
    const text = new TextScanner(spotter, 'response.body', WINDOW_BYTES);
    const take = (): void => {
      for (let window = text.take(); window !== undefined; window = text.take()) windows.push(window);
    };
    const loop = elapsed(() => {
      for (const chunk of chunks) {
        text.write(chunk);
        take();
      }
      text.end();
      take();
    });
    best.loopMs = Math.min(best.loopMs, loop);
    best.threadMs = Math.min(
      best.threadMs,
      elapsed(() => windows.forEach(engine)),
    );
    best.windowBytes = windows.reduce((sum, window) => sum + window.bytes.length, 0);
  }
  return { ...best, allMs: best.loopMs + best.threadMs };
}

function searchMs(search: Search, bytes: Buffer, rounds = ROUNDS): number {
  const windows = cut(bytes, WINDOW_BYTES);
  let best = Infinity;
  for (let round = 0; round < rounds; round++)
    best = Math.min(
      best,
      elapsed(() => windows.forEach(search)),
    );
  return best;
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function elapsed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const megabytesPerSecond = ({ length }: Uint8Array, ms: number): number => length / 1e3 / ms;
const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

let state = 7;
const noise = Buffer.from(
  Uint8Array.from({ length: CORPUS_BYTES }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >> 16;
  }),
);
const corpora: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    Object.entries(ordinaryTraffic(folders)).map(([name, bytes]) => [name, bytes.subarray(0, CORPUS_BYTES)]),
  ),
  base64: Buffer.from(noise.toString('base64')).subarray(0, CORPUS_BYTES),
  'random bytes': noise,
};

const files = defaultFiles();
const twelve = scannerOf([]);
const packs = scannerOf(files);
const gated = gatedSearch(files);
const twelveNatively = TWELVE.map(({ source, ignoreCase }) => ({ source, isAnyCase: ignoreCase }));
const literals = files.flatMap(({ anchors, ignoreCase = false }) =>
  anchors.map((anchor) => literally(Buffer.from(anchor).toString('latin1').slice(0, 8), ignoreCase !== false)),
);
const inputs = Object.values(corpora);
const natives = {
  RE2: nativeSpeeds('re2', twelveNatively, inputs),
  Hyperscan: nativeSpeeds('hyperscan', twelveNatively, inputs),
  packs: nativeSpeeds('hyperscan', literals, inputs),
};

const rows: Row[] = [];

const withKernel = kernelSearch();

function mustFindTheSame(name: string, window: Buffer): void {
  if (withKernel(window) !== searchTwelve(window)) throw new Error(`${name}: not the same`);
}

const sameSearch: Row[] = Object.entries(corpora).map(([name, bytes], index) => {
  for (const window of cut(bytes, WINDOW_BYTES)) mustFindTheSame(name, window);
  const ms = searchMs(withKernel, bytes);
  const speed = megabytesPerSecond(bytes, ms);
  const than = (others: readonly number[] | undefined): number => speed / (others?.[index] ?? Number.NaN);
  return {
    part: 'the twelve expressions, and nothing else',
    name,
    figures: {
      'MB/s': speed,
      '/ 12 V8': searchMs(searchTwelve, bytes) / ms,
      '/ one V8': searchMs(searchAlternation, bytes) / ms,
      '/ RE2': than(natives.RE2),
      '/ Hyperscan': than(natives.Hyperscan),
    },
  };
});
rows.push(...sameSearch, ...meansOf(sameSearch[0]?.part ?? '', sameSearch, { '/ 12 V8': 12, '/ Hyperscan': 0.8 }));

const packAnchors = ruleSetOf(files).anchors;
const packKernel = compileKernel(packAnchors);
const searchAnchors: Search = (window) => {
  let matches = 0;
  findAll(packKernel, window, () => (matches += 1));
  return matches;
};
const sameAnchors: Row[] = Object.entries(corpora).map(([name, bytes], index) => {
  const speed = megabytesPerSecond(bytes, searchMs(searchAnchors, bytes));
  return {
    part: `the ${packAnchors.length} anchors of the packs, and nothing else`,
    name,
    figures: { 'MB/s': speed, '/ Hyperscan': speed / (natives.packs?.[index] ?? Number.NaN) },
  };
});
rows.push(...sameAnchors, ...meansOf(sameAnchors[0]?.part ?? '', sameAnchors, { '/ Hyperscan': 1 }));

const againstTwelve: Row[] = Object.entries(corpora).map(([name, bytes], index) => {
  const own = streamMs(twelve, bytes);
  const regexes = searchMs(searchTwelve, bytes);
  const speed = megabytesPerSecond(bytes, own.loopMs);
  const than = (others: readonly number[] | undefined): number => speed / (others?.[index] ?? Number.NaN);
  return {
    part: 'twelve rules',
    name,
    figures: {
      'MB/s': speed,
      'all MB/s': megabytesPerSecond(bytes, own.allMs),
      '/ 12 V8': regexes / own.loopMs,
      'all / 12 V8': regexes / own.allMs,
      '/ one V8': searchMs(searchAlternation, bytes) / own.loopMs,
      '/ RE2': than(natives.RE2),
      '/ Hyperscan': than(natives.Hyperscan),
      'windows %': (100 * own.windowBytes) / bytes.length,
    },
  };
});
rows.push(...againstTwelve, ...meansOf('twelve rules', againstTwelve, {}));

const againstGate: Row[] = Object.entries(corpora).map(([name, bytes], index) => {
  const own = streamMs(packs, bytes);
  const gateMs = searchMs(gated, bytes, FEW_ROUNDS);
  const speed = megabytesPerSecond(bytes, own.loopMs);
  return {
    part: `default packs, ${files.length} rules`,
    name,
    figures: {
      'MB/s': speed,
      'all MB/s': megabytesPerSecond(bytes, own.allMs),
      '/ gate + V8': gateMs / own.loopMs,
      'all / gate + V8': gateMs / own.allMs,
      '/ Hyperscan': speed / (natives.packs?.[index] ?? Number.NaN),
      'windows %': (100 * own.windowBytes) / bytes.length,
    },
  };
});
const packsPart = againstGate[0]?.part ?? '';
rows.push(...againstGate, ...meansOf(packsPart, againstGate, { '/ gate + V8': 8 }));

for (const [name, window] of Object.entries(HOSTILE_WINDOWS)) {
  mustFindTheSame(name, window);
  const [few, many] = [streamMs(twelve, window), streamMs(packs, window, WINDOW_BYTES, FEW_ROUNDS)];
  const regexes = searchMs(searchTwelve, window);
  const same = searchMs(withKernel, window) / regexes;
  const figures = {
    '12 V8 µs': 1000 * regexes,
    'kernel x': same,
    'loop µs': 1000 * few.loopMs,
    'loop x': few.loopMs / regexes,
    'all x': few.allMs / regexes,
    'packs loop x': many.loopMs / regexes,
    'packs all x': many.allMs / regexes,
  };
  rows.push({ part: 'hostile windows, times 12 V8', name, figures, value: same, aim: { atMost: 1.5 } });
}

const apiJson = corpora['API JSON'] ?? noise;
const whole = { twelve: streamMs(twelve, apiJson).loopMs, packs: streamMs(packs, apiJson).loopMs };
for (const chunkBytes of [100, 1024, 1460, 4096, 16_384, WINDOW_BYTES]) {
  const [few, many] = [streamMs(twelve, apiJson, chunkBytes), streamMs(packs, apiJson, chunkBytes)];
  const figures = {
    'MB/s': megabytesPerSecond(apiJson, few.loopMs),
    'of 64 KB': whole.twelve / few.loopMs,
    'packs MB/s': megabytesPerSecond(apiJson, many.loopMs),
    'packs of 64 KB': whole.packs / many.loopMs,
  };
  const aim = chunkBytes === 1460 ? { value: figures['of 64 KB'], aim: { atLeast: 0.35 } } : {};
  rows.push({ part: 'API JSON in chunks', name: `${chunkBytes} B`, figures, ...aim });
}

const withMatches = Buffer.concat(cut(apiJson, MATCH_EVERY).flatMap((piece) => [piece, Buffer.from(MATCH)]));
for (const [name, scanner, clean] of [
  ['twelve rules', twelve, whole.twelve],
  ['default packs', packs, whole.packs],
] as const) {
  const own = streamMs(scanner, withMatches);
  const perByte = (ms: number, { length }: Buffer): number => ms / length;
  const figures = {
    'MB/s': megabytesPerSecond(withMatches, own.loopMs),
    'of clean': perByte(clean, apiJson) / perByte(own.loopMs, withMatches),
    'all MB/s': megabytesPerSecond(withMatches, own.allMs),
  };
  rows.push({ part: 'a match every 4 KB', name, figures, value: figures['of clean'], aim: { atLeast: 0.7 } });
}

const nothing = memoryOf('nothing', 'twelve');
for (const what of ['handler', 'thread']) {
  for (const which of ['twelve', 'packs']) {
    const { rss, heapUsed, arrayBuffers } = memoryOf(what, which);
    rows.push({
      part: 'memory beside an empty process, MB',
      name: `a ${what}, ${which}`,
      figures: {
        RSS: (rss - nothing.rss) / 1e6,
        heap: (heapUsed - nothing.heapUsed) / 1e6,
        'array buffers': (arrayBuffers - nothing.arrayBuffers) / 1e6,
      },
    });
  }
}

if (flags.includes('--json')) console.log(JSON.stringify(rows, undefined, 2));
else show();

/** The geometric means of figures over rows, a row for each that has an aim. */
function meansOf(part: string, some: readonly Row[], aims: Readonly<Record<string, number>>): Row[] {
  const mean = (figure: string): number => geometricMean(some.map(({ figures }) => figures[figure] ?? Number.NaN));
  const isShare = (figure: string): boolean => figure.endsWith('%');
  const names = Object.keys(some[0]?.figures ?? {});
  const all = Object.fromEntries(names.map((figure) => [figure, isShare(figure) ? Number.NaN : mean(figure)]));
  const [first, ...others] = Object.entries(aims).map(([figure, atLeast]) => ({
    value: mean(figure),
    aim: { atLeast },
  }));
  return [
    { part, name: 'geometric mean', figures: all, ...first },
    ...others.map((aim) => ({ part, name: '', figures: {}, ...aim })),
  ];
}

function memoryOf(what: string, which: string): NodeJS.MemoryUsage {
  const program = join(import.meta.dirname, 'scan-memory.js');
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', program, what, which], { encoding: 'utf8' });
  return JSON.parse(stdout) as NodeJS.MemoryUsage;
}

function show(): void {
  for (const [engine, speeds] of Object.entries(natives)) {
    if (speeds === undefined) console.log(`${engine}: its library or a compiler is not installed, left out`);
  }
  let part = '';
  for (const row of rows) {
    if (row.part !== part) {
      part = row.part;
      console.log(
        `\n${part.padEnd(36)}${Object.keys(row.figures)
          .map((name) => name.padStart(16))
          .join('')}`,
      );
    }
    const cells = Object.values(row.figures).map((figure) => shown(figure).padStart(16));
    console.log(`  ${row.name.padEnd(34)}${cells.join('')}${verdictOf(row)}`);
  }
}

function shown(figure: number): string {
  if (Number.isNaN(figure)) return '-';
  return figure.toFixed(Math.abs(figure) >= 100 ? 0 : 2);
}

function verdictOf({ value = Number.NaN, aim }: Row): string {
  if (aim === undefined || Number.isNaN(value)) return '';
  const isMet = 'atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost;
  const wanted = 'atLeast' in aim ? `at least ${aim.atLeast}` : `at most ${aim.atMost}`;
  return `   ${isMet ? 'ok' : 'MISSED'}: ${shown(value)}, ${wanted}`;
}

/**
 * What finding anchors costs: MB/s of the SIMD kernel and of the V8 kernel with 45, 345 and 1045 anchors, of twelve
 * regular expressions on latin1 text, of three hundred behind a gate of keywords, and of Hyperscan where it is installed,
 * over 64 KiB windows of several kinds of traffic; then nanoseconds for one call on short inputs, and for compiling.
 * Ratios hold from machine to machine, absolute numbers do not. Run after `npm run build`.
 */
import '../src/service/relaxed-simd.ts';
import type { Anchor, CompileKernel, Kernel } from '../src/detect/kernel/anchor.ts';
import { MAX_AT_ONE_OFFSET } from '../src/detect/kernel/at-one-offset.ts';
import { compileSimdKernel } from '../src/detect/kernel/simd.ts';
import { compileScriptKernel } from '../src/detect/kernel/script-kernel.ts';
import { literally, nativeSpeeds } from './native.ts';
import { PACK_LITERALS, type Literal } from './pack-anchors.ts';

const WINDOW_BYTES = 64 * 1024;
const CORPUS_BYTES = 16 * WINDOW_BYTES;
const ROUNDS = 7;
/** Of engines too slow for more. */
const FEW_ROUNDS = 1;
const SLOW_FROM = 6;
const HITS = new Int32Array(2 * 1024);

const anchors: readonly Anchor[] = [
  ['sk-ant-', 'sk-live-', 'sk-gpt-', 'sk-pro', '/.env', '.aws/', 'PRIVATE ', '/id_rsa', '/id_ed25', '/authori'],
  ['/passwd', '/shadow', '/sudoers', 'ssh-rsa', 'curl ', 'wget ', ' nc ', 'netcat', 'ncat ', 'rm -', 'sh -'],
  ['| sh', '| bash', '|sh', '|bash', '\\u00', '%2'],
]
  .flat()
  .map((text) => Array.from(text, bytesOf))
  .concat([['A', 'KS', 'I', 'A', ...Array.from({ length: 4 }, () => '0123456789ABCXYZ')].map(bytesOf)])
  .map((classes): Anchor => ({ rule: 0, classes }));

const packLiterals = PACK_LITERALS.filter((_, index) => index % 4 !== 3).slice(0, 300);

/** What nobody looks for: real beginnings with letters exchanged. */
const moreLiterals = Array.from({ length: 700 }, (_, index): Literal => {
  const { text = '', isAnyCase = false } = PACK_LITERALS[(index * 7) % PACK_LITERALS.length] ?? {};
  const letters = Array.from(`${text.slice(index % 3)}abcdefgh`.slice(0, 8));
  letters[1 + (index % 5)] = String.fromCharCode(97 + ((index * 11) % 26));
  return { text: letters.join(''), isAnyCase };
});

function anchorOf({ text, isAnyCase }: Literal): Anchor {
  const first = Array.from(text.slice(0, 8));
  return {
    rule: 0,
    classes: first.map((letter) => bytesOf(isAnyCase ? letter.toLowerCase() + letter.toUpperCase() : letter)),
  };
}

/** As gitleaks writes its rules: a keyword that lets a window pass, and an expression for all of it. */
const gated = packLiterals.map(({ text, isAnyCase }) => {
  const escaped = text.replaceAll(/[^\w]/g, String.raw`\$&`);
  const expression = isAnyCase
    ? new RegExp(String.raw`[\w.-]{0,50}?${escaped}[\w.-]{0,20}[\s'"]{0,3}[=:]{1,3}[\s'"]{0,5}([\w-]{16,64})`, 'gi')
    : new RegExp(String.raw`\b${escaped}[\w-]{16,64}`, 'g');
  return { keyword: text.toLowerCase(), expression };
});

const expressions: readonly RegExp[] = [
  /sk-(?:ant|live|gpt|pro)-[\w-]{10,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /-----BEGIN (?:RSA|OPENSSH|EC|DSA) PRIVATE KEY-----/g,
  /\.ssh\/(?:id_rsa|id_ed25519|authorized_keys)/g,
  /\/etc\/(?:passwd|shadow|sudoers)/g,
  /\/\.(?:env\b|aws\/credentials)/g,
  /ssh-rsa\s+[A-Za-z0-9+/]{40,}/g,
  /(?:curl|wget)\s+\S{1,2048}\s*\|\s*(?:ba)?sh/gi,
  /(?:ba)?sh\s+-[ci]\s+["']/gi,
  /\b(?:nc|netcat|ncat)\s+[\w.-]+\s+\d{1,5}/gi,
  /rm\s+-rf?\s+\//gi,
  /echo\s+["']?ssh-rsa/gi,
];

/** A repeatable stream of numbers from 0 up to `below` (Numerical Recipes' generator). */
function numbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function bytesOf(letters: string): ReadonlySet<number> {
  return new Set(Array.from(letters, (letter) => letter.charCodeAt(0)));
}

function corpusOf(next: (draw: (below: number) => number) => string | Uint8Array): Buffer {
  const draw = numbers();
  const parts: Buffer[] = [];
  for (let length = 0; length < CORPUS_BYTES; length += parts.at(-1)?.length ?? 1) {
    const part = next(draw);
    parts.push(typeof part === 'string' ? Buffer.from(part) : Buffer.from(part));
  }
  return Buffer.concat(parts).subarray(0, CORPUS_BYTES);
}

const words =
  'the of and to in is that for it as with on be this are from model value function return const shell file path user agent request response stream token message should which there their when what error import async await key skill rmdir ship task ask pipeline curly inch since once'.split(
    ' ',
  );
const sentence = (draw: (below: number) => number, length: number): string =>
  `${Array.from({ length }, () => words[draw(words.length)]).join(' ')}${draw(4) === 0 ? '\n' : '. '}`;
const name = (draw: (below: number) => number): string => String.fromCharCode(97 + draw(26));

const corpora: Readonly<Record<string, Buffer>> = {
  'LLM JSON': corpusOf((draw) =>
    JSON.stringify({ role: 'user', content: [{ type: 'text', text: sentence(draw, 30) + sentence(draw, 40) }] }),
  ),
  'event stream': corpusOf((draw) => {
    const delta = JSON.stringify({
      type: 'content_block_delta',
      delta: { type: 'text_delta', text: sentence(draw, 3) },
    });
    return `event: content_block_delta\ndata: ${delta}\n\n`;
  }),
  HTML: corpusOf(
    (draw) => `<div class="${name(draw)}"><a href="/${name(draw)}/${draw(99)}">${sentence(draw, 9)}</a></div>\n`,
  ),
  'minified JS': corpusOf(
    (draw) =>
      `function ${name(draw)}(${name(draw)}){return ${name(draw)}.${words[draw(words.length)]}||${draw(9)}-${name(draw)}}`,
  ),
  base64: corpusOf((draw) => Buffer.from(Uint8Array.from({ length: 999 }, () => draw(256))).toString('base64')),
  log: corpusOf(
    (draw) =>
      `2026-01-15T10:${10 + draw(49)}:${10 + draw(49)}.${100 + draw(899)}Z INFO  [${words[draw(words.length)]}] request=${draw(2 ** 31).toString(16)}-${draw(9999)} status=${200 + draw(99)} ms=${draw(900)} path=/v1/${words[draw(words.length)]}\n`,
  ),
  random: corpusOf((draw) => Uint8Array.from({ length: 1024 }, () => draw(256))),
};
const typical = Object.keys(corpora).length;
const hostile: Readonly<Record<string, Buffer>> = {
  'a match each 4 KB': corpusOf((draw) => `${sentence(draw, 700).slice(0, 4000)} AKIAABCDEFGH01234567 `),
  'a hit each 8 B': corpusOf(() => '.sk-ant-'),
  'two hits each 4 B': corpusOf(() => '%2 nc %2'),
  'all but a hit': corpusOf(() => 'sk-anrm+'),
};

/** Asks `kernel` for everything, with a table that is used again and again. */
function findAll(kernel: Kernel, bytes: Uint8Array): number {
  let hits = 0;
  for (let from = 0; ; ) {
    const count = kernel.find(bytes, from, HITS);
    hits += count;
    if (count + MAX_AT_ONE_OFFSET <= HITS.length / 2) return hits;
    from = (HITS[2 * count - 2] ?? 0) + 1;
  }
}

function matchEach(expression: RegExp, text: string): number {
  let matches = 0;
  expression.lastIndex = 0;
  while (expression.exec(text) !== null) matches++;
  return matches;
}

function matchTwelve(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return expressions.reduce((matches, expression) => matches + matchEach(expression, text), 0);
}

function matchGated(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  const lower = text.toLowerCase();
  return gated.reduce(
    (matches, { keyword, expression }) => matches + (lower.includes(keyword) ? matchEach(expression, text) : 0),
    0,
  );
}

const tables: readonly (readonly Anchor[])[] = [
  anchors,
  [...anchors, ...packLiterals.map(anchorOf)],
  [...anchors, ...[...packLiterals, ...moreLiterals].map(anchorOf)],
];
const finder = (compile: CompileKernel, table: readonly Anchor[]): ((window: Buffer) => number) => {
  const kernel = compile(table);
  return (window) => findAll(kernel, window);
};
const [few = [], some = []] = tables;
const engines: readonly ((window: Buffer) => number)[] = [
  ...tables.map((table) => finder(compileSimdKernel, table)),
  finder(compileScriptKernel, few),
  finder(compileScriptKernel, some),
  matchTwelve,
  matchGated,
];

/** Best MB/s of each engine, the engines taking turns. */
function megabytesPerSecond(corpus: Buffer): readonly number[] {
  const best = engines.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, engine] of engines.entries()) {
      if (index >= SLOW_FROM && round >= FEW_ROUNDS) continue;
      const start = process.hrtime.bigint();
      for (let at = 0; at < corpus.length; at += WINDOW_BYTES) engine(corpus.subarray(at, at + WINDOW_BYTES));
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      best[index] = Math.max(best[index] ?? 0, corpus.length / 1e6 / seconds);
    }
  }
  return best;
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

function row(label: string, cells: readonly string[]): void {
  console.log(label.padEnd(20) + cells.map((cell) => cell.padStart(12)).join(''));
}

const NAMES = ['SIMD 45', 'SIMD 345', 'SIMD 1045', 'V8 45', 'V8 345', '12 regexes', 'gate+300', 'Hyperscan'];
const RATIOS = ['345/45', '1045/45', '45/12', '345/gate', '345/Hypersc'];

function show(label: string, speeds: readonly number[]): void {
  const [of45 = 0, of345 = 0, of1045 = 0, , , twelve = 1, gate = 1, hyperscan] = speeds;
  const ratios = [
    of345 / of45,
    of1045 / of45,
    of45 / twelve,
    of345 / gate,
    ...(hyperscan === undefined ? [] : [of345 / hyperscan]),
  ];
  row(label, [...speeds.map((speed) => speed.toFixed(0)), ...ratios.map((ratio) => `${ratio.toFixed(2)}x`)]);
}

const all = { ...corpora, ...hostile };
const hyperscan = nativeSpeeds(
  'hyperscan',
  packLiterals.map(({ text, isAnyCase }) => literally(text.slice(0, 8), isAnyCase)),
  Object.values(all),
);
if (hyperscan === undefined) console.log('Hyperscan: not installed (libhyperscan-dev and a C compiler), left out');
row(
  'MB/s',
  [NAMES, RATIOS].flatMap((titles) => (hyperscan === undefined ? titles.slice(0, -1) : titles)),
);
const speeds: (readonly number[])[] = [];
for (const [label, corpus] of Object.entries(all)) {
  const measured = [...megabytesPerSecond(corpus), ...(hyperscan?.slice(speeds.length, speeds.length + 1) ?? [])];
  show(label, measured);
  speeds.push(measured);
  if (speeds.length === typical) {
    show(
      'geometric mean',
      measured.map((_, index) => geometricMean(speeds.map((one) => one[index] ?? 1))),
    );
  }
}

row('ms to compile', NAMES.slice(0, 3));
row(
  'best of 7',
  tables.map((table) => {
    const times = Array.from({ length: ROUNDS }, () => {
      const start = process.hrtime.bigint();
      compileSimdKernel(table);
      return Number(process.hrtime.bigint() - start) / 1e6;
    });
    return Math.min(...times).toFixed(1);
  }),
);

const stream = corpora['event stream'] ?? Buffer.alloc(CORPUS_BYTES);
const quick = engines.slice(0, SLOW_FROM);
row('ns a call', NAMES.slice(0, SLOW_FROM));
for (const size of [100, 500, 1460, 16 * 1024]) {
  const inputs = Array.from({ length: 60 }, (_, index) => stream.subarray(index * size, (index + 1) * size));
  const best = quick.map((engine) => {
    let least = Infinity;
    for (let round = 0; round < 20 * ROUNDS; round++) {
      const start = process.hrtime.bigint();
      for (const input of inputs) engine(input);
      least = Math.min(least, Number(process.hrtime.bigint() - start) / inputs.length);
    }
    return least;
  });
  row(
    `${size} B`,
    best.map((nanoseconds) => nanoseconds.toFixed(0)),
  );
}

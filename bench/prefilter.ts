/**
 * What scanning costs and what that is made of, best of several runs. Inline: the prefilter over a stream in 64 KB pieces, against twelve
 * expressions over each piece as latin1, and the share of pieces that clean traffic sends to the pool. Then what the
 * prefilter is made of: the kernel alone, the survey for what is hidden alone, and all of it, for 64 KB; what one clean
 * message costs, and one window in a thread. Run after `npm run build`.
 */
import '../src/service/relaxed-simd.ts';
import { createEngine } from '../src/detect/engine.ts';
import { findAll } from '../src/detect/find-all.ts';
import { pairsIn } from '../src/detect/hidden/neighbours.ts';
import { createSurvey, type Entries } from '../src/detect/hidden/survey.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../src/detect/rules/index.ts';
import { TextScanner } from '../src/detect/scanner.ts';
import { Spotter } from '../src/detect/spotter.ts';
import { NO_RULE, withHidden } from '../src/detect/unfold/hidden-anchors.ts';
import { newDecoding } from '../src/detect/content/decoding.ts';
import { newCounters } from '../src/model/counters.ts';
import { Inspection } from '../src/service/inspection.ts';
import { TWELVE } from './plain-engines.ts';

const CHUNK_BYTES = 64 * 1024;
const CORPUS_BYTES = 4 * 1024 * 1024;
const RUNS = 7;
const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443' } as const;

let state = 7;
function random(): number {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state / 0x7fffffff;
}

const WORDS = (
  'the model returns tool call arguments with path content result error message stream index delta usage tokens input ' +
  'output list update please review function value request /home/user/project src index.ts curl bash -l ssh config rm ' +
  'node etc data'
).split(' ');

function words(count: number): string {
  return Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
}

function filled(piece: () => string): Buffer {
  let text = '';
  while (text.length < CORPUS_BYTES) text += piece();
  return Buffer.from(text).subarray(0, CORPUS_BYTES);
}

const name = (): string => (WORDS[Math.floor(random() * WORDS.length)] ?? '').slice(0, 2).replace('/', '$');
const noise = Buffer.from(Uint8Array.from({ length: CORPUS_BYTES }, () => random() * 256));

const CORPORA: Readonly<Record<string, Buffer>> = {
  'LLM JSON': filled(() => `{"type":"text","n":${Math.floor(random() * 1e6)},"text":"${words(12)}\\n"},`),
  'server-sent events': filled(
    () => `event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"${words(3)}"}}\n\n`,
  ),
  'minified JavaScript': filled(
    () => `function ${name()}(${name()},e){return ${name()}&&(e=${name()}||[]),e.map((t=>t.${name()}("/${name()}")))};`,
  ),
  'HTML with URL-encoded links': filled(() => `<a href="/search?q=${encodeURIComponent(words(4))}">${words(20)}</a>\n`),
  'JSON as PHP writes it': filled(
    () => `{"url":"https:\\/\\/example.test\\/${name()}","text":"\\u003cb\\u003e${words(9)}"},`,
  ),
  'random bytes': noise,
  base64: Buffer.from(noise.toString('base64')).subarray(0, CORPUS_BYTES),
};

/** None of the words that commands are made of. */
const ORDINARY_JSON = Buffer.alloc(
  CORPUS_BYTES,
  `{"type":"text","id":"msg_01","text":"It's what the model returns: arguments of a call, with their path.\\n- a list\\n"},`,
);

/** Best time of several runs, in milliseconds. */
function bestMs(work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const start = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
  }
  return best;
}

const spotter = new Spotter(compileKernel, withHidden(ANCHORS, RULES), RULES);

console.log(
  `${'inline, MB/s'.padEnd(30)}${'64 KB'.padStart(8)}${'1460 B'.padStart(8)}${'regex'.padStart(8)}   ratio   to the pool`,
);
for (const [corpus, bytes] of Object.entries(CORPORA)) {
  const cut = (size: number): Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
  let windows = 0;
  let windowBytes = 0;
  const stream = (chunks: readonly Buffer[]) => (): void => {
    const text = new TextScanner(spotter, 'response.body', CHUNK_BYTES);
    windows = 0;
    windowBytes = 0;
    const take = (): void => {
      for (let window = text.take(); window !== undefined; window = text.take()) {
        windows += 1;
        windowBytes += window.bytes.length;
      }
    };
    for (const chunk of chunks) {
      text.write(chunk);
      take();
    }
    text.end();
    take();
  };
  const megabytes = bytes.length / 1e6;
  const inline = (megabytes / bestMs(stream(cut(CHUNK_BYTES)))) * 1000;
  const small = (megabytes / bestMs(stream(cut(1460)))) * 1000;
  const chunks = cut(CHUNK_BYTES);
  const regex =
    (megabytes /
      bestMs(() => {
        for (const chunk of chunks) {
          const text = chunk.toString('latin1');
          for (const expression of TWELVE) while (expression.exec(text) !== null);
        }
      })) *
    1000;
  const share = `${windows} windows, ${((100 * windowBytes) / bytes.length).toFixed(1)} % of bytes`;
  console.log(
    `${corpus.padEnd(30)}${inline.toFixed(0).padStart(8)}${small.toFixed(0).padStart(8)}${regex.toFixed(0).padStart(8)}` +
      `${(inline / regex).toFixed(1).padStart(7)}×   ${share}`,
  );
}

const anchors = withHidden(ANCHORS, RULES);
const kernel = compileKernel(anchors);
const survey = createSurvey(pairsIn(anchors.filter(({ rule }) => rule !== NO_RULE)));
const entries: Entries = [];
const none = (): void => undefined;
console.log(
  `\n${'µs for 64 KB'.padEnd(30)}${'kernel'.padStart(8)}${'survey'.padStart(8)}${'all'.padStart(8)}   survey / kernel   all / kernel`,
);
for (const [corpus, bytes] of Object.entries({ ...CORPORA, 'ordinary JSON': ORDINARY_JSON })) {
  const pieces = Array.from({ length: 16 }, (_, index) =>
    bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
  const microseconds = (work: (piece: Buffer) => void): number =>
    (1000 * bestMs(() => pieces.forEach((piece) => work(piece)))) / pieces.length;
  const alone = microseconds((piece) => findAll(kernel, piece, none));
  const surveyed = microseconds((piece) => survey(piece, entries));
  const all = microseconds((piece) => spotter.spotAll(piece, 0, none));
  const figures = [alone, surveyed, all].map((one) => one.toFixed(1).padStart(8)).join('');
  const ratios = [surveyed, all].map((one) => `${(one / alone).toFixed(2)}×`.padStart(15)).join('');
  console.log(`${corpus.padEnd(30)}${figures}${ratios}`);
}
console.log();

const head = Buffer.from(
  `POST /v1/messages?beta=true HTTP/1.1\r\nhost: api.example.test\r\n${'x-stainless-header: some value of it\r\n'.repeat(11)}\r\n`,
);
const body = CORPORA['LLM JSON']?.subarray(0, 1024) ?? head;
const inspection = new Inspection({
  spotter,
  windowBytes: CHUNK_BYTES,
  decoding: newDecoding(),
  pool: { scan: async () => ({ findings: [], omitted: 0 }) },
  maskSecrets: true,
  counters: newCounters(),
  report: () => undefined,
  now: Date.now,
});
const MESSAGES = 50_000;
const messageMs = bestMs(() => {
  for (let message = 0; message < MESSAGES; message++) {
    inspection.inspect(FLOW, 'outbound', 'request.head', head);
    const text = inspection.open(FLOW, 'outbound', 'request.body');
    text.write(body);
    text.end();
  }
});
console.log(`a clean message, ${head.length} B head + 1 KB body: ${((1000 * messageMs) / MESSAGES).toFixed(2)} µs`);

const engine = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 32 });
const key = 'sk-live-51HqLyjWDarjtT1zdp7dcXYZ';
const windows: Readonly<Record<string, Buffer>> = {
  'one key in 8 KB of JSON': Buffer.concat([CORPORA['LLM JSON']?.subarray(0, 8192) ?? head, Buffer.from(key)]),
  '64 KB of JSON': CORPORA['LLM JSON']?.subarray(0, CHUNK_BYTES) ?? head,
  '64 KB as PHP writes it': CORPORA['JSON as PHP writes it']?.subarray(0, CHUNK_BYTES) ?? head,
  '64 KB of account files': Buffer.from('/etc/passwd '.repeat(5461)),
  '64 KB of backslashes': Buffer.alloc(CHUNK_BYTES, '\\'),
  '64 KB of URL-encoded bytes': Buffer.from('%2F'.repeat(21_845)),
  '64 KB of pipes': Buffer.from('| sh '.repeat(13_107)),
  '64 KB of shells': Buffer.from('sh -c '.repeat(10_922)),
  '64 KB of downloads': Buffer.from('curl x | '.repeat(7281)),
  '64 KB of nc': Buffer.from('nc -x '.repeat(10_922)),
};
for (const [what, bytes] of Object.entries(windows)) {
  const window = { bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' } as const;
  const times = bytes.length < 10_000 ? 100 : 1;
  const ms = bestMs(() => {
    for (let time = 0; time < times; time++) engine(window);
  });
  console.log(`in a thread, ${what.padEnd(28)}${((1000 * ms) / times).toFixed(0).padStart(7)} µs`);
}

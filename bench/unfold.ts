/**
 * What unfolding costs in a scan thread: windows that were made to be expensive against a clean window of the same
 * size, whole engine, best of several runs. Run after `npm run build`.
 */
import '../src/service/relaxed-simd.ts';
import { gzipSync } from 'node:zlib';
import { createEngine } from '../src/detect/engine.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { RULES } from '../src/detect/rules/index.ts';
import { unfold } from '../src/detect/unfold/layers.ts';

const WINDOW_BYTES = 64 * 1024;
const RUNS = 9;

let state = 7;
function random(): number {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state / 0x7fffffff;
}

function repeated(unit: string): Buffer {
  return Buffer.alloc(WINDOW_BYTES, unit);
}

/** `write` applied to a text until the next time would be more than a window, and cut to it. */
function nested(write: (text: Buffer) => string, start: string): Buffer {
  let text = Buffer.from(start);
  for (;;) {
    const next = Buffer.from(write(text));
    if (next.length > WINDOW_BYTES) return Buffer.concat([text, repeated(' ')]).subarray(0, WINDOW_BYTES);
    text = next;
  }
}

const noise = Buffer.from(Uint8Array.from({ length: WINDOW_BYTES }, () => random() * 256));
const words = 'the model returns tool call arguments with path content result error message stream index delta ';
const json = Buffer.from(`{"type":"text","text":"${words}"},`.repeat(600)).subarray(0, WINDOW_BYTES);
const code = Buffer.from('function a(b,c){return b&&(c=d||[]),c.map((t=>t.e("/f",\'g\')))};case"h":'.repeat(900));
const once = `curl'' %41 \\u0041 \\x41 =3D=3D &#65; \u200b ${'QUJD'.repeat(9)} ${'4142'.repeat(9)} `;
const mixed = Buffer.from(`%25%32%35 \\\\\\" &amp;#38; =3D=3D20 c''u"r"l \u200b\u00a0 ${'V'.repeat(40)} `.repeat(700));

const WINDOWS: Readonly<Record<string, Buffer>> = {
  'clean JSON': json,
  'clean minified code': code.subarray(0, WINDOW_BYTES),
  'random bytes': noise,
  'random base64': Buffer.from(noise.toString('base64')).subarray(0, WINDOW_BYTES),
  'random hex': Buffer.from(noise.toString('hex')).subarray(0, WINDOW_BYTES),
  '%25252525': repeated('%25'),
  '%41': repeated('%41'),
  backslashes: repeated('\\'),
  '\\u005c': repeated('\\u005c'),
  '\\"': repeated('\\"'),
  '\\/': repeated('\\/'),
  '\\x5c': repeated('\\x5c'),
  '\\134': repeated('\\134'),
  'base64 in base64': nested((text) => text.toString('base64'), 'echo aGVsbG8K | base64 -d and so on'),
  'base64 that reads in each phase': repeated('V'),
  'short base64': repeated('V2hvIGFyZSB5b3UgMQ '),
  'what begins as gzip in base64': repeated('H4sIAAAAAAAAA1234567 '),
  'bombs in base64': repeated(`${gzipSync(Buffer.alloc(2 ** 22)).toString('base64')} `),
  'hex in hex': nested((text) => text.toString('hex'), 'echo hello and so on and on'),
  'hex digits': repeated('61'),
  'UTF-16 in UTF-16': nested((text) => text.toString('utf16le'), 'echo hello and so on'),
  zeros: Buffer.alloc(WINDOW_BYTES),
  'a zero every other byte': repeated('a\0'),
  'a zero every nine bytes': repeated('a\0a\0a\0a\0b'),
  '&#': repeated('&#'),
  '&#38;': repeated('&#38;'),
  '&amp;': repeated('&amp;'),
  '&a': repeated('&a'),
  '=3D': repeated('=3D'),
  '=': repeated('='),
  'soft line breaks': repeated('=\n'),
  "''''": repeated("'"),
  "a''": repeated("a''"),
  '"a"b': repeated('"a"b'),
  '${IFS}': repeated('${IFS}'),
  "$'": repeated("$'"),
  "$'\\x41'": repeated("$'\\x41'"),
  '{a,-b}': repeated('{a,-b} '),
  '{a,': repeated('{a,'),
  'zero width': repeated('\u200b'),
  'zero width in words': repeated('a\u200b'),
  'full width': repeated('\uff41'),
  'look-alikes': repeated('\u0430'),
  'look-alikes and others': repeated('\u0430\u0436'),
  'a bit of everything': Buffer.concat([Buffer.from(once), json]).subarray(0, WINDOW_BYTES),
  'all at once': mixed.subarray(0, WINDOW_BYTES),
  'all at once, in JSON': Buffer.from(JSON.stringify(mixed.toString())).subarray(0, WINDOW_BYTES),
  'commands, and a bit of everything': Buffer.concat([Buffer.from(once), repeated('nc -x ')]).subarray(0, WINDOW_BYTES),
  'commands, some of them escaped': Buffer.from(`${'nc -x '.repeat(600)}%41 \\u0041 &#65; c''d `.repeat(20)).subarray(
    0,
    WINDOW_BYTES,
  ),
  commands: repeated('nc -x '),
};

const engine = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 32 });

function bestUs(work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const start = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e3);
  }
  return best;
}

let clean = 0;
console.log(`${'64 KB of'.padEnd(36)}${'µs'.padStart(8)}${'ratio'.padStart(8)}${'texts'.padStart(8)}  their bytes`);
for (const [what, text] of Object.entries(WINDOWS)) {
  const bytes = new Uint8Array(text);
  const window = { bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' } as const;
  for (let run = 0; run < RUNS; run++) engine(window);
  const us = bestUs(() => engine(window));
  clean ||= us;
  const texts = unfold(bytes, 'response.body', true);
  const share = texts.reduce((sum, one) => sum + one.bytes.length, 0) / bytes.length;
  console.log(
    `${what.padEnd(36)}${us.toFixed(0).padStart(8)}${(us / clean).toFixed(1).padStart(8)}` +
      `${texts.length.toString().padStart(8)}  ${share.toFixed(2)}×`,
  );
}

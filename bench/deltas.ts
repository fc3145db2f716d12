/**
 * What joining deltas costs: µs per event, from the bytes of the body to joined pieces, and beside it JSON.parse alone;
 * best of seven runs. Run after `npm run build`.
 */
import { DeltaJoiner } from '../src/detect/formats/delta-joiner.ts';
import { EventStreamReader } from '../src/detect/formats/event-stream-reader.ts';

const EVENTS = 20_000;
const RUNS = 7;
const CHUNK_BYTES = 1400;
const WORDS = ['The', ' quick', ' brown fox', ' jumps', ' over', ' the lazy', ' dog.', '\n\n', ' "Yes"', ' `code`'];

const SHAPES: Readonly<Record<string, (piece: string, n: number) => unknown>> = {
  anthropic: (text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  'openai chat': (content) => ({
    id: 'chatcmpl-BkQ2o0fj3Jd9sKx',
    object: 'chat.completion.chunk',
    created: 1_750_000_000,
    model: 'gpt-5-2025-08-07',
    service_tier: 'default',
    system_fingerprint: 'fp_07871e2ad8',
    choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
    usage: null,
    obfuscation: 'x8Jd03kf',
  }),
  'openai responses': (delta, n) => ({
    type: 'response.output_text.delta',
    sequence_number: n,
    item_id: 'msg_67c9fdcf37fc8190ba82116e33fb28c507b8b0ad4e5eb654',
    output_index: 0,
    content_index: 0,
    delta,
    logprobs: [],
    obfuscation: 'x8Jd03kfP2',
  }),
  gemini: (text, n) => ({
    candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: n, totalTokenCount: n + 12 },
    modelVersion: 'gemini-2.5-pro',
    responseId: 'aGk3Z9Xk',
  }),
};

let joined = 0;
const sink = {
  open: () => ({
    write: (bytes: Uint8Array) => {
      joined += bytes.length;
    },
    end: () => undefined,
  }),
  skip: () => undefined,
};

function bestMicroseconds(work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const start = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1000 / EVENTS);
  }
  return best;
}

for (const [provider, shape] of Object.entries(SHAPES)) {
  const texts = Array.from({ length: EVENTS }, (_, n) => JSON.stringify(shape(WORDS[n % WORDS.length] ?? '', n)));
  const body = Buffer.from(texts.map((text) => `event: message\ndata: ${text}\n\n`).join(''));
  const all = bestMicroseconds(() => {
    const joiner = new DeltaJoiner(sink);
    const reader = new EventStreamReader({
      onEvent: (data, offset) => joiner.event(data, offset),
      onLong: () => undefined,
    });
    for (let at = 0; at < body.length; at += CHUNK_BYTES) reader.write(body.subarray(at, at + CHUNK_BYTES));
    reader.end();
    joiner.end();
  });
  const parse = bestMicroseconds(() => {
    for (const text of texts) JSON.parse(text);
  });
  const bytes = Math.round(body.length / EVENTS);
  console.log(`${provider}, ${bytes} B an event: ${all.toFixed(2)} µs, ${(all / parse).toFixed(1)} × JSON.parse alone`);
}
if (joined === 0) throw new Error('nothing was joined');

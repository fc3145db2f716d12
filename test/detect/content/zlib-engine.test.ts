import * as zlib from 'node:zlib';
import test from 'ava';
import { decoderOfWhole } from '../../../src/detect/content/zlib-engine.ts';

for (const [coding, encode] of [
  ['deflate-raw', zlib.deflateRawSync],
  ['br', zlib.brotliCompressSync],
] as const) {
  for (const mayReuse of [true, false]) {
    const decode = decoderOfWhole(coding, mayReuse);
    const name = `${coding}, ${mayReuse ? 'with one engine' : 'with an engine for each'}`;
    const memory = Buffer.alloc(2001);
    const text = (coded: Uint8Array): string | undefined => {
      const whole = decode?.(coded, memory);
      return whole && `${memory.toString('latin1', 0, whole.decodedBytes)} ${whole.unreadBytes}`;
    };

    test(`decodes one stream after the other: ${name}`, (t) => {
      for (const words of ['', 'a', 'some text '.repeat(200), 'b']) t.is(text(encode(words)), `${words} 0`);
    });

    test(`says what lies behind the end: ${name}`, (t) => {
      t.is(text(Buffer.concat([encode('text'), Buffer.from('behind')])), 'text 6');
    });

    test(`goes on behind what cannot be decoded: ${name}`, async (t) => {
      const good = encode('text');
      for (const bad of [good.subarray(0, -1), Buffer.alloc(0), Buffer.alloc(100, 0xff), encode(Buffer.alloc(2001))]) {
        t.is(text(bad), undefined);
        t.is(text(good), 'text 0');
        await new Promise(setImmediate);
        t.is(text(good), 'text 0');
      }
    });
  }
}

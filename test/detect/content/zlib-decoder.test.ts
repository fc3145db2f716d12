import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import test from 'ava';
import type { DecoderOwner } from '../../../src/detect/content/decoder.ts';
import { ZlibDecoder } from '../../../src/detect/content/zlib-decoder.ts';

type Event = readonly [string, (string | number)?];

/** A decoder that writes down what it says, and whoever waits for the next thing it says. */
function newDecoder(coding: 'deflate-raw' | 'br'): {
  decoder: ZlibDecoder;
  next: () => Promise<Event>;
  output: Buffer[];
} {
  const output: Buffer[] = [];
  let tell: (event: Event) => void = () => undefined;
  const owner: DecoderOwner = {
    output: (bytes) => output.push(Buffer.from(bytes)),
    idle: () => tell(['idle']),
    finished: (rest) => tell(['finished', Buffer.from(rest).toString()]),
    failed: (reason) => tell(['failed', reason]),
  };
  return { decoder: new ZlibDecoder(coding, owner), next: () => new Promise((resolve) => (tell = resolve)), output };
}

test('is idle when a piece is decoded, finished when the stream is', async (t) => {
  for (const [coding, coded] of [
    ['deflate-raw', zlib.deflateRawSync('some text')],
    ['br', zlib.brotliCompressSync('some text')],
  ] as const) {
    const { decoder, next, output } = newDecoder(coding);
    decoder.feed(coded.subarray(0, 5));
    t.deepEqual(await next(), ['idle']);
    decoder.feed(Buffer.concat([coded.subarray(5), Buffer.from('rest')]));
    t.deepEqual(await next(), ['finished', 'rest']);
    t.is(Buffer.concat(output).toString(), 'some text');
  }
});

test('gives back all that is fed behind the end', async (t) => {
  const { decoder, next } = newDecoder('deflate-raw');
  decoder.feed(zlib.deflateRawSync('some text'));
  t.deepEqual(await next(), ['idle']);
  decoder.feed(Buffer.from('rest'));
  t.deepEqual(await next(), ['finished', 'rest']);
});

test('says at the end whether the stream is complete', async (t) => {
  const coded = zlib.deflateRawSync('some text');
  const whole = newDecoder('deflate-raw');
  whole.decoder.feed(coded);
  await whole.next();
  whole.decoder.end();
  t.deepEqual(await whole.next(), ['finished', '']);
  const cut = newDecoder('deflate-raw');
  cut.decoder.feed(coded.subarray(0, -2));
  await cut.next();
  cut.decoder.end();
  t.deepEqual(await cut.next(), ['failed', 'content_broken']);
});

test('holds on while it is paused', async (t) => {
  const { decoder, next, output } = newDecoder('deflate-raw');
  let isIdle = false;
  decoder.pause();
  decoder.feed(zlib.deflateRawSync(randomBytes(1_000_000)));
  const idle = next().then(() => (isIdle = true));
  await sleep(30);
  t.false(isIdle);
  t.deepEqual(output, []);
  decoder.resume();
  await idle;
  t.is(Buffer.concat(output).length, 1_000_000);
});

test('says nothing once it is closed, whatever it was doing', async (t) => {
  for (const coded of [zlib.deflateRawSync(randomBytes(500_000)), Buffer.alloc(1000, 0xff)]) {
    const { decoder, next, output } = newDecoder('deflate-raw');
    decoder.feed(coded);
    decoder.close();
    t.is(await Promise.race([next(), sleep(30, 'nothing')]), 'nothing');
    t.deepEqual(output, []);
  }
});

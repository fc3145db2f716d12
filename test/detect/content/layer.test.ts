import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import test from 'ava';
import { newDecoding } from '../../../src/detect/content/decoding.ts';
import { Layer } from '../../../src/detect/content/layer.ts';
import type { Content, Stage } from '../../../src/detect/content/stage.ts';

/** A stage that is full when it is told to be. */
class Slow implements Stage {
  isFull = false;
  readonly keepsBytes = true;
  readonly got: Uint8Array[] = [];
  hasEnded = false;
  write(bytes: Uint8Array): void {
    this.got.push(bytes);
  }
  end(): void {
    this.hasEnded = true;
  }
  close(): void {
    this.hasEnded = true;
  }
}

function newLayer(): { layer: Layer; slow: Slow; content: Content; rooms: () => number } {
  const slow = new Slow();
  let rooms = 0;
  const content: Content = {
    decoding: newDecoding(),
    skip: () => undefined,
    stop: () => undefined,
    isBomb: () => false,
  };
  const layer = new Layer('gzip', { content, openNext: () => slow, onRoom: () => (rooms += 1) });
  return { layer, slow, content, rooms: () => rooms };
}

const until = async (isSo: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !isSo(); i += 1) await sleep(5);
};

test('holds on while the stage behind it is full, and tells when there is room again', async (t) => {
  const { layer, slow, content, rooms } = newLayer();
  const bytes = randomBytes(2_000_000);
  const coded = zlib.gzipSync(bytes);
  slow.isFull = true;
  layer.write(coded.subarray(0, 50_000));
  await until(() => slow.got.length > 0);
  for (let at = 50_000; at < coded.length; at += 50_000) layer.write(coded.subarray(at, at + 50_000));
  layer.end();
  await sleep(30);
  t.true(Buffer.concat(slow.got).length < 200_000);
  t.true(layer.isFull);
  t.is(rooms(), 0);
  slow.isFull = false;
  layer.goOn();
  await until(() => slow.hasEnded);
  t.true(Buffer.concat(slow.got).equals(bytes));
  t.true(rooms() > 0);
  t.is(content.decoding.backlogBytes, 0);
});

test('gives back all it took in when it is closed', async (t) => {
  const { layer, slow, content } = newLayer();
  const coded = zlib.gzipSync(randomBytes(500_000));
  for (let at = 0; at < coded.length; at += 50_000) layer.write(coded.subarray(at, at + 50_000));
  await until(() => slow.got.length > 0);
  layer.close();
  t.is(content.decoding.backlogBytes, 0);
  const before = slow.got.length;
  layer.write(coded);
  layer.end();
  await sleep(20);
  t.is(slow.got.length, before);
  t.is(content.decoding.backlogBytes, 0);
});

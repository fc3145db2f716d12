import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { Replay } from '../../../src/detect/content/replay.ts';

function replay(t: ExecutionContext, coded: Buffer, soundBytes: number, deliveredBytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const out: Buffer[] = [];
    const deliver = (bytes: Uint8Array): unknown => out.push(Buffer.from(bytes));
    const done = (): void => resolve(Buffer.concat(out));
    const one = new Replay({
      inner: 'deflate-raw',
      coded,
      soundBytes,
      deliveredBytes,
      deliver: (bytes) => void deliver(bytes),
      done,
    });
    t.teardown(() => one.close());
  });
}

const text = Buffer.from(randomBytes(20_000).toString('base64'));

test('gives what stands before the damage and was not delivered', async (t) => {
  for (const damagedAt of [500, 9_999, 15_000]) {
    const coded = zlib.deflateRawSync(text);
    const sound = zlib.inflateRawSync(coded.subarray(0, damagedAt), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    coded.fill(0xff, damagedAt, damagedAt + 200);
    for (const soundBytes of [0, 100, 450]) {
      const delivered = zlib.inflateRawSync(coded.subarray(0, soundBytes), {
        finishFlush: zlib.constants.Z_SYNC_FLUSH,
      });
      const got = await replay(t, coded, soundBytes, soundBytes === 0 ? 0 : delivered.length);
      const from = soundBytes === 0 ? 0 : delivered.length;
      t.true(got.length >= sound.length - from - 1);
      t.true(got.subarray(0, sound.length - from - 1).equals(sound.subarray(from, sound.length - 1)));
    }
  }
});

test('gives nothing where nothing is sound', async (t) => {
  t.is((await replay(t, Buffer.alloc(3000, 0xff), 0, 0)).length, 0);
});

test('is silent once it is closed', async (t) => {
  const coded = zlib.deflateRawSync(text);
  coded.fill(0xff, 5000);
  const fail = (): void => t.fail();
  new Replay({ inner: 'deflate-raw', coded, soundBytes: 0, deliveredBytes: 0, deliver: fail, done: fail }).close();
  await new Promise((resolve) => setTimeout(resolve, 30));
  t.pass();
});

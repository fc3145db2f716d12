import test from 'ava';
import { newDecoding } from '../../../src/detect/content/decoding.ts';

test('gives the limits that are not asked for', (t) => {
  const { limits, zstd } = newDecoding({ maxRatio: 10 });
  t.deepEqual(limits, {
    maxRatio: 10,
    ratioFromBytes: 8_388_608,
    maxBytes: 1_073_741_824,
    maxBacklogBytes: 4_194_304,
    maxSharedBacklogBytes: 67_108_864,
  });
  t.is(zstd, undefined);
});

test('takes in what has room, in its stream and in all', (t) => {
  const decoding = newDecoding({ maxBacklogBytes: 100, maxSharedBacklogBytes: 150 });
  t.true(decoding.takeIn(60, 40));
  t.false(decoding.takeIn(61, 40));
  t.true(decoding.takeIn(90, 0));
  t.false(decoding.takeIn(1, 0));
  t.is(decoding.backlogBytes, 150);
  decoding.giveBack(60);
  t.true(decoding.takeIn(60, 0));
});

test('is drained when all that was ended is finished', async (t) => {
  const decoding = newDecoding();
  await decoding.drain();
  decoding.startFinishing();
  decoding.startFinishing();
  let isDrained = false;
  const drained = decoding.drain().then(() => (isDrained = true));
  decoding.finish();
  await new Promise(setImmediate);
  t.false(isDrained);
  decoding.finish();
  t.true(await drained);
});

import test from 'ava';
import * as fc from 'fast-check';
import { Unzstd } from '../../../src/detect/content/unzstd.ts';
import type { ForeignPart } from '../../../src/model/ports.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { sampleText, zstdBomb, zstdRaw, zstdSample, zstdSkippable } from '../../support/zstd-samples.ts';

interface Read {
  readonly bytes: Buffer;
  readonly state: ForeignPart['state'];
  readonly unread: string;
  readonly largest: number;
}

function read(pieces: readonly Uint8Array[]): Read {
  const stream = new Unzstd();
  const output: Uint8Array[] = [];
  let largest = 0;
  let last: ForeignPart = { output: [], state: 'complete', unread: Buffer.alloc(0) };
  for (const piece of pieces) {
    let bytes = piece;
    do {
      last = stream.decode(bytes);
      bytes = Buffer.alloc(0);
      output.push(...last.output);
      largest = Math.max(
        largest,
        last.output.reduce((sum, { length }) => sum + length, 0),
      );
    } while (last.state === 'more');
    if (last.state === 'broken' || last.unread.length > 0) break;
  }
  return { bytes: Buffer.concat(output), state: last.state, unread: Buffer.from(last.unread).toString(), largest };
}

/** Damage can make fzstd loop for ever, which only ending its thread stops: these runs are always the same. */
const SEED = 7;

const text = sampleText();
const SAMPLES: readonly (readonly [string, Buffer, Buffer])[] = [
  ['best', zstdSample('best'), text],
  ['quick', zstdSample('quick'), text.subarray(0, 9000)],
  ['streamed', zstdSample('streamed'), text.subarray(0, 9000)],
  ['raw', zstdRaw(text), text],
  ['nothing', zstdRaw(Buffer.alloc(0)), Buffer.alloc(0)],
];

for (const [name, coded, bytes] of SAMPLES) {
  test(`decodes, however cut: ${name}`, (t) => {
    const whole = read([coded]);
    t.true(whole.bytes.equals(bytes));
    t.is(whole.state, 'complete');
    const single = read([...coded.subarray(0, 10_000)].map((byte) => Buffer.from([byte])));
    t.true(single.bytes.equals(bytes.subarray(0, single.bytes.length)));
    fc.assert(
      fc.property(cuts, (at) => {
        const { bytes: got, state } = read(cutAt(coded, at));
        t.true(got.equals(bytes));
        t.is(state, 'complete');
      }),
      { numRuns: 20 },
    );
  });
}

test('decodes frame after frame and passes over skippable ones', (t) => {
  const skippable = zstdSkippable(Buffer.from('not to be seen'));
  const quick = zstdSample('quick');
  const coded = Buffer.concat([skippable, quick, skippable, zstdRaw(Buffer.from('short')), quick, skippable]);
  const expected = Buffer.concat([text.subarray(0, 9000), Buffer.from('short'), text.subarray(0, 9000)]);
  for (const pieces of [[coded], [...coded].map((byte) => Buffer.from([byte]))]) {
    const { bytes, state } = read(pieces);
    t.true(bytes.equals(expected));
    t.is(state, 'complete');
  }
});

test('ten thousand frames need no deep stack', (t) => {
  const coded = Buffer.concat(Array.from({ length: 10_000 }, () => zstdRaw(Buffer.from('x'))));
  t.is(read([coded]).bytes.length, 10_000);
});

test('gives back what is no frame', (t) => {
  const { bytes, state, unread } = read(
    cutAt(Buffer.concat([zstdRaw(Buffer.from('text')), Buffer.from('(not a frame')]), [14]),
  );
  t.deepEqual([bytes.toString(), state, unread], ['text', 'complete', '(not a frame']);
});

test('gives all before the cut, block by block, and is not complete', (t) => {
  for (const [, coded, bytes] of SAMPLES.slice(1, 4)) {
    for (let length = 1; length < coded.length; length += Math.ceil(coded.length / 500)) {
      const { bytes: got, state } = read([coded.subarray(0, length)]);
      t.true(got.equals(bytes.subarray(0, got.length)));
      t.is(state, 'partial');
    }
  }
  t.is(read([zstdRaw(text).subarray(0, 100_000)]).bytes.length, 99_000);
});

test('gives a bomb in calls of a bounded size', (t) => {
  const { bytes, largest } = read([zstdBomb(100)]);
  t.is(bytes.length, 100 * 128 * 1024);
  t.true(largest <= 512 * 1024);
});

test('refuses what it cannot or should not read', (t) => {
  const frame = (...bytes: number[]): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes, 1, 0, 0]);
  for (const bytes of [
    frame(0x00, 0x70), // 16 MiB of window
    frame(0x00, 0xf8), // 2 TiB of window
    frame(0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), // a length beyond all numbers
    frame(0x01, 0x00, 0x07), // dictionary 7
    frame(0x08, 0x00), // a reserved bit
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x07, 0, 0]), // a reserved block
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0xf9, 0xff, 0xff]), // a block larger than the window
  ]) {
    t.is(read([bytes]).state, 'broken');
  }
});

test('no damage throws or changes what stands before it', (t) => {
  const coded = zstdSample('quick');
  fc.assert(
    fc.property(fc.nat(coded.length - 1), fc.integer({ min: 1, max: 255 }), cuts, (at, flip, places) => {
      const damaged = Buffer.from(coded);
      damaged[at] = (damaged[at] ?? 0) ^ flip;
      t.true(read(cutAt(damaged, places)).bytes.length < 300_000);
    }),
    { numRuns: 300, seed: SEED },
  );
});

test('no bytes throw', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, at) => {
      const given = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), bytes]);
      t.notThrows(() => read(cutAt(given, at)));
    }),
    { numRuns: 1000, seed: SEED },
  );
});

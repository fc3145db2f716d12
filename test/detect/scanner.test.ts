import test from 'ava';
import * as fc from 'fast-check';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { MAX_REACH } from '../../src/detect/rules/rule.ts';
import { TextScanner, scanWhole } from '../../src/detect/scanner.ts';
import { BLOCK_BYTES, Spotter } from '../../src/detect/spotter.ts';
import type { ScanWindow } from '../../src/model/finding.ts';
import { cutAt, cuts } from '../support/cut.ts';
import { plantedText } from '../support/planted-text.ts';

const WINDOW_BYTES = 2048;
const WORDS = ['AKIA', '/passwd', 'sk-live-'];

const anchors = WORDS.map((word, rule) => ({
  rule,
  classes: Array.from(Buffer.from(word), (byte) => new Set([byte])),
}));
const spotter = new Spotter(compileKernel, anchors, []);

function scanner(): TextScanner {
  return new TextScanner(spotter, 'request.body', WINDOW_BYTES);
}

function taken(from: TextScanner): ScanWindow[] {
  return Array.from({ length: 1000 }, () => from.take()).filter((window) => window !== undefined);
}

function scan(chunks: readonly Uint8Array[]): ScanWindow[] {
  const text = scanner();
  const windows = chunks.flatMap((chunk) => {
    text.write(chunk);
    return taken(text);
  });
  text.end();
  return [...windows, ...taken(text)];
}

function anchorsOf(text: string): number[] {
  return Array.from(text.matchAll(new RegExp(`(?=${WORDS.join('|')})`, 'g')), ({ index }) => index);
}

test('each anchor is owned by one window that holds all a rule may look at', (t) => {
  fc.assert(
    fc.property(plantedText(WORDS), cuts, (text, offsets) => {
      const bytes = Buffer.from(text, 'latin1');
      const windows = scan(cutAt(bytes, offsets));
      for (const { bytes: piece, base, ownFrom, ownTo } of windows) {
        t.deepEqual(Buffer.from(piece), bytes.subarray(base, base + piece.length));
        t.true(base <= ownFrom && ownFrom < ownTo && ownTo <= base + piece.length);
        t.true(piece.length <= WINDOW_BYTES + 2 * MAX_REACH + BLOCK_BYTES + 8);
        t.is(piece.byteLength, piece.buffer.byteLength);
      }
      for (const at of anchorsOf(text)) {
        const owners = windows.filter(({ ownFrom, ownTo }) => at >= ownFrom && at < ownTo);
        t.is(owners.length, 1);
        const [{ base, bytes: piece } = { base: -1, bytes: new Uint8Array() }] = owners;
        t.true(base <= Math.max(0, at - MAX_REACH));
        t.true(base + piece.length >= Math.min(bytes.length, at + MAX_REACH));
      }
      t.true(windows.length <= anchorsOf(text).length);
    }),
    { numRuns: 150 },
  );
});

test('windows depend on the text alone, not on how it was cut', (t) => {
  fc.assert(
    fc.property(plantedText(WORDS), cuts, (text, offsets) => {
      const bytes = Buffer.from(text, 'latin1');
      t.deepEqual(scan(cutAt(bytes, offsets)), scan([bytes]));
    }),
    { numRuns: 150 },
  );
});

test('finds an anchor cut at any byte, and in single bytes', (t) => {
  const text = Buffer.from('x'.repeat(20) + 'sk-live-' + 'y'.repeat(20));
  const whole = scan([text]);
  t.is(whole.length, 1);
  for (let at = 0; at <= text.length; at++) t.deepEqual(scan([text.subarray(0, at), text.subarray(at)]), whole);
  t.deepEqual(scan(Array.from(text, (_, at) => text.subarray(at, at + 1))), whole);
});

test('a window is given when no further anchor belongs to it', (t) => {
  const text = scanner();
  text.write(Buffer.from('AKIA'));
  t.true(text.hasPending);
  t.is(text.take(), undefined);
  text.write(Buffer.alloc(16_384 + BLOCK_BYTES));
  t.is(text.take(), undefined);
  text.write(Buffer.alloc(3));
  t.is(text.take()?.bytes.length, BLOCK_BYTES - 1 + MAX_REACH + 8);
  t.false(text.hasPending);
  text.end();
  t.is(text.take(), undefined);
});

test('anchors near each other share a window up to its size', (t) => {
  const owned = (text: string): number[][] => scan([Buffer.from(text)]).map(({ ownFrom, ownTo }) => [ownFrom, ownTo]);
  t.deepEqual(owned(`AKIA${' '.repeat(2000)}AKIA`), [[0, 2008]]);
  t.deepEqual(owned(`AKIA${' '.repeat(2044)}AKIA`), [
    [0, 1024],
    [1024, 2052],
  ]);
  t.deepEqual(owned('AKIA'.repeat(600)), [
    [0, 2048],
    [2048, 2400],
  ]);
});

test('flush gives what waits, once, and again when more has come', (t) => {
  const text = scanner();
  text.write(Buffer.from('some AKIA'));
  text.flush();
  t.deepEqual(
    taken(text).map(({ bytes }) => Buffer.from(bytes).toString()),
    ['some AKIA'],
  );
  t.false(text.hasPending);
  text.flush();
  t.deepEqual(taken(text), []);
  text.write(Buffer.from('123'));
  t.true(text.hasPending);
  text.end();
  const [again, ...others] = taken(text);
  t.deepEqual(others, []);
  t.is(Buffer.from(again?.bytes ?? []).toString(), 'some AKIA123');
  t.true(again !== undefined && again.ownFrom <= 5 && again.ownTo > 5);
});

test('an anchor cut by a flush is found when it is whole', (t) => {
  const text = scanner();
  text.write(Buffer.from('some AK'));
  text.flush();
  t.deepEqual(taken(text), []);
  text.write(Buffer.from('IA'));
  text.end();
  t.is(taken(text).length, 1);
});

test('what a flush decided is not offered again', (t) => {
  const text = scanner();
  text.write(Buffer.from(`AKIA${'x'.repeat(3000)}AKIA${'x'.repeat(2000)}`));
  text.flush();
  const [flushed] = taken(text);
  t.true(flushed !== undefined && flushed.ownFrom === 0);
  text.write(Buffer.alloc(MAX_REACH));
  const again = taken(text).at(-1);
  t.true(again !== undefined && again.ownFrom > 0 && again.ownFrom <= 3004 && again.ownTo === 3072);
});

test('keeps no more than windows may need', (t) => {
  const text = scanner();
  for (let round = 0; round < 1000; round++) {
    text.write(Buffer.alloc(20_000));
    text.write(Buffer.alloc(100));
  }
  text.write(Buffer.from('AKIA'));
  text.end();
  t.is(text.take()?.bytes.length, MAX_REACH + 1024 + (20_100_000 % BLOCK_BYTES) + 4);
});

test('nothing comes of nothing', (t) => {
  const text = scanner();
  text.write(new Uint8Array());
  text.flush();
  text.end();
  t.is(text.take(), undefined);
});

test('a whole text is one window or none', (t) => {
  const bytes = Buffer.from('x /etc/passwd');
  t.is(scanWhole(spotter, Buffer.from('nothing here'), 'request.head'), undefined);
  const window = scanWhole(spotter, bytes, 'request.head');
  t.deepEqual(window, { bytes: new Uint8Array(bytes), base: 0, ownFrom: 0, ownTo: 13, part: 'request.head' });
  t.is(window?.bytes.buffer.byteLength, 13);
});

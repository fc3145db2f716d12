import test from 'ava';
import { FieldScan } from '../../../src/wire/http1/field-scan.ts';
import type { SectionScan } from '../../../src/wire/http1/field-scan.ts';
import { SectionReader } from '../../../src/wire/http1/section-reader.ts';
import { bytesOf } from '../../support/http1-drive.ts';

/** Counts the bytes that a scan was given to read at most. */
function countingScan(): SectionScan & { calls: number } {
  const scan = new FieldScan({ notice: () => '' });
  return {
    calls: 0,
    get detail() {
      return scan.detail;
    },
    scan(bytes, base, limit) {
      this.calls += 1;
      return scan.scan(bytes, base, limit);
    },
    reset: () => scan.reset(),
  };
}

test('a section in one chunk is a view of it', (t) => {
  const reader = new SectionReader(countingScan(), 100);
  const chunk = bytesOf('..a: b\r\n\r\nrest');
  t.is(reader.read(chunk, 2), 'complete');
  t.is(reader.raw.toString(), 'a: b\r\n\r\n');
  t.is(reader.raw.buffer, chunk.buffer);
  t.false(reader.spanned);
  t.is(reader.end, 10);
});

test('a section over chunks is joined, and held until then', (t) => {
  const reader = new SectionReader(countingScan(), 100);
  t.is(reader.read(bytesOf('..a: '), 2), 'more');
  t.is(reader.read(bytesOf('b'), 0), 'more');
  t.is(reader.read(bytesOf('\r\n\r'), 0), 'more');
  t.true(reader.isOpen);
  t.is(reader.held().toString(), 'a: b\r\n\r');
  t.is(reader.read(bytesOf('\nrest'), 0), 'complete');
  t.is(reader.raw.toString(), 'a: b\r\n\r\n');
  t.true(reader.spanned);
  t.is(reader.end, 1);
  t.false(reader.isOpen);
});

test('a malformed or oversized section leaves what was held', (t) => {
  const reader = new SectionReader(countingScan(), 10);
  reader.read(bytesOf('a: b'), 0);
  t.is(reader.read(bytesOf('\0\r\n\r\n'), 0), 'malformed');
  t.is(reader.held().toString(), 'a: b');
  t.is(reader.read(bytesOf('bbbbbbbbbbbb'), 0), 'too_large');
  t.is(reader.held().toString(), 'a: b');
});

test('a long line that comes byte by byte is read twice, not once per byte', (t) => {
  const scan = countingScan();
  const reader = new SectionReader(scan, 100_000);
  const line = `a: ${'b'.repeat(90_000)}\r\n\r\n`;
  let outcome = reader.read(bytesOf(line[0] ?? ''), 0);
  for (let i = 1; i < line.length && outcome === 'more'; i += 1) outcome = reader.read(bytesOf(line[i] ?? ''), 0);
  t.is(outcome, 'complete');
  t.is(reader.raw.length, line.length);
  t.is(scan.calls, 3);
});

test('no more than the limit is ever held', (t) => {
  const reader = new SectionReader(countingScan(), 5_000);
  const piece = Buffer.alloc(700, 'a');
  let pushed = 0;
  while (reader.read(piece, 0) === 'more') pushed += piece.length;
  t.true(pushed <= 5_000 && pushed > 4_300);
  t.is(reader.held().length, pushed);
});

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { newDecoding } from '../../../src/detect/content/decoding.ts';
import { openContent } from '../../../src/detect/content/open-content.ts';
import { ENCODINGS, type Encoding } from '../../support/codings.ts';
import { readContent } from '../../support/content-collector.ts';
import { cutAt, cuts } from '../../support/cut.ts';

const encoding = fc.constantFrom(...ENCODINGS);
const words = fc.array(fc.constantFrom('curl ', 'bash ', '{"text":"', '\n', 'ä', '😀', 'sk-'), { maxLength: 2000 });
const text = words.map((parts) => `{${parts.join('')}`);
/** Random bytes are hard to compress, and no magic. */
const noise = fc
  .integer({ min: 1, max: 90_000 })
  .map((length) => Buffer.concat([Buffer.from('#'), randomBytes(length)]));
const content = fc.oneof(
  text.map((parts) => Buffer.from(parts)),
  noise,
);

const encodeAll = (bytes: Buffer, stack: readonly Encoding[]): Buffer =>
  stack.reduce((b, { encode }) => encode(b), bytes);
const declare = (stack: readonly Encoding[]): string => stack.map(({ declared }) => declared).join(', ');
const paths = (stack: readonly Encoding[]): string[] => stack.map(({ path }) => path).toReversed();
const sample = Buffer.from('{"role":"assistant","text":"some words, and some more words"}\n'.repeat(300));

for (const [i, one] of ENCODINGS.entries()) {
  test(`undoes ${one.declared}, sort ${i}`, async (t) => {
    const coded = one.encode(sample);
    for (const pieces of [[coded], [...coded].map((byte) => Buffer.from([byte])), cutAt(coded, [1, 2, 3, 9, 30])]) {
      const { path, bytes, skips } = await readContent(one.declared, pieces);
      t.deepEqual(path, [one.path]);
      t.true(bytes.equals(sample));
      t.deepEqual(skips, []);
    }
  });
}

test('undoes any stack of codings, however cut', async (t) => {
  const input = fc.tuple(content, fc.array(encoding, { maxLength: 4 }), cuts);
  await fc.assert(
    fc.asyncProperty(input, async ([bytes, stack, at]) => {
      const read = await readContent(declare(stack), cutAt(encodeAll(bytes, stack), at));
      t.deepEqual(read.path, paths(stack));
      t.true(read.bytes.equals(bytes));
      t.deepEqual(read.skips, []);
    }),
    { numRuns: 120 },
  );
});

test('reads what is not coded as it is, within the call', (t) => {
  const seen: string[] = [];
  const stream = openContent(
    '',
    {
      begin: (path) => seen.push(`begin ${path.join()}`),
      write: (bytes) => seen.push(Buffer.from(bytes).toString()),
      end: () => seen.push('end'),
      skip: () => t.fail(),
    },
    newDecoding(),
  );
  stream.write(Buffer.from('a'));
  t.deepEqual(seen, ['begin ', 'a']);
  stream.write(Buffer.from('b'));
  stream.end();
  stream.write(Buffer.from('c'));
  stream.end();
  t.deepEqual(seen, ['begin ', 'a', 'b', 'end']);
});

test('small content that is there whole is read within the call of its end', (t) => {
  for (const { declared, encode, path } of ENCODINGS) {
    const seen: string[] = [];
    const stream = openContent(
      declared,
      {
        begin: (codings) => seen.push(codings.join()),
        write: (bytes) => seen.push(Buffer.from(bytes).toString()),
        end: () => seen.push('end'),
        skip: () => t.fail(),
      },
      newDecoding(),
    );
    stream.write(encode(Buffer.from('small')));
    stream.end();
    t.deepEqual(seen, [path, 'small', 'end']);
  }
});

test('an empty content has no codings', async (t) => {
  for (const declared of ['', 'gzip', 'br', 'gzip, deflate', 'compress']) {
    const { path, bytes, skips } = await readContent(declared, []);
    t.deepEqual([path, bytes.length, skips], [[], 0, []]);
  }
});

test('an encoded nothing is nothing', async (t) => {
  for (const { declared, encode, path } of ENCODINGS) {
    for (const pieces of [[encode(Buffer.alloc(0))], cutAt(encode(Buffer.alloc(0)), [1, 2, 3, 4, 5, 6])]) {
      const read = await readContent(declared, pieces);
      t.deepEqual([read.path, read.bytes.length, read.skips], [[path], 0, []]);
    }
  }
});

for (const [declared, bytes, path] of [
  ['gzip', sample, []],
  ['zstd', sample, []],
  ['br', sample, []],
  ['deflate', sample, []],
  ['gzip, br', sample, []],
  ['br', zlib.gzipSync(sample), ['gzip']],
  ['deflate', zlib.gzipSync(sample), ['gzip']],
  ['', zlib.gzipSync(sample), ['gzip']],
  ['gzip', zlib.gzipSync(zlib.gzipSync(sample)), ['gzip', 'gzip']],
  ['br, gzip', zlib.brotliCompressSync(sample), ['br']],
  ['gzip, br', zlib.gzipSync(sample), ['gzip']],
  ['identity', sample, []],
  ['identity, gzip, identity', zlib.gzipSync(sample), ['gzip']],
] as const) {
  test(`a declaration that lies: ${declared} for ${path.join() || 'text'}, ${bytes.length} bytes`, async (t) => {
    for (const at of [[], [1], [3, 17]]) {
      const read = await readContent(declared, cutAt(bytes, at));
      t.deepEqual(read.path, [...path]);
      t.true(read.bytes.equals(sample));
      t.deepEqual(read.skips, []);
    }
  });
}

test('text that looks like the start of a magic is not held back', (t) => {
  const seen: string[] = [];
  const stream = openContent(
    '',
    {
      begin: () => seen.push('begin'),
      write: (bytes) => seen.push(Buffer.from(bytes).toString()),
      end: () => undefined,
      skip: () => t.fail(),
    },
    newDecoding(),
  );
  stream.write(Buffer.from('('));
  t.deepEqual(seen, []);
  stream.write(Buffer.from(')'));
  t.deepEqual(seen, ['begin', '()']);
});

for (const declared of ['compress', 'aws-chunked', 'gzip, lzma', 'dcb']) {
  test(`hands on what is coded in an unknown way: ${declared}`, async (t) => {
    const { path, bytes, skips } = await readContent(declared, [sample]);
    t.deepEqual(path, []);
    t.true(bytes.equals(sample));
    t.deepEqual(skips, ['content_encoding']);
  });
}

test('undoes what is known around what is not', async (t) => {
  const { path, bytes, skips } = await readContent('aws-chunked, gzip', [zlib.gzipSync(sample)]);
  t.deepEqual([path, skips], [['gzip'], ['content_encoding']]);
  t.true(bytes.equals(sample));
});

test('reads gzip of many members, with zeros behind it', async (t) => {
  const members = [zlib.gzipSync('one, '), zlib.gzipSync(''), zlib.gzipSync(sample), zlib.gzipSync('last')];
  const coded = Buffer.concat([...members, Buffer.alloc(200_000)]);
  for (const at of [[], [5], [20, 21, 22, 26, 30, 31, 50], [coded.length - 400], [coded.length - 150_001]]) {
    const { path, bytes, skips } = await readContent('gzip', cutAt(coded, at));
    t.deepEqual([path, skips], [['gzip'], []]);
    t.is(bytes.toString(), `one, ${sample.toString()}last`);
  }
});

test('a flood of empty members is given up', async (t) => {
  const coded = Buffer.concat(Array.from({ length: 5000 }, () => zlib.gzipSync('')));
  const { skips } = await readContent('gzip', [zlib.gzipSync('text'), coded]);
  t.deepEqual(skips, ['decode_bomb']);
});

test('what follows the end is handed on as it is', async (t) => {
  for (const { declared, path, encode } of ENCODINGS) {
    const coded = Buffer.concat([encode(sample), Buffer.from('appended AKIA')]);
    for (const at of [[], [coded.length - 13], [coded.length - 12], [40, 50]]) {
      const read = await readContent(declared, cutAt(coded, at));
      t.deepEqual([read.path, read.skips], [[path], ['content_broken']]);
      t.is(read.bytes.toString(), `${sample.toString()}appended AKIA`);
    }
  }
});

test('content that is no gzip but for its magic is handed on as it is', async (t) => {
  const bytes = Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), Buffer.from('AKIA in the clear')]);
  const read = await readContent('gzip', [bytes]);
  t.deepEqual([read.path, read.skips], [[], ['content_broken']]);
  t.true(read.bytes.equals(bytes));
});

test('an event stream is read as it is flushed, through all its codings', async (t) => {
  for (const [declared, inner] of [
    ['gzip', zlib.createGzip()],
    ['deflate', zlib.createDeflate()],
    ['br', zlib.createBrotliCompress()],
  ] as const) {
    const seen: string[] = [];
    const stream = openContent(
      declared,
      {
        begin: (path) => t.deepEqual(path, [declared]),
        write: (bytes) => seen.push(Buffer.from(bytes).toString()),
        end: () => seen.push('end'),
        skip: () => t.fail(),
      },
      newDecoding(),
    );
    inner.on('data', (bytes: Buffer) => stream.write(bytes));
    for (const event of ['data: a\n\n', 'data: b\n\n', 'data: c\n\n']) {
      inner.write(event);
      await new Promise<void>((resolve) => inner.flush(resolve));
      for (let i = 0; i < 200 && !seen.join('').endsWith(event); i += 1) await sleep(5);
      t.true(seen.join('').endsWith(event));
    }
    inner.end();
    await new Promise((resolve) => inner.once('end', resolve));
    stream.end();
    for (let i = 0; i < 200 && seen.at(-1) !== 'end'; i += 1) await sleep(5);
    t.is(seen.join(''), 'data: a\n\ndata: b\n\ndata: c\n\nend');
  }
});

test('pieces of a reader are never changed afterwards', async (t) => {
  const kept: { bytes: Uint8Array; copy: Buffer }[] = [];
  await new Promise<void>((resolve) => {
    const stream = openContent(
      'gzip',
      {
        begin: () => undefined,
        write: (bytes) => kept.push({ bytes, copy: Buffer.from(bytes) }),
        end: resolve,
        skip: () => t.fail(),
      },
      newDecoding(),
    );
    const coded = zlib.gzipSync(randomBytes(500_000));
    for (const piece of cutAt(coded, [1000, 5000, 6000, 200_000, 200_001, 300_000])) stream.write(piece);
    stream.end();
  });
  t.true(kept.length > 5);
  for (const { bytes, copy } of kept) t.true(copy.equals(bytes));
});

const UTF_16 = 'käse 😀 sk-live "…"'.repeat(50);
const littleEndian = Buffer.from(UTF_16, 'utf16le');
const bigEndian = Buffer.from(littleEndian).swap16();
const marked = (bytes: Buffer, ...mark: number[]): Buffer => Buffer.concat([Buffer.from(mark), bytes]);

for (const [name, bytes, contentType] of [
  ['marked, little-endian', marked(littleEndian, 0xff, 0xfe), ''],
  ['marked, big-endian', marked(bigEndian, 0xfe, 0xff), ''],
  ['named, little-endian', littleEndian, 'text/plain; charset=utf-16le'],
  ['named, big-endian', bigEndian, 'application/json; charset="utf-16be"'],
  ['named without an order', littleEndian, 'text/plain;charset=utf-16'],
] as const) {
  test(`reads UTF-16: ${name}`, async (t) => {
    for (const pieces of [[bytes], cutAt(bytes, [1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 16, 17])]) {
      const read = await readContent('', pieces, { contentType });
      t.deepEqual([read.path, read.skips], [['utf-16'], []]);
      t.is(read.bytes.toString(), UTF_16);
    }
    const coded = await readContent('gzip', [zlib.gzipSync(bytes)], { contentType });
    t.deepEqual(coded.path, ['gzip', 'utf-16']);
    t.is(coded.bytes.toString(), UTF_16);
  });
}

test('what is named UTF-16 and is ASCII is read as it is', async (t) => {
  const { path, bytes } = await readContent('', [sample], { contentType: 'text/plain; charset=utf-16' });
  t.deepEqual(path, []);
  t.true(bytes.equals(sample));
});

test('memory is used again for the next content only when its reader is done with it', (t) => {
  const decoding = newDecoding();
  const read = (text: string, keepsBytes?: boolean): Uint8Array => {
    let got: Uint8Array = Buffer.alloc(0);
    const sink = {
      begin: () => undefined,
      write: (bytes: Uint8Array) => (got = bytes),
      end: () => undefined,
      skip: () => undefined,
      ...(keepsBytes !== undefined && { keepsBytes }),
    };
    const stream = openContent('', sink, decoding);
    stream.write(zlib.gzipSync(text));
    stream.end();
    return got;
  };
  const [a, b] = [read('a'.repeat(9000)), read('b'.repeat(9000), true)];
  const c = read('c'.repeat(9000), false);
  t.is(read('d'.repeat(9000)).buffer, c.buffer);
  t.deepEqual(
    [a, b].map((bytes) => Buffer.from(bytes).toString()),
    ['a'.repeat(9000), 'b'.repeat(9000)],
  );
});

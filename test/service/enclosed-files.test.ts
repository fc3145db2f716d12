import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { newDecoding } from '../../src/detect/content/decoding.ts';
import { mayHoldFiles } from '../../src/service/enclosed-files.ts';
import { cutAt, cuts } from '../support/cut.ts';
import { engine, FLOW, places, startInspection, type TestInspection } from '../support/inspection-fixture.ts';
import { zipOf } from '../support/zip.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const TEXT = Buffer.from(`aws_access_key_id = ${KEY}\n${'and some more lines\n'.repeat(20)}`);
const AT = TEXT.indexOf(KEY);
const JSON_TEXT = Buffer.from(JSON.stringify({ messages: [{ content: `use ${KEY}` }] }));
const JSON_AT = JSON_TEXT.indexOf(KEY);
const TYPE = 'multipart/form-data; boundary=xyz';

/** A body of one part for each pair of head and content. */
function formOf(...parts: readonly (readonly [head: string, content: Uint8Array])[]): Buffer {
  const pieces = parts.flatMap(([head, content]) => [
    Buffer.from(`--xyz\r\n${head}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from('--xyz--\r\n')]);
}

async function read(
  contentType: string,
  pieces: readonly Uint8Array[],
  contentEncoding = '',
  decoding = newDecoding(),
): Promise<TestInspection> {
  const started = startInspection(engine, decoding);
  const body = { contentType, contentEncoding, grpcEncoding: '' };
  const stream = started.inspection.open(FLOW, 'outbound', 'request.body', body);
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await started.inspection.drain();
  return started;
}

const file = (name: string): string => `Content-Disposition: form-data; name="up"; filename="${name}"`;
const found = (offset: number, path: string, field: string): string => `aws_access_key ${offset} ${path} ${field}`;

const BODIES: readonly (readonly [
  what: string,
  contentType: string,
  body: Buffer,
  found: readonly string[],
  skipped?: Readonly<Record<string, number>>,
])[] = [
  ['gzip in a part', TYPE, formOf([file('a.gz'), gzipSync(TEXT)]), [found(AT, 'multipart>gzip', 'up "a.gz"')]],
  ['zlib in a part', TYPE, formOf([file('a.z'), deflateSync(TEXT)]), [found(AT, 'multipart>deflate', 'up "a.z"')]],
  [
    'brotli by its name',
    TYPE,
    formOf([file('a.br'), brotliCompressSync(TEXT)]),
    [found(AT, 'multipart>br', 'up "a.br"')],
  ],
  [
    'brotli by its head',
    TYPE,
    formOf([`${file('a')}\r\nContent-Encoding: br`, brotliCompressSync(TEXT)]),
    [found(AT, 'multipart>br', 'up "a"')],
  ],
  [
    'two codings',
    TYPE,
    formOf([`${file('a')}\r\ncontent-encoding: br, gzip`, gzipSync(brotliCompressSync(TEXT))]),
    [found(AT, 'multipart>gzip>br', 'up "a"')],
  ],
  [
    'JSON in gzip, without a name',
    TYPE,
    formOf(['X: y', Buffer.from('-')], ['X: z', gzipSync(JSON_TEXT)]),
    [found(JSON_AT, 'multipart>gzip', 'part 2 → messages[0].content')],
  ],
  [
    'gzip in base64',
    TYPE,
    formOf([
      `${file('a.gz')}\r\nContent-Transfer-Encoding: Base64`,
      Buffer.from(gzipSync(TEXT).toString('base64').replace(/.{30}/g, '$&\r\n')),
    ]),
    [found(AT, 'multipart>base64>gzip', 'up "a.gz"')],
  ],
  [
    'a ZIP archive',
    'application/zip',
    zipOf({ name: 'a/b.txt', content: TEXT }, { name: 'c', content: JSON_TEXT }),
    [found(AT, 'zip>deflate', 'a/b.txt'), found(JSON_AT, 'zip>deflate', 'c → messages[0].content')],
  ],
  [
    'a ZIP archive in a part',
    TYPE,
    formOf([file('a.zip'), zipOf({ name: 'b', content: TEXT })]),
    [found(AT, 'multipart>zip>deflate', 'up "a.zip" → b')],
  ],
  [
    'gzip in a ZIP archive',
    '',
    zipOf({ name: 'b.gz', content: gzipSync(TEXT), method: 0 }),
    [found(AT, 'zip>gzip', 'b.gz')],
  ],
  [
    'an archive in an archive',
    '',
    zipOf({ name: 'b.zip', content: zipOf({ name: 'c', content: TEXT }) }),
    [found(AT, 'zip>deflate>zip>deflate', 'b.zip → c')],
  ],
  [
    'a stored archive in an archive',
    '',
    zipOf({ name: 'b', content: zipOf({ name: 'c', content: TEXT }), method: 0 }),
    [found(AT, 'zip>zip>deflate', 'b → c')],
  ],
  [
    'an archive in gzip',
    'application/octet-stream',
    gzipSync(zipOf({ name: 'b', content: TEXT })),
    [found(AT, 'gzip>zip>deflate', 'b')],
  ],
  ['zlib alone', 'application/octet-stream', deflateSync(TEXT), [found(AT, 'deflate', 'file')]],
  [
    'parts in a part',
    'multipart/mixed; boundary="xyz"',
    formOf([
      'Content-Type: multipart/mixed; boundary=in',
      Buffer.concat([Buffer.from('--in\r\n\r\n'), gzipSync(TEXT), Buffer.from('\r\n--in--')]),
    ]),
    [found(AT, 'multipart>multipart>gzip', 'part 1')],
  ],
  [
    'plain parts and members are read once',
    TYPE,
    formOf([file('a'), TEXT], [file('b'), zipOf({ name: 'c', content: TEXT, method: 0 })]),
    [
      found(formOf([file('a'), TEXT]).indexOf(KEY), '-', 'up "a"'),
      found(
        formOf([file('a'), TEXT], [file('b'), zipOf({ name: 'c', content: TEXT, method: 0 })]).lastIndexOf(KEY),
        '-',
        'up "b"',
      ),
    ],
  ],
  [
    'what is sealed is counted',
    TYPE,
    formOf(
      [file('a.7z'), Buffer.from('377abcaf271c0004', 'hex')],
      [file('b'), zipOf({ name: 'c', content: 'secret', isEncrypted: true })],
    ),
    [],
    { archive: 2 },
  ],
  ['a body that is sealed is counted', '', Buffer.from('fd377a585a000004e6d6b446', 'hex'), [], { archive: 1 }],
  [
    'damaged gzip is counted',
    TYPE,
    formOf([file('a.gz'), gzipSync(TEXT).subarray(0, -9)]),
    [found(AT, 'multipart>gzip', 'up "a.gz"')],
    { content_broken: 1 },
  ],
  [
    'what is no brotli is counted',
    TYPE,
    formOf([file('a.br'), Buffer.from([0xff, 1, 2, 3])]),
    [],
    { content_broken: 1 },
  ],
  [
    'a name that holds a key is not shown',
    '',
    zipOf({ name: `${KEY}.txt`, content: TEXT }),
    [found(30, '-', '-'), found(AT, 'zip>deflate', '…')],
  ],
];

for (const [what, contentType, body, seen, skipped = {}] of BODIES) {
  test(`${what}, whole and byte by byte`, async (t) => {
    for (const pieces of [[body], Array.from(body, (byte) => Uint8Array.of(byte))]) {
      const { detections, counters } = await read(contentType, pieces);
      t.deepEqual(places(detections).sort(), [...seen].sort());
      t.deepEqual(counters.skipped, skipped);
    }
  });
}

test('many files are read one by one, however they are cut', async (t) => {
  const names = Array.from({ length: 12 }, (_, n) => `f${n}`);
  const body = formOf(
    ...names.map((name) => [file(name), gzipSync(Buffer.concat([Buffer.alloc(70_000, 'x '), TEXT]))] as const),
    [file('z'), zipOf(...names.map((name) => ({ name, content: TEXT, descriptor: 'signed' }) as const))],
  );
  await fc.assert(
    fc.asyncProperty(cuts, async (offsets) => {
      const { detections, counters } = await read(TYPE, cutAt(body, offsets));
      t.deepEqual(
        detections.map(({ finding: { field = '-' } }) => field).sort(),
        [...names.map((name) => `up "${name}"`), ...names.map((name) => `up "z" → ${name}`)].sort(),
      );
      t.deepEqual(counters.skipped, {});
    }),
    { numRuns: 10 },
  );
});

test('ceilings: files, depth, growth', async (t) => {
  const many = await read('', [zipOf(...Array.from({ length: 1000 }, () => ({ name: '', content: 'x' })))]);
  t.deepEqual(many.counters.skipped, { files_capped: 1 });

  let deep = zipOf({ name: 'in', content: TEXT });
  for (let depth = 0; depth < 30; depth += 1) deep = zipOf({ name: 'z', content: deep, method: 0 });
  t.deepEqual((await read('', [deep])).counters.skipped, { files_capped: 1 });

  const bomb = zipOf(...Array.from({ length: 20 }, () => ({ name: 'b', content: Buffer.alloc(2 ** 20) })));
  const { counters } = await read('', [bomb]);
  t.deepEqual(counters.skipped, { decode_bomb: 1 });
});

test('nearly no text may hold files', (t) => {
  for (const text of ['{"a":1}', '[1]', '<html>', 'data: x', 'a=b', '']) {
    t.is(mayHoldFiles('', Buffer.from(text)), text === '', text);
  }
  t.true(mayHoldFiles('Multipart/Mixed', Buffer.from('--b')));
  t.true(mayHoldFiles('text/plain', gzipSync('')));
});

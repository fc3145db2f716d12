import * as zlib from 'node:zlib';
import test from 'ava';
import { newDecoding } from '../../../src/detect/content/decoding.ts';
import { type Outset, Opening } from '../../../src/detect/content/opening.ts';
import type { SkipReason } from '../../../src/model/skip.ts';

function open(outset: Partial<Outset>): { opening: Opening; seen: string[]; skips: SkipReason[] } {
  const seen: string[] = [];
  const skips: SkipReason[] = [];
  const opening = new Opening({
    content: {
      decoding: newDecoding(),
      skip: (reason) => skips.push(reason),
      stop: (reason) => skips.push(reason),
      isBomb: () => false,
    },
    destination: {
      begin: (path) => seen.push(`[${path.join()}]`),
      write: (bytes) => seen.push(Buffer.from(bytes).toString()),
      end: () => seen.push('end'),
    },
    declared: [],
    path: [],
    mayBeCoded: true,
    byteOrder: undefined,
    onRoom: () => undefined,
    ...outset,
  });
  return { opening, seen, skips };
}

test('tries no coding where none may be', (t) => {
  const coded = zlib.gzipSync('text');
  const { opening, seen } = open({ mayBeCoded: false, declared: ['gzip'] });
  opening.write(coded);
  opening.end();
  t.deepEqual(seen, ['[]', coded.toString(), 'end']);
});

test('goes on from the path it is given', (t) => {
  const { opening, seen } = open({ path: ['br'], declared: ['gzip'] });
  opening.write(zlib.gzipSync('text'));
  opening.end();
  t.deepEqual(seen, ['[br,gzip]', 'text', 'end']);
});

test('holds only what may be magic, and gives it at the end', (t) => {
  for (const start of ['1f', '1f8b08', '28b5', '50', 'ff', 'fe', '(']) {
    const bytes = start === '(' ? Buffer.from('(') : Buffer.from(start, 'hex');
    const { opening, seen } = open({});
    opening.write(bytes);
    t.deepEqual(seen, []);
    opening.end();
    t.deepEqual(seen, ['[]', bytes.toString(), 'end']);
  }
});

test('is silent once it is closed', (t) => {
  const { opening, seen } = open({});
  opening.write(Buffer.from('('));
  opening.close();
  opening.write(Buffer.from('text'));
  opening.end();
  t.deepEqual(seen, []);
});

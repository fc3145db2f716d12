import { deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { fileKindOf, type FileKind } from '../../../src/detect/content/file-kind.ts';
import { zipOf } from '../../support/zip.ts';

const TEXT = Buffer.from('some text that is compressed');

const FILES: readonly (readonly [what: string, start: Uint8Array, kind: FileKind])[] = [
  ['gzip', gzipSync(TEXT), 'coded'],
  ['zstd', Buffer.from('28b52ffd2400010000', 'hex'), 'coded'],
  ['zlib', deflateSync(TEXT), 'zlib'],
  ['zlib, fast', deflateSync(TEXT, { level: 1 }), 'zlib'],
  ['zlib, rather fast', deflateSync(TEXT, { level: 3 }), 'zlib'],
  ['zlib, best', deflateSync(TEXT, { level: 9 }), 'zlib'],
  ['zip', zipOf({ name: 'a', content: TEXT }), 'zip'],
  ['7z', Buffer.from('377abcaf271c0004', 'hex'), 'sealed'],
  ['RAR', Buffer.from('Rar!\u001a\u0007\u0001\u0000'), 'sealed'],
  ['xz', Buffer.from('fd377a585a000004', 'hex'), 'sealed'],
  ['bzip2', Buffer.from('BZh91AY&SYxxxx'), 'sealed'],
  ['JSON', Buffer.from('{"a":1}'), 'plain'],
  ['x to the second', Buffer.from('x^2 + y^2 = z^2'), 'plain'],
  ['words that begin like a magic', Buffer.from('Rare'), 'plain'],
  ['PK', Buffer.from('PKCS#8'), 'plain'],
  ['BZh', Buffer.from('BZh9 is no bzip2'), 'plain'],
  ['PNG', Buffer.from('89504e470d0a1a0a', 'hex'), 'plain'],
  ['nothing', Buffer.alloc(0), 'plain'],
];

for (const [what, bytes, kind] of FILES) {
  test(`${what} is ${kind}`, (t) => {
    t.is(fileKindOf(bytes, true), kind);
    const decided = Array.from(bytes, (_, at) => fileKindOf(bytes.subarray(0, at), false)).find((one) => one);
    t.true(decided === undefined || decided === kind);
  });
}

test('ten bytes tell, and what is told does not change', (t) => {
  const byte = fc.constantFrom(...FILES.flatMap(([, bytes]) => [...bytes.subarray(0, 10)]));
  fc.assert(
    fc.property(fc.array(byte, { minLength: 10, maxLength: 10 }), (all) => {
      const bytes = Uint8Array.from(all);
      const kind = fileKindOf(bytes, false);
      t.not(kind, undefined);
      for (let length = 0; length < 10; length += 1) {
        const early = fileKindOf(bytes.subarray(0, length), false);
        t.true(early === undefined || early === kind);
      }
    }),
  );
});

import { inflateRawSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { ZipReader, type ZipMember, type ZipSink } from '../../../src/detect/formats/zip-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { zipOf } from '../../support/zip.ts';
import { byBytes, readIn } from './fixtures/recording.ts';

/** Writes members down: `name=content`, or `unread`. */
class Members implements ZipSink {
  readonly seen: string[] = [];

  open({ name, coding }: ZipMember): { write(bytes: Uint8Array): void; end(): void } {
    const pieces: Uint8Array[] = [];
    const at = this.seen.push('open') - 1;
    return {
      write: (bytes) => {
        if (bytes.length === 0) throw new Error('empty piece');
        pieces.push(bytes);
      },
      end: () => {
        const coded = Buffer.concat(pieces);
        const content = coding === 'deflate' ? inflated(coded) : coded.toString('latin1');
        this.seen[at] = `${Buffer.from(name).toString()}=${coding === 'zstd' ? 'zstd ' : ''}${content}`;
      },
    };
  }

  onUnread(): void {
    this.seen.push('unread');
  }
}

function inflated(coded: Buffer): string {
  try {
    return inflateRawSync(coded).toString('latin1');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}

function read(pieces: readonly Uint8Array[]): string[] {
  const members = new Members();
  readIn(new ZipReader(members), pieces);
  return members.seen;
}

const A = { name: 'a.txt', content: 'content of a '.repeat(9) };
const B = { name: 'dir/b', content: 'content of b' };
const SEEN = [`a.txt=${A.content}`, 'dir/b=content of b'];
const DESCRIPTORS = ['signed', 'unsigned', 'signed64', 'unsigned64'] as const;

const ARCHIVES: readonly (readonly [what: string, archive: Buffer, seen: readonly string[]])[] = [
  ['deflated members', zipOf(A, B), SEEN],
  ['stored members', zipOf({ ...A, method: 0 }, { ...B, method: 0 }), SEEN],
  ['members in zstd', zipOf({ ...A, method: 93 }, B), [`a.txt=zstd ${A.content}`, 'dir/b=content of b']],
  ['lengths of ZIP64', zipOf({ ...A, isZip64: true }, B), SEEN],
  ['empty members', zipOf({ name: 'dir/', content: '', method: 0 }, A, B), SEEN],
  ...DESCRIPTORS.flatMap((descriptor) => [
    [`lengths behind, ${descriptor}`, zipOf({ ...A, descriptor }, { ...B, descriptor }), SEEN] as const,
    [
      `stored, lengths behind, ${descriptor}`,
      zipOf({ ...A, method: 0, descriptor }, { ...B, method: 0, descriptor }),
      SEEN,
    ] as const,
    [
      `an empty one, lengths behind, ${descriptor}`,
      zipOf({ name: 'd/', content: '', method: 0, descriptor }, A, B),
      SEEN,
    ] as const,
    [
      `sealed, lengths behind, ${descriptor}`,
      zipOf({ ...A, method: 14, descriptor }, B),
      ['unread', 'dir/b=content of b'],
    ] as const,
  ]),
  [
    'an archive inside',
    zipOf({ name: 'z', content: zipOf(A), method: 0, descriptor: 'signed' }, B),
    [`z=${zipOf(A).toString('latin1')}`, 'dir/b=content of b'],
  ],
  [
    'encrypted and unknown ones',
    zipOf({ ...A, isEncrypted: true }, { ...A, method: 12 }, B),
    ['unread', 'unread', 'dir/b=content of b'],
  ],
  [
    'something else behind a member',
    Buffer.concat([zipOf(A).subarray(0, -46), Buffer.alloc(40)]),
    [`a.txt=${A.content}`, 'unread'],
  ],
  ['a member cut off', zipOf({ ...A, method: 0 }).subarray(0, 50), ['a.txt=content of a co']],
  [
    'a member cut off, its length behind',
    zipOf({ ...A, method: 0, descriptor: 'signed' }).subarray(0, 50),
    ['a.txt=content of a co'],
  ],
  ['a header beyond belief', zipOf({ ...A, name: 'n'.repeat(9000) }), ['unread']],
  ['a header cut off', zipOf(A).subarray(0, 20), []],
];

for (const [what, archive, seen] of ARCHIVES) {
  test(`${what}, whole and byte by byte`, (t) => {
    t.deepEqual(read([archive]), seen);
    t.deepEqual(read(byBytes(archive)), seen);
  });
}

const files = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'PK', 'b/c.txt'),
    content: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom('PK', 'PK\u0003\u0004PK\u0007\u0008PK\u0001\u0002'),
    ),
    method: fc.constantFrom(0, 8),
    isZip64: fc.boolean(),
    descriptor: fc.constantFrom('', ...DESCRIPTORS),
  }),
);

test('what was put in comes out, however it is cut', (t) => {
  fc.assert(
    fc.property(files, cuts, (all, offsets) => {
      const seen = all
        .filter(({ content, method }) => content.length > 0 || method === 8)
        .map(({ name, content }) => `${name}=${Buffer.from(content).toString('latin1')}`);
      const archive = zipOf(
        ...all.map(({ descriptor, ...rest }) => (descriptor === '' ? rest : { ...rest, descriptor })),
      );
      t.deepEqual(read(cutAt(archive, offsets)), seen);
    }),
  );
});

test('any bytes are read', (t) => {
  const parts = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...ARCHIVES.map(([, archive]) => archive)));
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 4 }), cuts, (pieces, offsets) => {
      const bytes = Buffer.concat(pieces);
      t.deepEqual(read(cutAt(bytes, offsets)), read([bytes]));
    }),
  );
});

test('a long member is handed on as it comes, and little is held', (t) => {
  for (const descriptor of [undefined, 'signed'] as const) {
    let bytes = 0;
    const reader = new ZipReader({
      open: () => ({
        write: (piece) => {
          bytes += piece.length;
        },
        end: () => undefined,
      }),
      onUnread: () => t.fail(),
    });
    const content = Buffer.alloc(1024 * 1024, 'PK');
    const archive = zipOf({ name: 'long', content, method: 0, ...(descriptor && { descriptor }) });
    const pieceBytes = 64 * 1024;
    for (let at = 0; at < archive.length; at += pieceBytes) {
      reader.write(archive.subarray(at, at + pieceBytes));
      const come = Math.min(at + pieceBytes - 34, content.length);
      t.true(bytes >= come - 32 && bytes <= come, `${bytes} of ${come}`);
    }
    reader.end();
    t.is(bytes, content.length);
  }
});

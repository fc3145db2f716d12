import { beginsGzip, beginsZstd } from './codings.ts';

/**
 * What the first bytes of a file say it is. `coded`: gzip or zstd; `zlib`: deflate in its own wrapper; `zip`: an archive
 * that can be read; `sealed`: compressed in a way that is not undone; `plain`: anything else.
 */
export type FileKind = 'coded' | 'zlib' | 'zip' | 'sealed' | 'plain';

/** Stands for any byte in a magic. */
const ANY = -1;

/** Zip: APPNOTE 4.3.7; 7z: 7zFormat.txt; RAR: UnRAR's archive.cpp; xz: xz-file-format 2.1.1.1; bzip2, lzip, LZ4, compress. */
const MAGICS: readonly (readonly [kind: FileKind, magic: readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['sealed', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['sealed', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['sealed', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['sealed', [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]],
  ['sealed', [0x4c, 0x5a, 0x49, 0x50, 0x01]],
  ['sealed', [0x04, 0x22, 0x4d, 0x18]],
  ['sealed', [0x1f, 0x9d, 0x90]],
];

const ZLIB = 0x78;
/** The second byte says how hard it was compressed (RFC 1950 §2.2); these are the four that sum up to a multiple of 31. */
const ZLIB_FLAGS: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);
const CARET = 0x5e;
/** `x^` may begin a text as well: by these bytes it is known. Compressed data looks like ASCII so long once in 200. */
const ZLIB_PROBE_BYTES = 8;

/** Every byte that a kind other than `plain` may begin with. */
const MAY_BEGIN = new Uint8Array(256);
for (const [, [first = 0]] of MAGICS) MAY_BEGIN[first] = 1;
for (const first of [0x1f, 0x28, ZLIB]) MAY_BEGIN[first] = 1;
for (let first = 0x50; first <= 0x5f; first += 1) MAY_BEGIN[first] = 1;

/**
 * The kind of a file, by its first bytes; `undefined` while they may still become one of the others. `isEnd`: nothing
 * comes behind them. Ten bytes always tell.
 */
export function fileKindOf(start: Uint8Array, isEnd: boolean): FileKind | undefined {
  const [first, second] = start;
  if (first === undefined) return isEnd ? 'plain' : undefined;
  if (MAY_BEGIN[first] === 0) return 'plain';
  const isCoded = [beginsGzip(start), beginsZstd(start)];
  if (isCoded.includes(true)) return 'coded';
  let isOpen = isCoded.includes(undefined);
  for (const [kind, magic] of MAGICS) {
    const isAlike = start.subarray(0, magic.length).every((byte, at) => magic[at] === ANY || magic[at] === byte);
    if (isAlike && start.length >= magic.length) return kind;
    isOpen ||= isAlike;
  }
  if (first === ZLIB) {
    if (second === undefined) isOpen = true;
    else if (ZLIB_FLAGS.has(second)) {
      if (second !== CARET || !start.subarray(0, ZLIB_PROBE_BYTES).every(isAscii)) return 'zlib';
      isOpen = start.length < ZLIB_PROBE_BYTES;
    }
  }
  return isOpen && !isEnd ? undefined : 'plain';
}

function isAscii(byte: number): boolean {
  return byte < 0x7f && (byte >= 0x20 || (byte >= 0x08 && byte <= 0x0d));
}

import { openContent } from '../../src/detect/content/open-content.ts';
import { type Decoding, newDecoding } from '../../src/detect/content/decoding.ts';
import type { SkipReason } from '../../src/model/skip.ts';

/** What a content was read as. */
export interface ReadContent {
  readonly path: readonly string[];
  readonly bytes: Buffer;
  readonly skips: readonly SkipReason[];
}

/** Reads a content that comes in pieces to its end; calls that break the contract reject. */
export function readContent(
  declared: string,
  pieces: Iterable<Uint8Array>,
  { decoding = newDecoding(), contentType = '' }: { decoding?: Decoding; contentType?: string } = {},
): Promise<ReadContent> {
  return new Promise((resolve, reject) => {
    let path: readonly string[] | undefined;
    let isEnded = false;
    const written: Uint8Array[] = [];
    const skips: SkipReason[] = [];
    const fail = (what: string): void => reject(new Error(what));
    const stream = openContent(
      declared,
      {
        begin: (codings) => {
          if (path !== undefined || isEnded) fail('begun twice');
          path = codings;
        },
        write: (bytes) => {
          if (path === undefined) fail('written before it began');
          if (isEnded) fail('written after the end');
          if (bytes.length === 0) fail('nothing written');
          written.push(bytes);
        },
        end: () => {
          if (isEnded) fail('ended twice');
          if (path === undefined) fail('ended before it began');
          isEnded = true;
          // What comes after the end is to be seen, too.
          setImmediate(() => resolve({ path: path ?? [], bytes: Buffer.concat(written), skips }));
        },
        skip: (reason) => {
          if (isEnded) fail('skipped after the end');
          skips.push(reason);
        },
      },
      decoding,
      contentType,
    );
    for (const piece of pieces) stream.write(piece);
    stream.end();
  });
}

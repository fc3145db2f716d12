import { Unzstd } from '../src/detect/content/unzstd.ts';
import type { ForeignPart, ForeignTask } from '../src/model/ports.ts';

const streams = new Map<number, Unzstd>();

/**
 * Undoes the next bytes of one of the Zstandard streams of this thread. Throws for a stream whose beginning another
 * thread has seen.
 */
export default function unzstd({ closed, decode }: ForeignTask): ForeignPart | undefined {
  for (const stream of closed) streams.delete(stream);
  if (decode === undefined) return undefined;
  if (decode.isFirst) streams.set(decode.stream, new Unzstd());
  const stream = streams.get(decode.stream);
  if (stream === undefined) throw new Error('the thread of this stream has ended');
  return stream.decode(decode.bytes);
}

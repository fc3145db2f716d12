import type { ByteClass } from './anchor.ts';

const CLASSES = new Map<number, ByteClass>();

/** The class of some bytes. Of one byte or two, which most are, there is only one. */
export function byteClassOf(bytes: readonly number[]): ByteClass {
  const [one, other] = bytes.length === 0 ? [0, 0] : [Math.min(...bytes), Math.max(...bytes)];
  const isSmall = bytes.length > 0 && bytes.every((byte) => byte === one || byte === other);
  const known = isSmall ? CLASSES.get((other << 8) | one) : undefined;
  if (known !== undefined) return known;
  const made: ByteClass = new Set(bytes);
  if (isSmall) CLASSES.set((other << 8) | one, made);
  return made;
}

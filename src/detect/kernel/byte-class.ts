import type { ByteClass } from './anchor.ts';

const CLASSES = new Map<number, ByteClass>();

/** The class of some bytes. Of one byte, or two in one order, which most are, there is only one. */
export function byteClassOf(bytes: readonly number[]): ByteClass {
  const made: ByteClass = new Set(bytes);
  if (made.size === 0 || made.size > 2) return made;
  const [one = 0, other = one] = made;
  const key = (other << 8) | one;
  const known = CLASSES.get(key);
  if (known === undefined) CLASSES.set(key, made);
  return known ?? made;
}

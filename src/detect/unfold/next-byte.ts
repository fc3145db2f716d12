/** Bytes looked at one by one before the rest is searched at once. */
const NEAR = 24;

/** Where `byte` stands next, or the end. Most stand near each other or far apart: both are fast. */
export function nextByte(text: Uint8Array, byte: number, from: number): number {
  const near = Math.min(from + NEAR, text.length);
  for (let at = from; at < near; at++) if (text[at] === byte) return at;
  const far = text.indexOf(byte, near);
  return far === -1 ? text.length : far;
}

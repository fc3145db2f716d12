/** Printable ASCII, blanks and line ends, and the zeros of UTF-16. */
const TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0 ? 1 : 0,
);

/** What a byte is in UTF-8: ASCII, one that goes on, one that leads, or no text. */
const ROLE = { ascii: 0, goesOn: 1, leads: 2, none: 3 } as const;
const ROLES = Uint8Array.from(TEXT, (isText, byte) => {
  if (byte < 0x80) return isText === 1 ? ROLE.ascii : ROLE.none;
  if (byte < 0xc0) return ROLE.goesOn;
  return byte >= 0xc2 && byte < 0xf5 ? ROLE.leads : ROLE.none;
});

/** Whether a byte goes on a character of UTF-8 that began before it. */
export function goesOn(byte: number): boolean {
  return ROLES[byte] === ROLE.goesOn;
}

/** Whether `before` may stand before `byte` in UTF-8; before any byte where that is negative. */
export function mayPrecede(before: number, byte: number): boolean {
  const one = ROLES[before] ?? ROLE.none;
  if (byte < 0) return one !== ROLE.none;
  const other = ROLES[byte] ?? ROLE.none;
  if (one === ROLE.none || other === ROLE.none) return false;
  return other === ROLE.goesOn ? one !== ROLE.ascii : one !== ROLE.leads;
}

/**
 * Bytes of the character of UTF-8 that begins at `at`; 0 where none does. It may be cut off at `end`. Not as strict as a
 * decoder: overlong forms pass.
 */
export function widthAt(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80) return TEXT[byte] === 1 ? 1 : 0;
  if (ROLES[byte] !== ROLE.leads) return 0;
  const width = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  for (let next = at + 1; next < Math.min(at + width, end); next++)
    if (ROLES[bytes[next] ?? 0] !== ROLE.goesOn) return 0;
  return width;
}

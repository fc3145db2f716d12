/** Horizontal tab. */
export const HTAB = 0x09;
/** Line feed. */
export const LF = 0x0a;
/** Carriage return. */
export const CR = 0x0d;
/** Space. */
export const SP = 0x20;
/** Comma, the separator of list-valued fields. */
export const COMMA = 0x2c;
/** Colon, the end of a field name. */
export const COLON = 0x3a;
/** Delete, the one control character above the others. */
export const DEL = 0x7f;

function tableOf(isMember: (octet: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) => (isMember(octet) ? 1 : 0));
}

const isAlphanumeric = (octet: number): boolean => /[0-9A-Za-z]/.test(String.fromCharCode(octet));

/** 1 for the octets of a token: methods and field names (RFC 9110 section 5.6.2). */
export const TOKEN: Uint8Array = tableOf(
  (octet) => isAlphanumeric(octet) || "!#$%&'*+-.^_`|~".includes(String.fromCharCode(octet)),
);

/** 1 for the octets of a field value or reason phrase: HTAB, SP, VCHAR, obs-text (RFC 9110 section 5.5). */
export const TEXT: Uint8Array = tableOf((octet) => octet === HTAB || (octet >= SP && octet !== DEL));

/**
 * 1 for what may stand in a request target: no space, no control character. Octets from 0x80 are let through:
 * clients do send raw UTF-8 paths, and they divide no line.
 */
export const TARGET: Uint8Array = tableOf((octet) => octet > SP && octet !== DEL);

/** 1 for the octets of a Host value: uri-host [ ":" port ] (RFC 3986 section 3.2.2). */
export const HOST: Uint8Array = tableOf(
  (octet) => isAlphanumeric(octet) || "-._~!$&'()*+,;=%:[]".includes(String.fromCharCode(octet)),
);

/** The value of a hexadecimal digit, 255 for every other octet. */
export const HEX: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(octet).toLowerCase());
  return digit < 0 ? 255 : digit;
});

/** The octets of an ASCII text, to compare with. */
export function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * Whether `bytes` from `from` on are `lower`, letter case aside. `lower` is made of small letters and hyphens; the
 * compared bytes must be token octets (that is what makes folding by one bit exact), and lie within `bytes`.
 */
export function matchesToken(bytes: Uint8Array, from: number, lower: Uint8Array): boolean {
  for (let i = 0; i < lower.length; i += 1) {
    if (((bytes[from + i] as number) | 0x20) !== lower[i]) return false;
  }
  return true;
}

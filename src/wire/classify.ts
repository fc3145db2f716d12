/** The most bytes `classifyTunnel` waits for. The longest registered method, UPDATEREDIRECTREF, has 17. */
export const MAX_TUNNEL_OPENING_BYTES = 24;

/** What a client speaks inside a CONNECT tunnel; `more`: too few bytes to tell. */
export type TunnelOpening = 'more' | 'tls' | 'http' | 'other';

const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR_VERSION = 3;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const SLASH = 0x2f;

/** RFC 9110 §9.3 and RFC 5789: after one of these and a space nothing else needs to be seen. */
const COMMON_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
]);

/**
 * Tells from the first client bytes of a tunnel what is spoken in it, on as few of them as possible and never on
 * more than `MAX_TUNNEL_OPENING_BYTES`.
 * - `tls`: a handshake record of SSL 3 / TLS (0x16 0x03).
 * - `http`: the beginning of an HTTP/1 request line, empty lines before it allowed (RFC 9112 §2.2). A method that is
 *   not a common one must be followed by an origin-form target: `NICK ada`, `EHLO host`, an SSH banner with a
 *   comment or a git daemon's `0032git-upload-pack /x` are no HTTP. Nor is HTTP/2's `PRI *` (RFC 9113 §3.4).
 * - `other`: anything else.
 */
export function classifyTunnel(prefix: Buffer): TunnelOpening {
  if (prefix[0] !== TLS_HANDSHAKE) return classifyRequestLine(prefix.subarray(0, MAX_TUNNEL_OPENING_BYTES));
  const major = prefix[1];
  if (major === undefined) return 'more';
  return major === TLS_MAJOR_VERSION ? 'tls' : 'other';
}

function classifyRequestLine(opening: Buffer): TunnelOpening {
  let start = 0;
  while (opening[start] === CR || opening[start] === LF) start += 1;
  let at = start;
  while (isMethodByte(opening[at], at === start)) at += 1;

  const undecided = opening.length < MAX_TUNNEL_OPENING_BYTES ? 'more' : 'other';
  if (at === opening.length) return undecided;
  if (at === start || opening[at] !== SP) return 'other';
  if (COMMON_METHODS.has(opening.toString('latin1', start, at))) return 'http';
  const target = opening[at + 1];
  if (target === undefined) return undecided;
  return target === SLASH ? 'http' : 'other';
}

/** Of the token characters (RFC 9110 §5.6.2) those that methods are made of: letters, then also digits, `-`, `_`. */
function isMethodByte(byte: number | undefined, isFirst: boolean): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return true;
  return !isFirst && ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f);
}

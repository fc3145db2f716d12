/** The most bytes `classifyTunnel` waits for. The longest registered method, UPDATEREDIRECTREF, has 17. */
export const MAX_TUNNEL_OPENING_BYTES = 24;

/** What a client speaks inside a CONNECT tunnel; `more`: too few bytes to tell. */
export type TunnelOpening = 'more' | 'tls' | 'http' | 'h2' | 'other';

const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR_VERSION = 3;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const SLASH = 0x2f;

/** What an HTTP/2 client says first (RFC 9113 §3.4). */
const H2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** `PRI * HTTP/2`: what is no HTTP/1 any more. */
const TELLING_BYTES = 12;

/** Length, type, flags and stream identifier (RFC 9113 §4.1). */
const H2_FRAME_HEADER_BYTES = 9;
const H2_SETTINGS = 4;
const H2_SETTING_BYTES = 6;

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
 *   comment or a git daemon's `0032git-upload-pack /x` are no HTTP.
 * - `h2`: the whole connection preface of HTTP/2, which a client may send without having asked (RFC 9113 §3.3).
 * - `other`: anything else.
 */
export function classifyTunnel(prefix: Buffer): TunnelOpening {
  if (prefix[0] !== TLS_HANDSHAKE) {
    const opening = prefix.subarray(0, MAX_TUNNEL_OPENING_BYTES);
    if (opening.length > 0 && H2_PREFACE.subarray(0, opening.length).equals(opening)) {
      return opening.length === H2_PREFACE.length ? 'h2' : 'more';
    }
    return classifyRequestLine(opening);
  }
  const major = prefix[1];
  if (major === undefined) return 'more';
  return major === TLS_MAJOR_VERSION ? 'tls' : 'other';
}

/**
 * Tells from the first bytes of a server that speaks before its client has whether it is an HTTP/2 server's preface: a
 * SETTINGS frame on stream 0 (RFC 9113 §3.4, §6.5). Decided on nine bytes at most.
 */
export function classifyServerOpening(prefix: Buffer): 'more' | 'h2' | 'other' {
  const header = prefix.subarray(0, H2_FRAME_HEADER_BYTES);
  // The type, no acknowledgement, and a stream of 0; a shorter prefix is judged by what there is.
  const isSettings = header.every((byte, at) => at < 3 || byte === (at === 3 ? H2_SETTINGS : 0));
  if (!isSettings) return 'other';
  if (header.length < H2_FRAME_HEADER_BYTES) return 'more';
  return header.readUIntBE(0, 3) % H2_SETTING_BYTES === 0 ? 'h2' : 'other';
}

/** Whether bytes that are no HTTP/1 are an HTTP/2 client's preface, or so much of it that they can be nothing else. */
export function isHttp2Preface(bytes: Buffer): boolean {
  const opening = bytes.subarray(0, H2_PREFACE.length);
  return opening.length >= TELLING_BYTES && H2_PREFACE.subarray(0, opening.length).equals(opening);
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

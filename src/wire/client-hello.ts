/** The most bytes, record headers included, within which a ClientHello must be complete. */
export const MAX_CLIENT_HELLO_BYTES = 64 * 1024;

/** The most TLS records it may be spread over: enough for one byte each, while asking again and again stays cheap. */
export const MAX_CLIENT_HELLO_RECORDS = 4096;

/** What `readClientHello` found in the first bytes of a TLS client. */
export type ClientHelloReading =
  | { readonly kind: 'more' }
  | {
      readonly kind: 'hello';
      /** The name the client asks for, in lower case and without a dot at its end. */
      readonly serverName: string | undefined;
      /** The protocols the client offers, best first; empty when it sent no ALPN. */
      readonly alpn: readonly string[];
    }
  | { readonly kind: 'malformed'; readonly detail: string };

const RECORD_HEADER_BYTES = 5;
const MAX_FRAGMENT_BYTES = 2 ** 14;
const HANDSHAKE_RECORD = 22;
const TLS_MAJOR_VERSION = 3;
const HANDSHAKE_HEADER_BYTES = 4;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const ALPN = 16;

const MORE: ClientHelloReading = { kind: 'more' };

/**
 * Reads the ClientHello at the start of `prefix`, everything the client has sent so far. It may be spread over any
 * number of TCP segments and TLS records (RFC 8446 §5.1); what follows it is ignored. As long as it is incomplete
 * the answer is `more`: ask again with a longer prefix. That costs a step per record, not per byte.
 *
 * `malformed` when the bytes can't become a ClientHello of TLS 1.0 to 1.3 (RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301
 * §3.1) or are no complete one within `MAX_CLIENT_HELLO_BYTES` and `MAX_CLIENT_HELLO_RECORDS`. `detail` never quotes
 * what the client sent.
 * A server name that is no host name (an IP address, say) counts as none. GREASE (RFC 8701) is tolerated anywhere and
 * kept out of `alpn`, as is every protocol name that isn't ASCII.
 */
export function readClientHello(prefix: Buffer): ClientHelloReading {
  const bytes = prefix.subarray(0, MAX_CLIENT_HELLO_BYTES);
  let have = 0;
  let header = 0;
  let at = 0;
  for (let records = 1; at < bytes.length; records += 1) {
    if (records > MAX_CLIENT_HELLO_RECORDS) return malformed('too many records');
    if (bytes[at] !== HANDSHAKE_RECORD) return malformed('not a handshake record');
    if (at + 1 < bytes.length && bytes[at + 1] !== TLS_MAJOR_VERSION) return malformed('not a TLS record version');
    if (at + RECORD_HEADER_BYTES > bytes.length) break;
    const length = bytes.readUInt16BE(at + 3);
    if (length === 0 || length > MAX_FRAGMENT_BYTES) return malformed('record length out of range');
    at += RECORD_HEADER_BYTES;

    const end = Math.min(at + length, bytes.length);
    if (have === 0 && at < end && bytes[at] !== CLIENT_HELLO) return malformed('not a ClientHello');
    for (let i = at; i < end && have + i - at < HANDSHAKE_HEADER_BYTES; i += 1)
      header = (header << 8) | (bytes[i] ?? 0);
    have += end - at;
    at = end;
    if (have < HANDSHAKE_HEADER_BYTES) continue;

    const need = HANDSHAKE_HEADER_BYTES + (header & 0xffffff);
    if (RECORD_HEADER_BYTES + need > MAX_CLIENT_HELLO_BYTES) return malformed('too large');
    if (have >= need) return readBody(handshakeMessage(bytes, need).subarray(HANDSHAKE_HEADER_BYTES));
  }
  return bytes.length < MAX_CLIENT_HELLO_BYTES ? MORE : malformed('too large');
}

/** The first `length` bytes that the records carry, which must be there; copied only out of more than one record. */
function handshakeMessage(records: Buffer, length: number): Buffer {
  const fragments: Buffer[] = [];
  let at = 0;
  for (let left = length; left > 0; ) {
    const from = at + RECORD_HEADER_BYTES;
    at = from + records.readUInt16BE(at + 3);
    const fragment = records.subarray(from, Math.min(at, from + left));
    fragments.push(fragment);
    left -= fragment.length;
  }
  const [first] = fragments;
  return first !== undefined && fragments.length === 1 ? first : Buffer.concat(fragments, length);
}

function readBody(body: Buffer): ClientHelloReading {
  const hello = new Cursor(body);
  hello.take(2 + 32); // legacy_version, random
  hello.vector(1); // legacy_session_id
  hello.vector(2); // cipher_suites
  hello.vector(1); // legacy_compression_methods
  if (hello.overran) return malformed('truncated');

  let serverName: string | undefined;
  let alpn: readonly string[] = [];
  const seen = new Set<number>();
  if (hello.left > 0) {
    const extensions = hello.vector(2);
    while (extensions.left > 0) {
      const type = extensions.uint(2);
      const data = extensions.vector(2);
      if (extensions.overran) break;
      if (seen.has(type)) return malformed('extension given twice');
      seen.add(type);
      if (type !== SERVER_NAME && type !== ALPN) continue;
      if (type === SERVER_NAME) serverName = readServerName(data);
      else alpn = readProtocolNames(data);
      if (data.overran || data.left > 0) return malformed(`extension ${type} misframed`);
    }
    if (hello.overran || extensions.overran) return malformed('truncated');
  }
  return hello.left > 0 ? malformed('bytes after the extensions') : { kind: 'hello', serverName, alpn };
}

function readServerName(data: Cursor): string | undefined {
  const list = data.vector(2);
  let host: string | undefined;
  while (list.left > 0) {
    const type = list.uint(1);
    const name = list.vector(2);
    if (type !== HOST_NAME) continue;
    if (host !== undefined) list.fail();
    host = name.text();
  }
  if (list.overran) data.fail();
  return host === undefined ? undefined : hostName(host);
}

/** The host name in lower case, without a dot at its end; nothing when it is none (RFC 1123 §2.1, `_` allowed). */
function hostName(text: string): string | undefined {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  if (name.length > 253) return undefined;
  const labels = name.split('.');
  if (!labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label))) return undefined;
  // A name whose last label is a number is an IPv4 address to everyone who resolves it.
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : name;
}

function readProtocolNames(data: Cursor): readonly string[] {
  const list = data.vector(2);
  const names: string[] = [];
  while (list.left > 0) {
    const name = list.vector(1).text();
    if (name === '') list.fail();
    if (/^[\x21-\x7e]+$/.test(name) && !isGrease(name)) names.push(name);
  }
  if (list.overran) data.fail();
  return names;
}

/** RFC 8701 §2: the two equal bytes 0x?A 0x?A. */
function isGrease(name: string): boolean {
  return name.length === 2 && name[0] === name[1] && (name.charCodeAt(0) & 0x0f) === 0x0a;
}

function malformed(detail: string): ClientHelloReading {
  return { kind: 'malformed', detail };
}

/** Reads the TLS presentation language (RFC 8446 §3). Past the end it reads nothing, and `overran` stays true. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;
  overran = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    if (length > this.left) this.fail();
    const from = this.#at;
    this.#at = Math.min(from + length, this.#bytes.length);
    return this.#bytes.subarray(from, this.#at);
  }

  uint(width: 1 | 2): number {
    const bytes = this.take(width);
    return bytes.length === width ? bytes.readUIntBE(0, width) : 0;
  }

  /** A vector whose length stands before it in `width` bytes. */
  vector(width: 1 | 2): Cursor {
    return new Cursor(this.take(this.uint(width)));
  }

  text(): string {
    return this.take(this.left).toString('latin1');
  }

  fail(): void {
    this.overran = true;
    this.#at = this.#bytes.length;
  }
}

/** Frame types (RFC 9113 §6). */
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const GOAWAY = 7;

const END_STREAM = 0x01;
const ACK = 0x01;
const END_HEADERS = 0x04;

/** `:status 200` in the static table (RFC 7541 Appendix A): its name serves for every status. */
const STATUS_INDEX = 8;
/** The longest string whose length one octet says (RFC 7541 §5.1). */
const MAX_STRING_BYTES = 126;
/** Below the 16,384 bytes that every peer takes in one frame, and the 65,535 that it takes unasked (RFC 9113 §6.5.2). */
const MAX_BODY_BYTES = 8192;

/** A request that is answered in our own name. */
export interface RefusedRequest {
  /** Its stream. */
  readonly stream: number;
  readonly isHead: boolean;
  /** The client has sent it whole. */
  readonly isComplete: boolean;
}

/** What it is answered. */
export interface RefusalText {
  readonly status: number;
  /** Names in lower case, and values, of at most 126 octets each. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Cut after 8 KB. */
  readonly body: string;
}

/** What a server says first: it has no wishes (RFC 9113 §3.4). */
export const SERVER_PREFACE: Buffer = frame(SETTINGS, 0, 0, Buffer.alloc(0));

/** Accepts the client's settings, which stand before its first request (RFC 9113 §6.5.3). */
export const SETTINGS_ACK: Buffer = frame(SETTINGS, ACK, 0, Buffer.alloc(0));

/**
 * One answer, as a server sends it that has nothing else to say: HPACK without any table or Huffman code. A client
 * whose request is not complete is told, without blame, that the rest is not wanted (RFC 9113 §8.1).
 * Throws a RangeError when a name or value is too long.
 */
export function refusalResponse({ stream, isHead, isComplete }: RefusedRequest, text: RefusalText): Buffer {
  const body = Buffer.from(text.body).subarray(0, MAX_BODY_BYTES);
  const section = Buffer.concat([
    Buffer.of(STATUS_INDEX),
    literal(String(text.status)),
    ...[...text.fields, ['content-length', String(body.length)] as const].flatMap(([name, value]) => [
      Buffer.of(0),
      literal(name),
      literal(value),
    ]),
  ]);
  return Buffer.concat([
    frame(HEADERS, END_HEADERS | (isHead ? END_STREAM : 0), stream, section),
    ...(isHead ? [] : [frame(DATA, END_STREAM, stream, body)]),
    // The error code is NO_ERROR.
    ...(isComplete ? [] : [frame(RST_STREAM, 0, stream, Buffer.alloc(4))]),
  ]);
}

/** The goodbye: streams above `lastStream` have not been looked at and may be asked for elsewhere (RFC 9113 §6.8). */
export function goAway(lastStream: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(lastStream, 0);
  return frame(GOAWAY, 0, 0, payload);
}

/** A string literal without Huffman code (RFC 7541 §5.2). */
function literal(text: string): Buffer {
  const octets = Buffer.from(text, 'latin1');
  if (octets.length > MAX_STRING_BYTES) throw new RangeError('a field of a refusal is too long');
  return Buffer.concat([Buffer.of(octets.length), octets]);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

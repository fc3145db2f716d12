/** Frame types of RFC 9113 section 6. */
export const TYPES = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  promise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Frame flags of RFC 9113 section 6. */
export const FLAGS = { ack: 1, endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

/** What a client sends first (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** One HTTP/2 frame as it goes over the wire, sound or not. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/** An empty SETTINGS frame: each side's first. */
export const SETTINGS = frame(TYPES.settings, 0, 0);
/** What a client sends before its first request. */
export const CLIENT_START = Buffer.concat([PREFACE, SETTINGS]);

/** DATA, with END_STREAM when it is the last one. */
export function data(stream: number, body: string | Uint8Array, isLast = false): Buffer {
  return frame(TYPES.data, isLast ? FLAGS.endStream : 0, stream, body);
}

/** A whole field block in one HEADERS frame. */
export function headers(stream: number, block: Uint8Array, isLast = false): Buffer {
  return frame(TYPES.headers, FLAGS.endHeaders | (isLast ? FLAGS.endStream : 0), stream, block);
}

/** RST_STREAM. */
export function reset(stream: number): Buffer {
  return frame(TYPES.reset, 0, stream, uint32(8));
}

/** PUSH_PROMISE with a whole field block. */
export function promise(stream: number, promised: number, block: Uint8Array): Buffer {
  return frame(TYPES.promise, FLAGS.endHeaders, stream, Buffer.concat([uint32(promised), block]));
}

/** GOAWAY. */
export function goAway(last: number): Buffer {
  return frame(TYPES.goAway, 0, 0, Buffer.concat([uint32(last), uint32(0)]));
}

/** Four octets, the highest first. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** An integer of RFC 7541 section 5.1 behind the bits of `first`. */
export function integer(first: number, prefixBits: number, value: number): Buffer {
  const most = 2 ** prefixBits - 1;
  if (value < most) return Buffer.from([first | value]);
  const octets = [first | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 0x80);
  return Buffer.from([...octets, rest]);
}

/** A string of RFC 7541 section 5.2, not Huffman-coded. */
export function string(text: string): Buffer {
  const octets = Buffer.from(text, 'latin1');
  return Buffer.concat([integer(0, 7, octets.length), octets]);
}

/** A literal field with a literal name: not indexed, or added to the dynamic table. */
export function literal(name: string, value: string, isIndexed = false): Buffer {
  return Buffer.concat([Buffer.from([isIndexed ? 0x40 : 0]), string(name), string(value)]);
}

/** A field block of literals that touch no table. */
export function block(...fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.map(([name, value]) => literal(name, value)));
}

/** The field block of a plain request. */
export function requestBlock(path = '/', ...fields: readonly (readonly [string, string])[]): Buffer {
  return block([':method', 'POST'], [':scheme', 'https'], [':authority', 'a.test'], [':path', path], ...fields);
}

/** The field block of a plain response. */
export function responseBlock(status = 200, ...fields: readonly (readonly [string, string])[]): Buffer {
  return block([':status', String(status)], ...fields);
}

/** Opcodes of RFC 6455 §5.2. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** How one frame is written; everything that isn't given is as a correct unfragmented text frame has it. */
export interface FrameShape {
  readonly opcode?: number;
  readonly fin?: boolean;
  /** RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly rsv?: number;
  /** Four bytes; a frame without a key is unmasked. */
  readonly key?: Uint8Array;
  /** The width of the length field; the shortest that holds the length when not given. */
  readonly lengthBytes?: 0 | 2 | 8;
}

/** One WebSocket frame as it goes over the wire. */
export function frame(payload: string | Uint8Array, shape: FrameShape = {}): Buffer {
  const { opcode = OPCODES.text, fin = true, rsv = 0, key } = shape;
  const body = Buffer.from(payload);
  const width = shape.lengthBytes ?? (body.length < 126 ? 0 : body.length < 65_536 ? 2 : 8);
  const head = Buffer.alloc(2 + width);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (key === undefined ? 0 : 0x80) | (width === 0 ? body.length : width === 2 ? 126 : 127);
  if (width === 2) head.writeUInt16BE(body.length, 2);
  if (width === 8) head.writeBigUInt64BE(BigInt(body.length), 2);
  return key === undefined ? Buffer.concat([head, body]) : Buffer.concat([head, key, xor(body, key)]);
}

/** A frame as a client sends it, masked. */
export function clientFrame(payload: string | Uint8Array, shape: FrameShape = {}): Buffer {
  return frame(payload, { key: Buffer.from([0x37, 0xfa, 0x21, 0x3d]), ...shape });
}

/** The payload of a Close frame. */
export function closePayload(code: number, reason = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
}

/** Byte by byte, on purpose the plainest reading of RFC 6455 §5.3. */
export function xor(bytes: Uint8Array, key: Uint8Array, phase = 0): Buffer {
  return Buffer.from(bytes.map((byte, i) => byte ^ (key[(phase + i) % 4] ?? 0)));
}

import test from 'ava';
import * as fc from 'fast-check';
import { FrameReader, type FrameSink } from '../../../src/wire/websocket/frame-reader.ts';
import { clientFrame, closePayload, frame, OPCODES, type FrameShape } from '../../support/websocket-frames.ts';

/** What was seen, pieces of one message joined: the same for the same bytes, however they were cut. */
class Record implements FrameSink {
  readonly seen: string[] = [];
  readonly #pieces: Buffer[] = [];
  #isCompressed = false;

  payload(bytes: Buffer, isCompressed: boolean): void {
    if (bytes.length === 0) throw new Error('empty piece');
    this.#pieces.push(bytes);
    this.#isCompressed = isCompressed;
  }
  messageEnd(isCompressed: boolean): void {
    this.flush();
    this.seen.push(isCompressed ? 'compressed end' : 'end');
  }
  control(payload: Buffer): void {
    this.flush();
    this.seen.push(`control ${payload.toString('latin1')}`);
  }
  broken(detail: string): void {
    this.flush();
    this.seen.push(`broken ${detail}`);
  }
  flush(): void {
    const payload = Buffer.concat(this.#pieces.splice(0)).toString('latin1');
    if (payload !== '') this.seen.push(`${this.#isCompressed ? 'compressed' : 'payload'} ${payload}`);
  }
}

/** `bytes` cut into pieces of the given sizes, over and over; every piece is a copy of its own. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)?.length ?? 0) {
    const size = sizes[pieces.length % sizes.length] ?? bytes.length;
    pieces.push(Buffer.from(bytes.subarray(at, at + size)));
  }
  return pieces;
}

function read(
  from: 'client' | 'server',
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length],
  hasDeflate = true,
): string[] {
  const record = new Record();
  const reader = new FrameReader(from, record, hasDeflate);
  for (const piece of cut(bytes, sizes)) reader.feed(piece);
  record.flush();
  return record.seen;
}

const ping = (payload: string): Buffer => frame(payload, { opcode: OPCODES.ping });
const more = (payload: string, shape: FrameShape = {}): Buffer =>
  frame(payload, { opcode: OPCODES.continuation, ...shape });

const CONVERSATIONS: readonly (readonly [title: string, frames: readonly Buffer[], seen: readonly string[]])[] = [
  ['one text message', [frame('Hello')], ['payload Hello', 'end']],
  ['an empty message', [frame('')], ['end']],
  ['a binary message', [frame(Buffer.from([0, 1]), { opcode: OPCODES.binary })], ['payload \0\x01', 'end']],
  ['two messages', [frame('a'), frame('b')], ['payload a', 'end', 'payload b', 'end']],
  ['fragments', [frame('Hel', { fin: false }), more('', { fin: false }), more('lo')], ['payload Hello', 'end']],
  ['an empty last fragment', [frame('Hel', { fin: false }), more('')], ['payload Hel', 'end']],
  [
    'a ping between fragments',
    [frame('a', { fin: false }), ping('secret'), more('b')],
    ['payload a', 'control secret', 'payload b', 'end'],
  ],
  ['control frames without payload', [ping(''), frame('', { opcode: OPCODES.pong })], []],
  ['the largest pong', [frame('p'.repeat(125), { opcode: OPCODES.pong })], [`control ${'p'.repeat(125)}`]],
  ['a bare close', [frame('', { opcode: OPCODES.close })], []],
  [
    'a close with a reason, then a pong',
    [frame(closePayload(1000, 'bye'), { opcode: OPCODES.close }), frame('x', { opcode: OPCODES.pong })],
    ['control \x03\xe8bye', 'control x'],
  ],
  ['125 bytes', [frame('x'.repeat(125))], [`payload ${'x'.repeat(125)}`, 'end']],
  ['126 bytes', [frame('x'.repeat(126))], [`payload ${'x'.repeat(126)}`, 'end']],
  [
    '65536 bytes',
    [frame('x'.repeat(65_536)), frame('y')],
    [`payload ${'x'.repeat(65_536)}`, 'end', 'payload y', 'end'],
  ],
  ['a length in 8 bytes that needs none', [frame('Hi', { lengthBytes: 8 })], ['payload Hi', 'end']],
  ['a length in 2 bytes of an empty message', [frame('', { lengthBytes: 2 })], ['end']],
  [
    'a compressed message with a clear one after it',
    [frame('zz', { rsv: 4, fin: false }), ping('p'), more('zz'), frame('clear')],
    ['compressed zz', 'control p', 'compressed zz', 'compressed end', 'payload clear', 'end'],
  ],
  ['an empty compressed message', [frame('', { rsv: 4 })], ['compressed end']],
  ['RSV2', [frame('a'), frame('x', { rsv: 2 })], ['payload a', 'end', 'broken reserved bit set']],
  ['RSV3', [frame('x', { rsv: 1 })], ['broken reserved bit set']],
  [
    'RSV1 in a continuation',
    [frame('a', { fin: false, rsv: 4 }), more('b', { rsv: 4 })],
    ['compressed a', 'broken reserved bit set in a continuation'],
  ],
  ['RSV1 in a ping', [frame('a', { rsv: 4, opcode: OPCODES.ping })], ['broken compressed control frame']],
  ['a reserved data opcode', [frame('a', { opcode: 3 }), frame('b')], ['broken reserved opcode']],
  ['a reserved control opcode', [frame('a', { opcode: 11 })], ['broken reserved opcode']],
  ['a continuation of nothing', [more('a')], ['broken continuation of nothing']],
  ['a continuation after the last', [frame('a'), more('b')], ['payload a', 'end', 'broken continuation of nothing']],
  [
    'a message inside a message',
    [frame('a', { fin: false }), frame('b')],
    ['payload a', 'broken message inside another message'],
  ],
  ['a fragmented ping', [frame('a', { fin: false, opcode: OPCODES.ping })], ['broken fragmented control frame']],
  ['a ping of 126 bytes', [ping('x'.repeat(126))], ['broken control frame too long']],
  ['half a status code', [frame('x', { opcode: OPCODES.close })], ['broken half a status code in a Close frame']],
  ['data after close', [frame('', { opcode: OPCODES.close }), frame('late')], ['broken data after a Close frame']],
  ['a masked frame from a server', [clientFrame('a')], ['broken masked frame from a server']],
  ['a length with its highest bit set', [hugeHeader(0x80)], ['broken payload length out of range']],
  ['a length beyond 2^53', [hugeHeader(0x00, 0x20)], ['broken payload length out of range']],
];

function hugeHeader(...length: number[]): Buffer {
  return Buffer.concat([Buffer.from([0x81, 127]), Buffer.from(length), Buffer.alloc(8 - length.length)]);
}

for (const [title, frames, seen] of CONVERSATIONS) {
  test(`${title}, in any chunks`, (t) => {
    const bytes = Buffer.concat(frames);
    t.deepEqual(read('server', bytes), [...seen]);
    t.deepEqual(read('server', bytes, [1]), [...seen]);
    t.deepEqual(read('server', bytes, [1, 2, 3, 5, 7]), [...seen]);
  });
}

test('a client must mask, and what it masked is read', (t) => {
  t.deepEqual(read('client', frame('a')), ['broken unmasked frame from a client']);
  const bytes = Buffer.concat([
    clientFrame('Hel', { fin: false }),
    clientFrame('beat', { opcode: OPCODES.ping }),
    clientFrame('lo', { opcode: OPCODES.continuation, key: Buffer.alloc(4, 0xff) }),
    clientFrame('x'.repeat(70_000)),
    clientFrame('', { opcode: OPCODES.close }),
  ]);
  const seen = ['payload Hel', 'control beat', 'payload lo', 'end', `payload ${'x'.repeat(70_000)}`, 'end'];
  t.deepEqual(read('client', bytes), seen);
  t.deepEqual(read('client', bytes, [1, 300, 3]), seen);
});

test('RSV1 breaks the RFC where nobody agreed on permessage-deflate', (t) => {
  const bytes = Buffer.concat([frame('a'), frame('zz', { rsv: 4 })]);
  t.deepEqual(read('server', bytes, [1], false), ['payload a', 'end', 'broken reserved bit set']);
});

test('what a client compressed is unmasked too', (t) => {
  const bytes = Buffer.concat([clientFrame('zip', { rsv: 4 }), clientFrame('clear')]);
  t.deepEqual(read('client', bytes, [3]), ['compressed zip', 'compressed end', 'payload clear', 'end']);
});

test('the example frames of RFC 6455 section 5.7', (t) => {
  t.deepEqual(read('server', Buffer.from('810548656c6c6f', 'hex')), ['payload Hello', 'end']);
  t.deepEqual(read('client', Buffer.from('818537fa213d7f9f4d5158', 'hex')), ['payload Hello', 'end']);
  t.deepEqual(read('server', Buffer.from('010348656c80026c6f', 'hex')), ['payload Hello', 'end']);
  t.deepEqual(read('server', Buffer.from('890548656c6c6f', 'hex')), ['control Hello']);
  t.deepEqual(read('client', Buffer.from('8a8537fa213d7f9f4d5158', 'hex')), ['control Hello']);
});

const payloads = fc.uint8Array({ maxLength: 200 });
const shapes = fc.record({
  opcode: fc.constantFrom(...Object.values(OPCODES), OPCODES.text, OPCODES.continuation, 3),
  fin: fc.boolean(),
  rsv: fc.constantFrom(0, 0, 0, 0, 0, 0, 4, 2),
});
const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const fromServer = fc.tuple(payloads, shapes).map(([payload, shape]) => frame(payload, shape));
const fromClient = fc.tuple(payloads, shapes, key).map(([payload, shape, key]) => frame(payload, { ...shape, key }));
const traffic = (frames: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(frames, { maxLength: 8 }).map((all) => Buffer.concat(all)) },
    { weight: 1, arbitrary: noise },
  );
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

for (const [from, frames] of [['client', fromClient] as const, ['server', fromServer] as const]) {
  test(`any bytes from a ${from} are read without throwing, the same in any chunks`, (t) => {
    fc.assert(
      fc.property(traffic(frames), sizes, (bytes, sizes) => {
        const whole = read(from, bytes);
        t.deepEqual(read(from, bytes, sizes), whole);
        t.true(whole.filter((event) => event.startsWith('broken')).length <= 1);
      }),
      { numRuns: 200 },
    );
  });
}

test('messages come back as they were sent, however they are fragmented, masked and cut', (t) => {
  const fragments = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fragments, key, sizes, (fragments, key, sizes) => {
      const frames = fragments.map((payload, i) =>
        frame(payload, {
          opcode: i === 0 ? OPCODES.binary : OPCODES.continuation,
          fin: i === fragments.length - 1,
          key,
        }),
      );
      const sent = Buffer.concat(fragments).toString('latin1');
      t.deepEqual(read('client', Buffer.concat(frames), sizes), [`payload ${sent}`, 'end']);
    }),
    { numRuns: 200 },
  );
});

test('a payload is handed on as it comes; a server chunk is not copied, a client chunk not touched', (t) => {
  const pieces: Buffer[] = [];
  const sink: FrameSink = {
    payload: (bytes) => void pieces.push(bytes),
    messageEnd: () => t.fail(),
    control: () => t.fail(),
    broken: (detail) => t.fail(detail),
  };
  const terabyte = Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]);
  const fromServer = new FrameReader('server', sink);
  fromServer.feed(terabyte);
  const chunk = Buffer.alloc(1000, 7);
  for (let i = 0; i < 100; i += 1) fromServer.feed(chunk);
  t.is(pieces.length, 100);
  t.true(pieces.every((piece) => piece.buffer === chunk.buffer && piece.length === 1000));

  const fromClient = new FrameReader('client', sink);
  const masked = clientFrame('x'.repeat(1000)).subarray(0, 900);
  const before = Buffer.from(masked);
  fromClient.feed(masked);
  t.true(masked.equals(before));
  t.false(pieces.at(-1)?.buffer === masked.buffer && pieces.at(-1)?.byteOffset === masked.byteOffset + 8);
  masked.fill(0);
  t.is(pieces.at(-1)?.toString(), 'x'.repeat(892));
});

import test from 'ava';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { AmazonEventReader } from '../../../src/detect/formats/amazon-event-reader.ts';
import { MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { RecordingEvents, byBytes, readIn, type Recorded } from './fixtures/recording.ts';

function read(pieces: readonly Uint8Array[]): readonly (Recorded | 'broken')[] {
  const record = new RecordingEvents();
  const seen: (Recorded | 'broken')[] = record.seen;
  const reader = new AmazonEventReader({
    onEvent: (data, offset) => record.onEvent(data, offset),
    onLong: () => record.onLong(),
    onBroken: () => seen.push('broken'),
  });
  readIn(reader, pieces);
  return seen;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function message(payload: string, headers = Buffer.from('\x0b:event-type\x07\x00\x05chunk', 'latin1')): Buffer {
  const lengths = Buffer.concat([uint32(16 + headers.length + Buffer.byteLength(payload)), uint32(headers.length)]);
  const checked = Buffer.concat([lengths, uint32(crc32(lengths)), headers, Buffer.from(payload)]);
  return Buffer.concat([checked, uint32(crc32(checked))]);
}

function wrapped(event: string): string {
  return JSON.stringify({ bytes: Buffer.from(event).toString('base64'), p: 'abcdefghij' });
}

test('payloads, wrapped and not, cut anywhere', (t) => {
  const payload = fc.oneof(
    fc.constantFrom('', '{}', '{"bytes":"', '{"bytes":""}', '{"bytes":"!"}'),
    fc.string({ unit: 'binary' }),
    fc.json().map(wrapped),
  );
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 8 }), cuts, (payloads, offsets) => {
      const bytes = Buffer.concat(payloads.map((one) => message(one)));
      const whole = read([bytes]);
      t.is(whole.length, payloads.filter((one) => one !== '').length);
      t.deepEqual(read(cutAt(bytes, offsets)), whole);
      t.deepEqual(read(byBytes(bytes)), whole);
    }),
  );
});

test('as Bedrock writes it', (t) => {
  const event = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"é"}}';
  const other = '{"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"ab"}';
  const first = message(wrapped(event));
  t.deepEqual(read([first, message(other, Buffer.alloc(0))]), [
    [event, 12 + 20],
    [other, first.length + 12],
  ]);
});

test('what is no event stream is read no further', (t) => {
  const good = message('a');
  const flipped = Buffer.from(good);
  flipped[3] = (flipped[3] ?? 0) ^ 1;
  const short = Buffer.concat([uint32(15), uint32(0)]);
  const long = Buffer.concat([uint32(2 ** 31), uint32(0)]);
  const beginnings = [short, long].map((lengths) => Buffer.concat([lengths, uint32(crc32(lengths))]));
  for (const bad of [flipped, ...beginnings, Buffer.from('{"message":"Too many requests"}')]) {
    const bytes = Buffer.concat([good, bad, good]);
    t.deepEqual(read([bytes]), [['a', 32], 'broken']);
    t.deepEqual(read(byBytes(bytes)), [['a', 32], 'broken']);
  }
});

test('a payload broken off, and one that is too long', (t) => {
  t.deepEqual(read([message('abc').subarray(0, -5)]), [['ab', 32]]);
  t.deepEqual(read([message('x'.repeat(MAX_EVENT_BYTES + 1)), message('')]), ['long']);
});

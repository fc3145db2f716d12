import test from 'ava';
import { EventBuffer, MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { RecordingEvents } from './fixtures/recording.ts';

const bytes = Buffer.from('0123456789');

test('one event after the other, each with the offset of its first byte', (t) => {
  const record = new RecordingEvents();
  const event = new EventBuffer(record);
  t.true(event.isEmpty);
  event.add(bytes, 2, 4, 100);
  t.false(event.isEmpty);
  event.add(bytes, 4, 4, 0);
  event.finish();
  event.finish();
  event.add(bytes, 0, 1, 200);
  event.add(bytes, 5, 6, 300);
  event.add(bytes, 1, 4, 400);
  event.finish();
  t.deepEqual(record.seen, [
    ['23', 100],
    ['05123', 200],
  ]);
});

test('an event reported before is not written over', (t) => {
  const seen: Uint8Array[] = [];
  const event = new EventBuffer({ onEvent: (data) => seen.push(data), onLong: () => undefined });
  for (const from of [0, 5]) {
    for (let at = from; at < from + 5; at += 1) event.add(bytes, at, at + 1, at);
    event.finish();
  }
  t.deepEqual(
    seen.map((data) => Buffer.from(data).toString()),
    ['01234', '56789'],
  );
});

test('what is too long is told of once and holds nothing', (t) => {
  const record = new RecordingEvents();
  const event = new EventBuffer(record);
  const large = Buffer.alloc(MAX_EVENT_BYTES, 0x61);
  event.add(large, 0, MAX_EVENT_BYTES, 0);
  event.add(bytes, 0, 1, 0);
  event.add(bytes, 1, 2, 0);
  t.true(event.isEmpty);
  event.finish();
  event.add(bytes, 3, 4, 9);
  event.finish();
  t.deepEqual(record.seen, ['long', ['3', 9]]);
});

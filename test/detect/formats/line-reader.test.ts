import test from 'ava';
import * as fc from 'fast-check';
import { MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { LineReader } from '../../../src/detect/formats/line-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { RecordingEvents, byBytes, readIn, type Recorded } from './fixtures/recording.ts';

function read(pieces: readonly Uint8Array[]): readonly Recorded[] {
  const record = new RecordingEvents();
  readIn(new LineReader(record), pieces);
  return record.seen;
}

test('each line is an event, the last without its end too', (t) => {
  const bytes = Buffer.from('{"a":1}\n\n{"b":2}\r\n{"c":3}');
  const seen: readonly Recorded[] = [
    ['{"a":1}', 0],
    ['{"b":2}\r', 9],
    ['{"c":3}', 18],
  ];
  t.deepEqual(read([bytes]), seen);
  t.deepEqual(read(byBytes(bytes)), seen);
});

test('how a body is cut changes nothing', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 })), cuts, (lines, offsets) => {
      const bytes = Buffer.from(lines.join('\n'));
      const whole = read([bytes]);
      t.deepEqual(read(cutAt(bytes, offsets)), whole);
      t.deepEqual(
        whole.map((event) => event[0]),
        lines.flatMap((line) => line.split('\n')).filter((line) => line !== ''),
      );
    }),
  );
});

test('a line that is too long is passed over', (t) => {
  const long = 'x'.repeat(MAX_EVENT_BYTES + 1);
  t.deepEqual(read([Buffer.from(`a\n${long}\nb\n`)]), [['a', 0], 'long', ['b', long.length + 3]]);
});

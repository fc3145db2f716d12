import test from 'ava';
import * as fc from 'fast-check';
import { PrefixedLineReader } from '../../../src/detect/formats/prefixed-line-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { RecordingEvents, byBytes, readIn, type Recorded } from './fixtures/recording.ts';

function read(pieces: readonly Uint8Array[]): readonly Recorded[] {
  const record = new RecordingEvents();
  readIn(new PrefixedLineReader(record), pieces);
  return record.seen;
}

test('each line of a data stream is an event', (t) => {
  const bytes = Buffer.from('f:{"messageId":"m"}\n0:"Hel"\n0:"lo"\nd:{}');
  const seen: readonly Recorded[] = [
    ['f:{"messageId":"m"}', 0],
    ['0:"Hel"', 20],
    ['0:"lo"', 28],
    ['d:{}', 35],
  ];
  t.deepEqual(read([bytes]), seen);
  t.deepEqual(read(byBytes(bytes)), seen);
});

test('any other text has no events', (t) => {
  for (const text of ['', '0', '0:', 'a: b\n0:"x"\n', 'A:"x"\n', '0:1\n', 'to:"x"\n', '{"a":1}\n']) {
    t.deepEqual(read([Buffer.from(text)]), [], text);
    t.deepEqual(read(byBytes(Buffer.from(text))), [], text);
  }
});

test('how a body is cut changes nothing', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 9 })), fc.boolean(), cuts, (lines, isPrefixed, offsets) => {
      const bytes = Buffer.from(`${isPrefixed ? '0:"' : ''}${lines.join('\n0:"')}`);
      t.deepEqual(read(cutAt(bytes, offsets)), read([bytes]));
    }),
  );
});

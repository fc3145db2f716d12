import test from 'ava';
import * as fc from 'fast-check';
import { ArrayReader } from '../../../src/detect/formats/array-reader.ts';
import { MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { RecordingEvents, byBytes, readIn, type Recorded } from './fixtures/recording.ts';

function read(pieces: readonly Uint8Array[]): readonly Recorded[] {
  const record = new RecordingEvents();
  readIn(new ArrayReader(record), pieces);
  return record.seen;
}

const element = fc
  .tuple(fc.string(), fc.jsonValue())
  .map(([text, value]) => ({ candidates: [{ content: { parts: [{ text }] } }], usageMetadata: value }));

test("the elements of a model's array, however it is cut and laid out", (t) => {
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 5 }), fc.nat(3), cuts, (elements, indent, offsets) => {
      const bytes = Buffer.from(JSON.stringify(elements, null, indent));
      const whole = read([bytes]);
      t.deepEqual(
        whole.map((event) => JSON.parse(event[0])),
        JSON.parse(JSON.stringify(elements)),
      );
      for (const event of whole) if (event !== 'long') t.is(bytes[event[1]], 0x7b);
      t.deepEqual(read(cutAt(bytes, offsets)), whole);
      t.deepEqual(read(byBytes(bytes)), whole);
    }),
  );
});

test('as Gemini writes it', (t) => {
  const bytes = Buffer.from('[{\n  "candidates": [1]\n}\n,\n{\n  "usageMetadata": {}\n}\n]\n');
  t.deepEqual(
    read([bytes]).map((event) => event[0]),
    ['{\n  "candidates": [1]\n}', '{\n  "usageMetadata": {}\n}'],
  );
});

test('other JSON is not read', (t) => {
  for (const json of [
    '',
    '{}',
    '[]',
    '[1,2]',
    '[{"name":"x"}]',
    '{"candidates":[]}',
    '[["candidates"]]',
    '"x"',
    '[{}]',
  ]) {
    t.deepEqual(read([Buffer.from(json)]), []);
    t.deepEqual(read(byBytes(Buffer.from(json))), []);
  }
});

test('an array that is broken off, and one that something follows', (t) => {
  t.deepEqual(read([Buffer.from('[{"candidates":1},{"candidates":2')]), [['{"candidates":1}', 1]]);
  t.deepEqual(read([Buffer.from('[{"candidates":1}]{"candidates":{"a":2}}[[')]), [['{"candidates":1}', 1]]);
});

test('an element that is too long is passed over, and brackets without end are', (t) => {
  const long = 'x'.repeat(MAX_EVENT_BYTES);
  t.deepEqual(read([Buffer.from(`[{"candidates":"${long}"},{"candidates":2}]`)]), [
    'long',
    [`{"candidates":2}`, long.length + 19],
  ]);
  const deep = Buffer.from('['.repeat(100_000));
  t.deepEqual(read([Buffer.from('[{"candidates":'), ...Array.from({ length: 20 }, () => deep)]), ['long']);
});

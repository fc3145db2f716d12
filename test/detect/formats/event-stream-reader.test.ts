import test from 'ava';
import * as fc from 'fast-check';
import { MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { EventStreamReader } from '../../../src/detect/formats/event-stream-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { RecordingEvents, byBytes, readIn, type Recorded } from './fixtures/recording.ts';

function read(pieces: readonly Uint8Array[]): readonly Recorded[] {
  const record = new RecordingEvents();
  readIn(new EventStreamReader(record), pieces);
  return record.seen;
}

const STREAMS: readonly (readonly [what: string, stream: string, events: readonly Recorded[]])[] = [
  ['one event', 'data: a\n\n', [['a', 6]]],
  [
    'no blank after the colon',
    'data:a\n\ndata:  b\n\n',
    [
      ['a', 5],
      [' b', 14],
    ],
  ],
  [
    'CR LF',
    'data: a\r\n\r\ndata: b\r\n\r\n',
    [
      ['a', 6],
      ['b', 17],
    ],
  ],
  [
    'CR',
    'data: a\r\rdata: b\r\r',
    [
      ['a', 6],
      ['b', 15],
    ],
  ],
  [
    'CR, then LF after a blank line',
    'data: a\r\r\ndata: b\r\n\n',
    [
      ['a', 6],
      ['b', 16],
    ],
  ],
  ['several lines', 'data: a\ndata: b\ndata:\ndata: c\n\n', [['a\nb\n\nc', 6]]],
  ['a name alone', 'data: a\ndata\n\n', [['a\n', 6]]],
  ['nothing', 'data\n\ndata:\n\ndata: \n\n\n\n', []],
  ['other fields', 'event: x\nid: 1\nretry: 5\ndata: a\ndatum: b\ndat: c\ndata2: d\n: e\n\n', [['a', 30]]],
  ['other fields alone', 'event: ping\n\nid: data: x\n\n', []],
  ['fields between data', 'data: a\nid: 7\ndata: b\n\n', [['a\nb', 6]]],
  ['comments', ': keep-alive\n\n:data: x\n\ndata: a\n\n', [['a', 30]]],
  ['a byte order mark', '\ufeffdata: a\n\n\ufeffdata: b\n\n', [['a', 9]]],
  ['data behind blanks', ' data: a\n\n', []],
  ['capitals', 'DATA: a\n\n', []],
  [
    'the end in the midst',
    'data: a\n\ndata: b',
    [
      ['a', 6],
      ['b', 15],
    ],
  ],
  ['a line break in JSON', 'data: {"a":\ndata: 1}\n\n', [['{"a":\n1}', 6]]],
];

for (const [what, stream, events] of STREAMS) {
  test(`${what}, whole and byte by byte`, (t) => {
    const bytes = Buffer.from(stream);
    t.deepEqual(read([bytes]), events);
    t.deepEqual(read(byBytes(bytes)), events);
  });
}

const line = fc.oneof(
  fc.constantFrom('', 'data', 'data:', 'data: ', ': x', 'event: y', 'dat', 'id: data: 3'),
  fc.string({ maxLength: 40 }).map((text) => `data: ${text}`),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 40 })
  .map((lines) => Buffer.from(lines.map((parts) => parts.join('')).join('')));

test('how a stream is cut changes nothing', (t) => {
  fc.assert(
    fc.property(stream, cuts, (bytes, offsets) => {
      const whole = read([bytes]);
      t.deepEqual(read(cutAt(bytes, offsets)), whole);
      t.deepEqual(read(byBytes(bytes)), whole);
    }),
  );
});

test('reads what the standard says', (t) => {
  fc.assert(
    fc.property(stream, (bytes) => {
      const blocks = bytes
        .toString()
        .replaceAll(/\r\n?/g, '\n')
        .split(/(?<=^|\n)\n/);
      const expected = blocks
        .map((block) =>
          block
            .split('\n')
            .filter((one) => /^data(?::|$)/.test(one))
            .map((one) => one.replace(/^data:? ?/, ''))
            .join('\n')
            .replace(/^\n+/, ''),
        )
        .filter((data) => data !== '');
      t.deepEqual(
        read([bytes]).map((event) => event[0]),
        expected,
      );
    }),
  );
});

test('arbitrary bytes are read the same however they are cut, and stand where they are said to', (t) => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from('data:data:\r\n\n \xef\xbb\xbf', 'latin1')), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200 }), (values) => {
      const bytes = Buffer.from(values);
      const seen = read([bytes]);
      t.deepEqual(read(byBytes(bytes)), seen);
      for (const event of seen) {
        if (event !== 'long') t.is(event[0].codePointAt(0), bytes.toString('utf8', event[1]).codePointAt(0));
      }
    }),
    { numRuns: 500 },
  );
});

test('an event that lies in one piece is not copied', (t) => {
  const bytes = Buffer.from('data: abc\n\n');
  let buffer: unknown;
  const reader = new EventStreamReader({
    onEvent: (data) => {
      buffer = data.buffer;
    },
    onLong: () => undefined,
  });
  reader.write(bytes);
  t.is(buffer, bytes.buffer);
});

test('the longest event is read, a longer one passed over once', (t) => {
  const longest = 'x'.repeat(MAX_EVENT_BYTES);
  const bytes = Buffer.from(
    `data: ${longest}\n\ndata: ${longest}y\ndata: z\n\ndata: ${longest}\ndata: y\n\ndata: a\n\n`,
  );
  const seen: readonly Recorded[] = [[longest, 6], 'long', 'long', ['a', bytes.length - 3]];
  t.deepEqual(read([bytes]), seen);
  t.deepEqual(read(byBytes(bytes)), seen);
});

test('an event without end is passed over, however long it is', (t) => {
  const record = new RecordingEvents();
  const reader = new EventStreamReader(record);
  const piece = Buffer.alloc(64 * 1024, 0x78);
  reader.write(Buffer.from('data: '));
  for (let megabytes = 0; megabytes < 100; megabytes += 1) for (let n = 0; n < 16; n += 1) reader.write(piece);
  reader.write(Buffer.from('\n\ndata: a\n\n'));
  reader.end();
  t.deepEqual(record.seen, ['long', ['a', 6 + 100 * 1024 * 1024 + 8]]);
});

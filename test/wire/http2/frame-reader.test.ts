import test from 'ava';
import * as fc from 'fast-check';
import { FrameReader, type FrameSink } from '../../../src/wire/http2/frame-reader.ts';
import { DEFAULT_HTTP2_LIMITS, type Http2Limits } from '../../../src/wire/http2/http2-limits.ts';
import type { Side } from '../../../src/wire/http2/sink.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import {
  CLIENT_START,
  FLAGS,
  PREFACE,
  SETTINGS,
  TYPES,
  frame,
  goAway,
  reset,
  uint32,
} from '../../support/http2-frames.ts';

const { ack, endHeaders, endStream, padded, priority } = FLAGS;

/** What was reported; pieces of a body joined. */
class Record implements FrameSink {
  readonly seen: string[] = [];
  #body = '';
  #bodyStream = 0;

  data(stream: number, bytes: Buffer, from: number, to: number): void {
    if (from >= to) throw new Error('an empty piece');
    if (stream !== this.#bodyStream) this.flush();
    this.#bodyStream = stream;
    this.#body += bytes.toString('latin1', from, to);
  }
  dataEnd(stream: number): void {
    this.#say(`${stream} end`);
  }
  headers(stream: number, endsStream: boolean, bytes: Buffer, from: number, to: number): void {
    this.#say(`${stream} headers ${bytes.toString('latin1', from, to)}${endsStream ? ' end' : ''}`);
  }
  promise(promised: number, bytes: Buffer, from: number, to: number): void {
    this.#say(`${promised} promise ${bytes.toString('latin1', from, to)}`);
  }
  reset(stream: number): void {
    this.#say(`${stream} reset`);
  }
  goAway(lastStream: number): void {
    this.#say(`go away ${lastStream}`);
  }
  broken(detail: string): void {
    this.#say(`broken: ${detail}`);
  }
  flush(): void {
    if (this.#body !== '') this.seen.push(`${this.#bodyStream} data ${this.#body}`);
    this.#body = '';
  }
  #say(what: string): void {
    this.flush();
    this.seen.push(what);
  }
}

function read(from: Side, chunks: readonly Uint8Array[], limits: Partial<Http2Limits> = {}): string[] {
  const record = new Record();
  const reader = new FrameReader(from, record, { ...DEFAULT_HTTP2_LIMITS, ...limits });
  // Each chunk is a copy that is overwritten afterwards: nothing may be kept of it.
  for (const chunk of chunks) {
    const copy = Buffer.from(chunk);
    reader.feed(copy);
    copy.fill(0x21);
  }
  record.flush();
  return record.seen;
}

function fromServer(...frames: readonly Uint8Array[]): string[] {
  const bytes = Buffer.concat([SETTINGS, ...frames]);
  const whole = read('server', [bytes]);
  const singly = read(
    'server',
    cutAt(
      bytes,
      Array.from(bytes, (_, i) => i),
    ),
  );
  if (whole.join('\n') !== singly.join('\n')) throw new Error(`cut it reads otherwise: ${singly.join(', ')}`);
  return whole;
}

const pad = (length: number, body: string): Buffer =>
  Buffer.concat([Buffer.from([length]), Buffer.from(body), Buffer.alloc(length)]);
const DEPENDENCY = Buffer.from([0x80, 0, 0, 3, 16]);

test('bodies come as they are sent, without padding', (t) => {
  t.deepEqual(
    fromServer(
      frame(TYPES.data, 0, 1, 'one '),
      frame(TYPES.data, padded, 1, pad(200, 'two ')),
      frame(TYPES.data, padded, 1, pad(3, '')),
      frame(TYPES.data, 0, 1, ''),
      frame(TYPES.data, endStream | padded, 1, pad(0, 'three')),
      frame(TYPES.data, endStream, 3, ''),
    ),
    ['1 data one two three', '1 end', '3 end'],
  );
});

test('a field block comes whole, without padding and priority, however it is divided', (t) => {
  t.deepEqual(
    fromServer(
      frame(TYPES.headers, endHeaders, 1, 'plain'),
      frame(TYPES.headers, endHeaders | endStream | padded, 3, pad(9, 'padded')),
      frame(TYPES.headers, endHeaders | priority, 5, Buffer.concat([DEPENDENCY, Buffer.from('weighed')])),
      frame(
        TYPES.headers,
        padded | priority | endStream,
        7,
        Buffer.concat([Buffer.from([4]), DEPENDENCY, Buffer.from('bo'), Buffer.alloc(4)]),
      ),
      frame(TYPES.continuation, 0, 7, ''),
      frame(TYPES.continuation, 0, 7, 't'),
      frame(TYPES.continuation, endHeaders, 7, 'h'),
      frame(TYPES.headers, 0, 9, ''),
      frame(TYPES.continuation, endHeaders, 9, ''),
    ),
    ['1 headers plain', '3 headers padded end', '5 headers weighed', '7 headers both end', '9 headers '],
  );
});

test('promises, resets and farewells are told', (t) => {
  t.deepEqual(
    fromServer(
      frame(TYPES.promise, endHeaders, 1, Buffer.concat([uint32(2), Buffer.from('a')])),
      frame(TYPES.promise, padded, 1, Buffer.concat([Buffer.from([2]), uint32(4), Buffer.from('b'), Buffer.alloc(2)])),
      frame(TYPES.continuation, endHeaders, 1, 'c'),
      frame(TYPES.headers, endHeaders, 1, 'd'),
      reset(1),
      goAway(3),
      frame(TYPES.goAway, 0, 0, Buffer.concat([uint32(0x80000001), uint32(2), Buffer.from('a reason')])),
    ),
    ['2 promise a', '4 promise bc', '1 headers d', '1 reset', 'go away 3', 'go away 1'],
  );
});

test('what says nothing about messages is passed over', (t) => {
  t.deepEqual(
    fromServer(
      frame(TYPES.settings, 0, 0, Buffer.alloc(36)),
      frame(TYPES.settings, ack, 0),
      frame(TYPES.ping, 0, 0, '12345678'),
      frame(TYPES.windowUpdate, 0, 0, uint32(1)),
      frame(TYPES.windowUpdate, 0, 1, uint32(1)),
      frame(TYPES.priority, 0, 1, DEPENDENCY),
      frame(TYPES.priority, 0, 1, 'of a wrong length'),
      frame(0xf9, 0xff, 0xffffffff, 'of an unknown type'),
    ),
    [],
  );
});

const BROKEN: readonly (readonly [what: string, frames: Buffer, detail: string])[] = [
  ['a message on stream 0', frame(TYPES.data, 0, 0, 'a'), 'message on stream 0'],
  ['a head on stream 0', frame(TYPES.headers, endHeaders, 0, 'a'), 'message on stream 0'],
  ['a reset of stream 0', reset(0), 'reset of stream 0'],
  ['a reset of a wrong length', frame(TYPES.reset, 0, 1, 'a'), 'frame of a wrong length'],
  ['a ping of a wrong length', frame(TYPES.ping, 0, 0, 'a'), 'frame of a wrong length'],
  ['a window update of a wrong length', frame(TYPES.windowUpdate, 0, 0, 'a'), 'frame of a wrong length'],
  ['settings of a wrong length', frame(TYPES.settings, 0, 0, 'a'), 'frame of a wrong length'],
  ['settings of a stream', frame(TYPES.settings, 0, 1), 'settings of a stream'],
  ['a farewell without words', frame(TYPES.goAway, 0, 0, '1234567'), 'frame too short'],
  ['no room for a priority', frame(TYPES.headers, endHeaders | priority, 1, '1234'), 'frame too short'],
  ['no room for a pad length', frame(TYPES.data, padded, 1), 'frame too short'],
  [
    'a padding as long as its frame',
    frame(TYPES.data, padded, 1, Buffer.from([2, 0])),
    'padding longer than its frame',
  ],
  ['a promise of stream 0', frame(TYPES.promise, endHeaders, 1, uint32(0)), 'promise of stream 0'],
  ['a promise on stream 0', frame(TYPES.promise, endHeaders, 0, uint32(2)), 'promise on stream 0'],
  ['a continuation of nothing', frame(TYPES.continuation, endHeaders, 1), 'continuation of nothing'],
  [
    'a continuation of a whole block',
    Buffer.concat([frame(TYPES.headers, endHeaders, 1), frame(TYPES.continuation, endHeaders, 1)]),
    'continuation of nothing',
  ],
  [
    'a block interrupted by another frame',
    Buffer.concat([frame(TYPES.headers, 0, 1), frame(TYPES.ping, 0, 0, '12345678')]),
    'field block interrupted',
  ],
  [
    'a block continued on another stream',
    Buffer.concat([frame(TYPES.headers, 0, 1), frame(TYPES.continuation, endHeaders, 3)]),
    'field block interrupted',
  ],
];

for (const [what, frames, detail] of BROKEN) {
  test(`broken: ${what}`, (t) => {
    const seen = fromServer(frames, frame(TYPES.data, 0, 1, 'unread')).filter((line) => !line.includes('headers'));
    t.deepEqual(seen, [`broken: ${detail}`]);
  });
}

test('a connection begins with the preface and SETTINGS', (t) => {
  t.deepEqual(read('client', [CLIENT_START, reset(1)]), ['1 reset']);
  t.deepEqual(read('client', cutAt(CLIENT_START, [1, 5, 24, 30])), []);
  t.deepEqual(read('client', [SETTINGS]), ['broken: no preface of HTTP/2']);
  t.deepEqual(read('client', cutAt(Buffer.from('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n'), [9])), [
    'broken: no preface of HTTP/2',
  ]);
  t.deepEqual(read('client', [PREFACE, reset(1)]), ['broken: first frame is not SETTINGS']);
  t.deepEqual(read('server', [frame(TYPES.settings, ack, 0)]), ['broken: first frame is not SETTINGS']);
  t.deepEqual(read('server', [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]), [
    'broken: first frame is not SETTINGS',
  ]);
  t.deepEqual(read('client', [CLIENT_START, frame(TYPES.promise, endHeaders, 1, uint32(2))]), [
    'broken: promise of a client',
  ]);
});

test('a field block has its limits, in bytes and in frames', (t) => {
  const limits = { maxBlockBytes: 10, maxContinuations: 3 };
  const tooLarge = ['broken: field block too large'];
  const whole = (bytes: number): Buffer => frame(TYPES.headers, endHeaders, 1, 'x'.repeat(bytes));
  t.deepEqual(read('server', [SETTINGS, whole(10)], limits), [`1 headers ${'x'.repeat(10)}`]);
  t.deepEqual(read('server', [SETTINGS, whole(11)], limits), tooLarge);
  // It is refused by its header already: nothing is held in vain.
  t.deepEqual(read('server', [SETTINGS, whole(5_000_000).subarray(0, 9)], limits), tooLarge);

  const more = (body: string, isLast = false): Buffer => frame(TYPES.continuation, isLast ? endHeaders : 0, 1, body);
  const start = frame(TYPES.headers, 0, 1, '12345');
  t.deepEqual(read('server', [SETTINGS, start, more('67890'), more('', true)], limits), ['1 headers 1234567890']);
  t.deepEqual(read('server', [SETTINGS, start, more('67890'), more('1', true)], limits), tooLarge);
  t.deepEqual(read('server', [SETTINGS, start, more(''), more(''), more('', true)], limits), ['1 headers 12345']);
  t.deepEqual(read('server', [SETTINGS, start, more(''), more(''), more(''), more('', true)], limits), [
    'broken: field block in too many frames',
  ]);
});

test('a body is handed on as it comes, as a part of the chunk', (t) => {
  const pieces: Buffer[] = [];
  const sink = new Record();
  sink.data = (_stream, bytes, from, to) => void pieces.push(bytes.subarray(from, to));
  const reader = new FrameReader('server', sink, DEFAULT_HTTP2_LIMITS);
  reader.feed(SETTINGS);
  reader.feed(Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]));
  const chunk = Buffer.alloc(1000, 0x61);
  for (let i = 0; i < 100; i += 1) reader.feed(chunk);
  t.is(pieces.length, 100);
  t.true(pieces.every((piece) => piece.buffer === chunk.buffer && piece.length === 1000));
});

test('one that was stopped says nothing more', (t) => {
  const record = new Record();
  const reader = new FrameReader('server', record, DEFAULT_HTTP2_LIMITS);
  record.reset = (stream) => {
    record.seen.push(`${stream} reset`);
    reader.stop();
  };
  reader.feed(Buffer.concat([SETTINGS, reset(1), reset(3)]));
  reader.feed(reset(5));
  t.deepEqual(record.seen, ['1 reset']);
});

const anyFrame = fc
  .tuple(fc.integer({ min: 0, max: 10 }), fc.nat(255), fc.nat(4), fc.uint8Array({ maxLength: 40 }))
  .map(([type, flags, stream, payload]) => frame(type, flags, stream, payload));
const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));

for (const from of ['client', 'server'] as const) {
  test(`any bytes from a ${from} are read without throwing, the same in any chunks`, (t) => {
    const traffic = fc.array(fc.oneof({ weight: 9, arbitrary: anyFrame }, { weight: 1, arbitrary: noise }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(traffic, cuts, fc.array(fc.nat(300), { maxLength: 9 }), (frames, far, near) => {
        const bytes = Buffer.concat([from === 'client' ? CLIENT_START : SETTINGS, ...frames]);
        const whole = read(from, [bytes]);
        t.deepEqual(read(from, cutAt(bytes, [...far, ...near])), whole);
        t.true(whole.filter((line) => line.startsWith('broken')).length <= 1);
      }),
      { numRuns: 500 },
    );
  });
}

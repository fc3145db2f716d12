import test from 'ava';
import * as fc from 'fast-check';
import {
  GrpcReader,
  MAX_MESSAGE_BYTES,
  type GrpcFraming,
  type GrpcSink,
} from '../../../src/detect/formats/grpc-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { byBytes, readIn } from './fixtures/recording.ts';

/** Writes messages down: `0:text.` complete or broken off, `1:` compressed. */
class Record implements GrpcSink {
  readonly seen: string[] = [];

  open(isCompressed: boolean): { write(bytes: Uint8Array): void; end(): void } {
    return this.#open(isCompressed ? '1:' : '0:');
  }

  #open(name: string): { write(bytes: Uint8Array): void; end(): void } {
    const at = this.seen.push(name) - 1;
    const add = (text: string): void => {
      this.seen[at] += text;
    };
    return {
      write: (bytes) => {
        if (bytes.length === 0) throw new Error('empty piece');
        add(Buffer.from(bytes).toString('latin1'));
      },
      end: () => add('.'),
    };
  }

  openBroken(offset: number): { write(bytes: Uint8Array): void; end(): void } {
    if (this.seen.at(-1)?.endsWith('.') === false) throw new Error('a message is open');
    return this.#open(`broken at ${offset}:`);
  }
}

function read(framing: GrpcFraming, pieces: readonly Uint8Array[]): string[] {
  const record = new Record();
  readIn(new GrpcReader(framing, record), pieces);
  return record.seen;
}

function message(text: string, flags = 0, length = text.length): Buffer {
  const prefix = Buffer.from([flags, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, Buffer.from(text, 'latin1')]);
}

const BODIES: readonly (readonly [
  what: string,
  framing: GrpcFraming,
  body: readonly Buffer[],
  seen: readonly string[],
])[] = [
  ['messages', 'grpc', [message('one'), message('two')], ['0:one.', '0:two.']],
  ['a compressed one', 'grpc', [message('zz', 1), message('clear')], ['1:zz.', '0:clear.']],
  ['empty ones', 'grpc', [message(''), message('', 1), message('a')], ['0:a.']],
  ['a message broken off', 'grpc', [message('ab', 0, 5)], ['0:ab.']],
  ['a prefix broken off', 'grpc', [message('a'), Buffer.from([0, 0])], ['0:a.']],
  ['trailers', 'grpc-web', [message('a'), message('grpc-status: 0\r\n', 0x80)], ['0:a.', '0:grpc-status: 0\r\n.']],
  [
    'trailers where none are',
    'grpc',
    [message('a'), message('b', 0x80), message('c')],
    ['0:a.', 'broken at 6:\x80\0\0\0\x01b\0\0\0\0\x01c.'],
  ],
  [
    'a flag that is not known',
    'grpc-web',
    [message('a', 2), message('b')],
    ['broken at 0:\x02\0\0\0\x01a\0\0\0\0\x01b.'],
  ],
  ['a length beyond belief', 'grpc', [message('a', 0, MAX_MESSAGE_BYTES + 1)], ['broken at 0:\0\x40\0\0\x01a.']],
  ['something else', 'grpc', [Buffer.from('<html>Bad gateway</html>')], ['broken at 0:<html>Bad gateway</html>.']],
];

for (const [what, framing, body, seen] of BODIES) {
  test(`${what}, whole and byte by byte`, (t) => {
    const bytes = Buffer.concat(body);
    t.deepEqual(read(framing, [bytes]), seen);
    t.deepEqual(read(framing, byBytes(bytes)), seen);
  });
}

const messages = fc.array(fc.tuple(fc.string({ unit: 'binary-ascii', maxLength: 40 }), fc.nat(1)));

test('how a body is cut and written changes nothing', (t) => {
  fc.assert(
    fc.property(messages, cuts, fc.boolean(), (all, offsets, isPaddedEach) => {
      const frames = all.map(([text, flags]) => message(text, flags));
      const seen = all.filter(([text]) => text !== '').map(([text, flags]) => `${flags}:${text}.`);
      const bytes = Buffer.concat(frames);
      const encoded = isPaddedEach
        ? frames.map((frame) => frame.toString('base64')).join('')
        : bytes.toString('base64');
      t.deepEqual(read('grpc', cutAt(bytes, offsets)), seen);
      t.deepEqual(read('grpc-web-text', cutAt(Buffer.from(encoded), offsets)), seen);
    }),
  );
});

test('what is no base64 ends it once', (t) => {
  const encoded = message('abc').toString('base64');
  t.deepEqual(read('grpc-web-text', byBytes(Buffer.from(`${encoded}!${encoded}!!`))), [
    '0:abc.',
    `broken at 8:!${encoded}!!.`,
  ]);
});

test('any bytes are read', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('grpc', 'grpc-web', 'grpc-web-text'),
      (bytes, framing) => {
        t.deepEqual(read(framing, byBytes(bytes)), read(framing, [bytes]));
      },
    ),
  );
});

test('a long message is handed on as it comes', (t) => {
  let bytes = 0;
  const reader = new GrpcReader('grpc', {
    open: () => ({
      write: (piece) => {
        bytes += piece.length;
      },
      end: () => undefined,
    }),
    openBroken: () => {
      throw new Error('broken');
    },
  });
  reader.write(message('', 0, 100 * 1024 * 1024));
  const piece = Buffer.alloc(1024 * 1024);
  for (let n = 0; n < 100; n += 1) reader.write(piece);
  t.is(bytes, 100 * 1024 * 1024);
});

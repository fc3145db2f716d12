import * as zlib from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import * as ws from 'ws';
import { type Decoding, newDecoding } from '../../../src/detect/content/decoding.ts';
import { MessageInflater } from '../../../src/detect/content/message-inflater.ts';
import { cutAt } from '../../support/cut.ts';

/** What ws compresses messages with; its types don't tell of it. */
interface Compressor {
  accept(offers: readonly object[]): unknown;
  compress(bytes: Uint8Array, isFinal: boolean, done: (error: Error | null, coded: Buffer) => void): void;
  cleanup(): void;
}
type NewCompressor = new (options: { readonly isServer: boolean; readonly threshold: number }) => Compressor;
const { PerMessageDeflate } = ws as unknown as { readonly PerMessageDeflate: NewCompressor };

/** A server that sends compressed messages, with one context for all or a new one each. */
class Sender {
  readonly #compressor = new PerMessageDeflate({ isServer: true, threshold: 0 });

  constructor(takesOver: boolean, windowBits: number) {
    const window = { server_max_window_bits: [String(windowBits)] };
    this.#compressor.accept([takesOver ? window : { ...window, server_no_context_takeover: [true] }]);
  }

  compress(text: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#compressor.compress(text, true, (error, coded) => (error === null ? resolve(coded) : reject(error)));
    });
  }
}

interface Message {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

interface Read {
  /** `+` before what was inflated, `-` before what was not. */
  readonly messages: readonly string[];
  readonly skips: readonly string[];
}

type Write = (inflater: MessageInflater) => unknown;

function read(write: Write, decoding: Decoding = newDecoding()): Promise<Read> {
  return new Promise((resolve, reject) => {
    const messages: string[] = [];
    const skips: string[] = [];
    let open: Buffer[] = [];
    let isEnded = false;
    const inflater = new MessageInflater(
      {
        write: (bytes) => {
          if (isEnded || bytes.length === 0) reject(new Error('written after the end, or nothing'));
          open.push(Buffer.from(bytes));
        },
        endMessage: (isInflated) => {
          messages.push((isInflated ? '+' : '-') + Buffer.concat(open).toString('latin1'));
          open = [];
        },
        end: () => {
          if (isEnded) reject(new Error('ended twice'));
          isEnded = true;
          setImmediate(() => resolve({ messages, skips }));
        },
        skip: (reason) => skips.push(reason),
      },
      decoding,
    );
    Promise.resolve(write(inflater)).then(() => inflater.end(), reject);
  });
}

function writeAll(inflater: MessageInflater, messages: readonly Message[], cuts: readonly number[] = []): void {
  for (const { bytes, isCompressed } of messages) {
    for (const piece of cutAt(bytes, cuts)) inflater.write(piece, isCompressed);
    inflater.endMessage(isCompressed);
  }
}

const texts = ['{"a":1}', '', '{"a":1,"b":"hello hello"}', 'x'.repeat(70_000), '{"a":1}'].map((text) =>
  Buffer.from(text),
);
const plain = (text: string): Message => ({ bytes: Buffer.from(text), isCompressed: false });
const compressed = (bytes: Uint8Array): Message => ({ bytes, isCompressed: true });

for (const takesOver of [true, false]) {
  for (const windowBits of [9, 12, 15]) {
    test(`reads messages ${takesOver ? 'with' : 'without'} context takeover, window bits ${windowBits}`, async (t) => {
      const sender = new Sender(takesOver, windowBits);
      const messages: Message[] = [];
      for (const text of texts) messages.push(compressed(await sender.compress(text)), plain('plain'));
      const { messages: got, skips } = await read((inflater) => writeAll(inflater, messages, [1, 2, 5, 9]));
      t.deepEqual(skips, []);
      t.deepEqual(
        got,
        texts.flatMap((text) => [`+${text.toString()}`, '-plain']),
      );
    });
  }
}

test('any mixture, however cut, reads as it was written', async (t) => {
  const message = fc.record({
    text: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ maxLength: 300 }).map((s) => Buffer.from(s)),
    ),
    isCompressed: fc.boolean(),
    pause: fc.boolean(),
  });
  const input = fc.tuple(
    fc.array(message, { maxLength: 12 }),
    fc.boolean(),
    fc.integer({ min: 9, max: 15 }),
    fc.array(fc.nat(60), { maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(input, async ([messages, takesOver, windowBits, cuts]) => {
      const sender = new Sender(takesOver, windowBits);
      const { messages: got, skips } = await read(async (inflater) => {
        for (const { text, isCompressed, pause } of messages) {
          const bytes = isCompressed ? await sender.compress(Buffer.from(text)) : text;
          for (const piece of cutAt(bytes, cuts)) {
            inflater.write(piece, isCompressed);
            if (pause) await new Promise(setImmediate);
          }
          inflater.endMessage(isCompressed);
        }
      });
      t.deepEqual(skips, []);
      t.deepEqual(
        got,
        messages.map(({ text, isCompressed }) => (isCompressed ? '+' : '-') + Buffer.from(text).toString('latin1')),
      );
    }),
    { numRuns: 60 },
  );
});

test('what is plain passes at once when nothing waits', (t) => {
  const seen: string[] = [];
  const inflater = new MessageInflater(
    {
      write: (bytes, isInflated) => seen.push(`${Buffer.from(bytes).toString()} ${isInflated}`),
      endMessage: (isInflated) => seen.push(`end ${isInflated}`),
      end: () => seen.push('end of all'),
      skip: () => t.fail(),
    },
    newDecoding(),
  );
  inflater.write(Buffer.from('a'), false);
  inflater.endMessage(false);
  inflater.endMessage(false);
  inflater.end();
  inflater.write(Buffer.from('late'), true);
  inflater.endMessage(true);
  inflater.end();
  t.deepEqual(seen, ['a false', 'end false', 'end false', 'end of all']);
});

test('a piece of a message is read before the rest of it comes', async (t) => {
  const deflate = zlib.createDeflateRaw();
  const out: Buffer[] = [];
  deflate.on('data', (bytes: Buffer) => out.push(bytes));
  deflate.write('first half');
  await new Promise<void>((resolve) => deflate.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
  await new Promise<void>((resolve) => {
    const inflater = new MessageInflater(
      {
        write: (bytes) => {
          t.is(Buffer.from(bytes).toString(), 'first half');
          resolve();
        },
        endMessage: () => t.fail(),
        end: () => t.fail(),
        skip: () => t.fail(),
      },
      newDecoding(),
    );
    inflater.write(Buffer.concat(out), true);
  });
});

const ending = (text: string): Buffer => zlib.deflateRawSync(text);

test('a final block ends neither the message nor the reading', async (t) => {
  const sender = new Sender(true, 15);
  const messages = [
    compressed(ending('final')),
    compressed(Buffer.concat([ending('final, padded'), Buffer.from([0])])),
    compressed(Buffer.concat([ending('one, '), ending('two, '), await sender.compress(Buffer.from('three'))])),
    compressed(await new Sender(true, 15).compress(Buffer.from('after'))),
  ];
  for (const cuts of [[], [1], [7, 8], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]) {
    const { messages: got, skips } = await read((inflater) => writeAll(inflater, messages, cuts));
    t.deepEqual(got, ['+final', '+final, padded', '+one, two, three', '+after']);
    t.deepEqual(skips, []);
  }
});

test('a message of endless final blocks is given up', async (t) => {
  const messages = [compressed(Buffer.concat(Array.from({ length: 1000 }, () => ending('')))), plain('after')];
  const { messages: got, skips } = await read((inflater) => writeAll(inflater, messages));
  t.deepEqual(got, ['+', '-after']);
  t.deepEqual(skips, ['ws_compressed']);
});

test('a damaged message is broken off, the ones behind it are read', async (t) => {
  const fresh = (text: string): Promise<Buffer> => new Sender(false, 15).compress(Buffer.from(text));
  const good = await fresh('good');
  const damaged = Buffer.from([0xff, 0xff, 0xff, 0xff]);
  const messages = [compressed(good), compressed(damaged), plain('plain'), compressed(good), compressed(damaged)];
  const { messages: got, skips } = await read((inflater) => writeAll(inflater, messages, [2]));
  t.deepEqual(got, ['+good', '+', '-plain', '+good', '+']);
  t.deepEqual(skips, ['ws_compressed', 'ws_compressed']);
});

test('a message that grows beyond measure is broken off, the next one is read', async (t) => {
  const bomb = await new Sender(false, 15).compress(Buffer.alloc(300_000));
  const good = await new Sender(false, 15).compress(Buffer.from('good'));
  const messages = [compressed(bomb), compressed(good), plain('plain')];
  for (const limits of [{ ratioFromBytes: 1000 }, { maxBytes: 100_000 }]) {
    const decoding = newDecoding(limits);
    const { messages: got, skips } = await read((inflater) => writeAll(inflater, messages, [100]), decoding);
    t.deepEqual(
      got.map((message) => message.replaceAll('\0', '')),
      ['+', '+good', '-plain'],
    );
    t.true((got[0]?.length ?? 0) <= 100_001);
    t.deepEqual(skips, ['decode_bomb']);
    t.is(decoding.backlogBytes, 0);
  }
});

test('what finds no room is not read, nor is it kept', async (t) => {
  const sender = new Sender(true, 15);
  const random = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i * 31) >> 3));
  const messages = [
    compressed(await sender.compress(random)),
    compressed(await sender.compress(random)),
    plain('-'.repeat(2000)),
  ];
  const decoding = newDecoding({ maxBacklogBytes: 2800 });
  const { messages: got, skips } = await read(async (inflater) => {
    writeAll(inflater, messages, [1500]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeAll(inflater, [compressed(await new Sender(false, 15).compress(Buffer.from('later')))]);
  }, decoding);
  t.is(got.at(-1), '+later');
  t.true(skips.length > 0);
  t.true(skips.every((reason) => reason === 'decode_backlog'));
  t.is(decoding.backlogBytes, 0);
});

test('a flood of empty messages is bounded', async (t) => {
  const decoding = newDecoding();
  const { messages, skips } = await read((inflater) => {
    for (let i = 0; i < 50_000; i += 1) inflater.endMessage(true);
  }, decoding);
  t.is(messages.length, 16 * 1024);
  t.is(skips.length, 50_000 - 16 * 1024);
  t.true(messages.every((message) => message === '+'));
});

test('no bytes throw, and messages keep their number and order', async (t) => {
  const message = fc.record({ bytes: fc.uint8Array({ maxLength: 60 }), isCompressed: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 20 }),
      fc.array(fc.nat(60), { maxLength: 3 }),
      async (messages, cuts) => {
        const decoding = newDecoding();
        const { messages: got } = await read((inflater) => writeAll(inflater, messages, cuts), decoding);
        t.deepEqual(
          got.map((text) => text.startsWith('+')),
          messages.map(({ isCompressed }) => isCompressed),
        );
        t.is(decoding.backlogBytes, 0);
        await decoding.drain();
      },
    ),
    { numRuns: 100 },
  );
});

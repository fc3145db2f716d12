import test from 'ava';
import { newDecoding } from '../../../src/detect/content/decoding.ts';
import { ForeignDecoder } from '../../../src/detect/content/foreign-decoder.ts';
import { Unzstd } from '../../../src/detect/content/unzstd.ts';
import { HAS_ZSTD } from '../../../src/detect/content/zlib-decoder.ts';
import { type ForeignCoding, type ForeignPart, ScanRefused } from '../../../src/model/ports.ts';
import { readContent } from '../../support/content-collector.ts';
import { cutAt } from '../../support/cut.ts';
import { sampleText, zstdBomb, zstdRaw, zstdSample } from '../../support/zstd-samples.ts';

/** Zstandard in this thread, later. */
class Here implements ForeignCoding {
  closed = 0;
  open() {
    const stream = new Unzstd();
    return {
      decode: async (bytes: Uint8Array): Promise<ForeignPart> => {
        await new Promise(setImmediate);
        return stream.decode(bytes);
      },
      close: () => {
        this.closed += 1;
      },
    };
  }
}

/** Answers with what it is given. */
function scripted(...answers: (ForeignPart | Error)[]): { coding: ForeignCoding; asked: number[] } {
  const asked: number[] = [];
  const decode = (bytes: Uint8Array): Promise<ForeignPart> => {
    asked.push(bytes.length);
    const answer = answers.shift();
    return answer instanceof Error || answer === undefined ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { coding: { open: () => ({ decode, close: () => undefined }) }, asked };
}

const part = (state: ForeignPart['state'], output = '', unread = ''): ForeignPart => ({
  output: output === '' ? [] : [Buffer.from(output)],
  state,
  unread: Buffer.from(unread),
});

function newDecoder(coding: ForeignCoding): { decoder: ForeignDecoder; seen: string[] } {
  const seen: string[] = [];
  const decoder = new ForeignDecoder(coding, {
    output: (bytes) => seen.push(Buffer.from(bytes).toString()),
    idle: () => seen.push('idle'),
    finished: (rest) => seen.push(`finished ${Buffer.from(rest).toString()}`),
    failed: (reason) => seen.push(`failed ${reason}`),
  });
  return { decoder, seen };
}

const turn = (): Promise<void> => new Promise(setImmediate);

test('asks until all is decoded', async (t) => {
  const { coding, asked } = scripted(part('more', 'a'), part('more', 'b'), part('partial', 'c'), part('complete', 'd'));
  const { decoder, seen } = newDecoder(coding);
  decoder.feed(Buffer.from('12'));
  await turn();
  t.deepEqual(asked, [2, 0, 0]);
  decoder.feed(Buffer.from('3'));
  await turn();
  decoder.end();
  await turn();
  t.deepEqual(seen, ['a', 'b', 'c', 'idle', 'd', 'idle', 'finished ']);
});

test('tells what lies behind the end, damage, and why it could not', async (t) => {
  for (const [answer, expected] of [
    [part('complete', 'a', 'rest'), ['a', 'finished rest']],
    [part('broken', 'a'), ['a', 'failed content_broken']],
    [new ScanRefused('decode_backlog'), ['failed decode_backlog']],
    [new Error('some bug'), ['failed scan_failed']],
  ] as const) {
    const { decoder, seen } = newDecoder(scripted(answer).coding);
    decoder.feed(Buffer.from('1'));
    await turn();
    t.deepEqual(seen, [...expected]);
  }
});

test('an incomplete stream fails at its end', async (t) => {
  const { decoder, seen } = newDecoder(scripted(part('partial', 'a')).coding);
  decoder.feed(Buffer.from('1'));
  await turn();
  decoder.end();
  await turn();
  t.deepEqual(seen, ['a', 'idle', 'failed content_broken']);
});

test('holds on while it is paused, says nothing once it is closed', async (t) => {
  const { coding, asked } = scripted(part('more', 'a'), part('partial', 'b'));
  const { decoder, seen } = newDecoder(coding);
  decoder.pause();
  decoder.feed(Buffer.from('1'));
  await turn();
  t.deepEqual([seen, asked], [['a'], [1]]);
  decoder.resume();
  decoder.close();
  await turn();
  t.deepEqual([seen, asked], [['a'], [1, 0]]);
});

for (const name of ['best', 'quick', 'streamed'] as const) {
  test(`content in zstd is read: ${name}`, async (t) => {
    const coding = new Here();
    const coded = zstdSample(name);
    const text = sampleText().subarray(0, name === 'best' ? undefined : 9000);
    for (const [declared, pieces] of [
      ['zstd', [coded]],
      ['', cutAt(coded, [1, 2, 3, 50, 1000])],
      ['gzip', [Buffer.concat([coded, zstdRaw(Buffer.from('more')), Buffer.alloc(3)])]],
    ] as const) {
      const { path, bytes, skips } = await readContent(declared, pieces, { decoding: newDecoding({}, coding) });
      t.deepEqual([path, skips], [['zstd'], []]);
      t.is(bytes.toString(), text.toString() + (declared === 'gzip' ? 'more' : ''));
    }
    t.true(HAS_ZSTD || coding.closed === 3);
  });
}

test('a cut, a damage, an appendix and a bomb in zstd are what they are elsewhere', async (t) => {
  const read = (coded: Uint8Array) => readContent('zstd', [coded], { decoding: newDecoding({}, new Here()) });
  const raw = zstdRaw(sampleText());
  const cut = await read(raw.subarray(0, 50_500));
  t.true(cut.bytes.length >= 50_000 && cut.bytes.equals(sampleText().subarray(0, cut.bytes.length)));
  // Node 22 does not tell that the end of a frame is missing.
  t.true(HAS_ZSTD || cut.skips.join() === 'content_broken');
  const appended = await read(Buffer.concat([zstdSample('quick'), Buffer.from('appended')]));
  t.true(appended.bytes.toString().endsWith('appended'));
  t.deepEqual([appended.path, appended.skips], [['zstd'], ['content_broken']]);
  t.deepEqual((await read(zstdBomb(300))).skips, ['decode_bomb']);
});

test('where nobody undoes zstd, it is handed on as it is', async (t) => {
  if (HAS_ZSTD) {
    t.pass();
    return;
  }
  const { path, bytes, skips } = await readContent('zstd', [zstdSample('quick')]);
  t.deepEqual([path, skips], [[], ['content_encoding']]);
  t.true(bytes.equals(zstdSample('quick')));
});

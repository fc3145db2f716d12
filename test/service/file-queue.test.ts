import test from 'ava';
import { newDecoding } from '../../src/detect/content/decoding.ts';
import { MAX_WHOLE_CODED_BYTES } from '../../src/detect/content/whole.ts';
import type { TextStream } from '../../src/model/ports.ts';
import { FILES_PER_TURN, FileQueue, MAX_WAITING_FILES } from '../../src/service/file-queue.ts';

/** A queue, what was read in it, and how to end the file that is read. */
function startQueue(limits = {}) {
  const decoding = newDecoding(limits);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const queue = new FileQueue(decoding, (reason) => log.push(reason));
  const open = (name: string, isReadAtOnce = false): TextStream =>
    queue.open((onEnd) => {
      log.push(`${name} begins`);
      if (!isReadAtOnce) ends.push(onEnd);
      return {
        write: (bytes) => log.push(`${name}: ${bytes.length}`),
        end() {
          log.push(`${name} ends`);
          if (isReadAtOnce) onEnd();
        },
      };
    });
  return { decoding, log, open, endOne: () => ends.shift()?.() };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one file is read after the other, a small one when it is complete', async (t) => {
  const { decoding, log, open, endOne } = startQueue();
  const a = open('a');
  const b = open('b');
  b.write(Buffer.alloc(1));
  a.write(Buffer.alloc(2));
  b.write(Buffer.alloc(3));
  b.end();
  b.end();
  t.deepEqual(log, []);
  t.is(decoding.backlogBytes, 6);
  let isDrained = false;
  const drained = decoding.drain().then(() => (isDrained = true));
  a.end();
  t.deepEqual(log.splice(0), ['a begins', 'a: 2', 'a ends']);
  await Promise.resolve();
  t.false(isDrained);
  endOne();
  t.deepEqual(log.splice(0), ['b begins', 'b: 1', 'b: 3', 'b ends']);
  t.is(decoding.backlogBytes, 0);
  await drained;
  endOne();
  const c = open('c');
  c.write(Buffer.alloc(MAX_WHOLE_CODED_BYTES));
  t.deepEqual(log, []);
  c.write(Buffer.alloc(1));
  c.write(Buffer.alloc(2));
  c.end();
  t.deepEqual(log, ['c begins', `c: ${MAX_WHOLE_CODED_BYTES}`, 'c: 1', 'c: 2', 'c ends']);
});

test('of many files some are read in each turn, and one too many is counted', async (t) => {
  const { log, open, endOne } = startQueue();
  open('first').end();
  for (let n = 1; n < MAX_WAITING_FILES; n += 1) open('next', true).end();
  t.is(log.length, 2);
  open('too many').write(Buffer.from('x'));
  t.is(log.pop(), 'decode_backlog');
  endOne();
  t.is(log.length, 2 * FILES_PER_TURN);
  await nextTurn();
  t.is(log.length, 4 * FILES_PER_TURN);
  while (log.length < 2 * MAX_WAITING_FILES) await nextTurn();
  await nextTurn();
  t.is(log.length, 2 * MAX_WAITING_FILES);
});

test('what finds no room is counted, and what came before it is read', (t) => {
  const { decoding, log, open, endOne } = startQueue({ maxBacklogBytes: 3 });
  const a = open('a');
  const b = open('b');
  b.write(Buffer.alloc(3));
  b.write(Buffer.alloc(4));
  b.write(Buffer.alloc(4));
  b.end();
  a.end();
  endOne();
  t.deepEqual(log, ['decode_backlog', 'a begins', 'a ends', 'b begins', 'b: 3', 'b ends']);
  t.is(decoding.backlogBytes, 0);
});

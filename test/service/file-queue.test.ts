import test from 'ava';
import { newDecoding } from '../../src/detect/content/decoding.ts';
import type { TextStream } from '../../src/model/ports.ts';
import { FileQueue, MAX_WAITING_FILES } from '../../src/service/file-queue.ts';

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
        write: (bytes) => log.push(`${name}: ${Buffer.from(bytes).toString()}`),
        end() {
          log.push(`${name} ends`);
          if (isReadAtOnce) onEnd();
        },
      };
    });
  return { decoding, log, open, endOne: () => ends.shift()?.() };
}

test('one file is read after the other', async (t) => {
  const { decoding, log, open, endOne } = startQueue();
  const a = open('a');
  const b = open('b');
  b.write(Buffer.from('1'));
  a.write(Buffer.from('2'));
  b.write(Buffer.from('3'));
  b.end();
  b.end();
  t.is(decoding.backlogBytes, 2);
  t.deepEqual(log.splice(0), ['a begins', 'a: 2']);
  let isDrained = false;
  const drained = decoding.drain().then(() => (isDrained = true));
  await Promise.resolve();
  t.false(isDrained);
  a.end();
  endOne();
  t.deepEqual(log.splice(0), ['a ends', 'b begins', 'b: 1', 'b: 3', 'b ends']);
  t.is(decoding.backlogBytes, 0);
  await drained;
  endOne();
  open('c').write(Buffer.from('4'));
  t.deepEqual(log, ['c begins', 'c: 4']);
});

test('files that are read at once are not piled up on the stack', (t) => {
  const { log, open, endOne } = startQueue();
  open('first').end();
  for (let n = 1; n <= MAX_WAITING_FILES; n += 1) open('next', true).end();
  t.is(log.length, 2);
  open('too many').write(Buffer.from('x'));
  t.is(log.pop(), 'decode_backlog');
  endOne();
  t.is(log.length, 2 + 2 * MAX_WAITING_FILES);
});

test('what finds no room is counted, and what came before it is read', (t) => {
  const { decoding, log, open, endOne } = startQueue({ maxBacklogBytes: 3 });
  const a = open('a');
  const b = open('b');
  b.write(Buffer.from('xyz'));
  b.write(Buffer.from('more'));
  b.write(Buffer.from('more'));
  b.end();
  a.end();
  endOne();
  t.deepEqual(log, ['a begins', 'decode_backlog', 'a ends', 'b begins', 'b: xyz', 'b ends']);
  t.is(decoding.backlogBytes, 0);
});

import net from 'node:net';
import test from 'ava';
import { isFullRecord, Outlet } from '../../src/proxy/outlet.ts';

const RECORD = Buffer.alloc(16 * 1024, 'r');

/** A socket that writes down how many bytes go out in one go, and takes none until told to. */
class SlowSocket extends net.Socket {
  readonly batches: number[] = [];
  taken: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.batches.push(chunk.length);
    this.taken = done;
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.batches.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    this.taken = done;
  }
}

test('pieces of one turn that more belongs to go out together, at the latest at its end', async (t) => {
  const socket = new SlowSocket();
  const outlet = new Outlet(socket);
  outlet.send(RECORD, true);
  outlet.send(RECORD, true);
  t.deepEqual(socket.batches, []);
  outlet.send(Buffer.from('end'), false);
  t.deepEqual(socket.batches, [2 * RECORD.length + 3]);
  socket.taken?.();
  outlet.send(RECORD, true);
  t.is(socket.batches.length, 1);
  await new Promise(setImmediate);
  t.deepEqual(socket.batches, [2 * RECORD.length + 3, RECORD.length]);
});

test('what nothing more belongs to waits for nothing', (t) => {
  const socket = new SlowSocket();
  new Outlet(socket).send(Buffer.from('event'), false);
  t.deepEqual(socket.batches, [5]);
});

test('nothing more takes along what waits for more', (t) => {
  const socket = new SlowSocket();
  const outlet = new Outlet(socket);
  outlet.send(Buffer.from('head'), true);
  t.deepEqual(socket.batches, []);
  outlet.send(Buffer.alloc(0), false);
  t.deepEqual(socket.batches, [4]);
  socket.taken?.();
  outlet.send(Buffer.from('head'), true);
  outlet.release();
  t.deepEqual(socket.batches, [4, 4]);
});

test('a full record is one of 16 KB', (t) => {
  t.true(isFullRecord(RECORD));
  t.false(isFullRecord(RECORD.subarray(1)));
});

test('the source is to stop when a quarter of a megabyte waits, and drain tells when to go on', async (t) => {
  const socket = new SlowSocket();
  const outlet = new Outlet(socket);
  let sent = 0;
  while (outlet.send(RECORD, true)) sent += RECORD.length;
  t.is(sent, 256 * 1024);
  let drained = false;
  socket.on('drain', () => (drained = true));
  await new Promise(setImmediate);
  socket.taken?.();
  await new Promise(setImmediate);
  t.true(drained);
});

import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import test from 'ava';
import { Valve } from '../../src/proxy/valve.ts';

test('a socket is read from when no reason against it is left', (t) => {
  const socket = new PassThrough() as unknown as Socket;
  socket.resume();
  const valve = new Valve(socket);
  valve.close('full');
  valve.close('waiting');
  valve.close('waiting');
  valve.open('waiting');
  t.true(socket.isPaused());
  t.false(valve.isOpen);
  valve.open('full');
  t.false(socket.isPaused());
  t.true(valve.isOpen);
});

test('opening what is open does not start a socket that someone else has paused', (t) => {
  const socket = new PassThrough() as unknown as Socket;
  socket.pause();
  new Valve(socket).open('full');
  t.true(socket.isPaused());
});

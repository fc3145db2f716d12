import { Socket } from 'node:net';
import test from 'ava';
import { Life } from '../../src/proxy/life.ts';

test('the latest stage decides how a connection ends, and one that comes later hears of it at once', (t) => {
  const life = new Life(new Socket());
  const heard: string[] = [];
  life.onDrain(() => heard.push('first'));
  life.onDrain(() => heard.push('second'));
  t.deepEqual(heard, []);
  life.drain();
  life.onDrain(() => heard.push('third'));
  t.deepEqual(heard, ['second', 'third']);
});

test('a connection without a stage survives a drain, and nothing survives the end', (t) => {
  const socket = new Socket();
  const life = new Life(socket);
  life.drain();
  t.false(socket.destroyed);
  life.destroy();
  t.true(socket.destroyed);
});

test('the source is the plain address of the client', (t) => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '::ffff:192.0.2.7' });
  t.is(new Life(socket).source, '192.0.2.7');
  t.is(new Life(new Socket()).source, '');
});

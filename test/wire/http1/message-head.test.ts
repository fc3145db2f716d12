import test from 'ava';
import type { RequestHead } from '../../../src/wire/http1/request-head.ts';
import { readRequests } from '../../support/http1-drive.ts';

function headOf(fields: string, version = '1.1'): RequestHead {
  const { messages } = readRequests(`GET / HTTP/${version}\r\nHost: a\r\n${fields}\r\n`);
  const [message] = messages;
  if (message === undefined) throw new Error('no head');
  return message.head;
}

test('fields are looked up by their lower-case name', (t) => {
  const head = headOf('X-One: 1\r\nx-ONE:\t 2 \r\nX-One-More: 3\r\nEmpty:\r\nSpaces:  \r\nLatin: \xe4:b\r\n');
  t.is(head.header('x-one'), '1');
  t.deepEqual(head.headers('x-one'), ['1', '2']);
  t.is(head.header('x-one-more'), '3');
  t.is(head.header('empty'), '');
  t.is(head.header('spaces'), '');
  t.is(head.header('latin'), '\xe4:b');
  t.is(head.header('host'), 'a');
});

test('what is no field is not found', (t) => {
  const head = headOf('X-One: x-two: 2\r\n');
  t.is(head.header('x-two'), undefined);
  t.is(head.header('one'), undefined);
  t.is(head.header('get / http/1.1\r\nhost'), undefined);
  t.is(head.header(''), undefined);
  t.deepEqual(head.headers('x-'), []);
  t.is(headOf('X: 1\r\n').header('x'.repeat(500)), undefined);
});

test('Upgrade counts where Connection lists it, in HTTP/1.1', (t) => {
  t.is(headOf('Upgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n').upgrade, 'websocket');
  t.is(headOf('Connection: upgrade\r\nUpgrade: h2c, foo/2\r\n').upgrade, 'h2c, foo/2');
  t.is(headOf('Upgrade: websocket\r\n').upgrade, '');
  t.is(headOf('Connection: Upgrade\r\n').upgrade, '');
  t.is(headOf('Upgrade: websocket\r\nConnection: Upgrade\r\n', '1.0').upgrade, '');
});

test('connections are kept as the version and Connection say', (t) => {
  t.true(headOf('').keepAlive);
  t.false(headOf('Connection: x, Close\r\n').keepAlive);
  t.false(headOf('Connection: keep-alive, close\r\n').keepAlive);
  t.false(headOf('', '1.0').keepAlive);
  t.true(headOf('Connection: Keep-Alive\r\n', '1.0').keepAlive);
});

test('content codings are lower-cased and joined', (t) => {
  t.is(headOf('').contentEncoding, '');
  t.is(headOf('Content-Encoding: GZip\r\n').contentEncoding, 'gzip');
  t.is(headOf('Content-Encoding: gzip\r\nContent-encoding: br\r\n').contentEncoding, 'gzip, br');
});

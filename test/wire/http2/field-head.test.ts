import test from 'ava';
import { FieldHead } from '../../../src/wire/http2/field-head.ts';

const text = 'GET / HTTP/2\r\nhost: a.test\r\ncookie: a=1\r\ncookie: b=2\r\nempty: \r\nx-latin: \xe9\r\n\r\n';
const head = new FieldHead(Buffer.from(text, 'latin1'), 'GET', '', 0);

test('the first value of a field is found by its whole name', (t) => {
  t.is(head.header('host'), 'a.test');
  t.is(head.header('cookie'), 'a=1');
  t.is(head.header('empty'), '');
  t.is(head.header('x-latin'), '\xe9');
  for (const name of ['ost', 'cooki', 'a', 'get', 'content-type']) t.is(head.header(name), undefined);
});

test('what is known of the start line is kept as it was given', (t) => {
  t.is(head.text.toString('latin1'), text);
  t.deepEqual([head.method, head.protocol, head.status], ['GET', '', 0]);
});

test('the target is read from the start line', (t) => {
  const targetOf = (line: string, method: string): string =>
    new FieldHead(Buffer.from(line, 'latin1'), method, '', 0).target;
  t.is(head.target, '/');
  t.is(targetOf('POST /a b\xe9?c HTTP/2\r\nx: 1\r\n\r\n', 'POST'), '/a b\xe9?c');
  t.is(targetOf('CONNECT a.test:443 HTTP/2\r\n\r\n', 'CONNECT'), 'a.test:443');
  t.is(targetOf('HTTP/2 200\r\n\r\n', ''), '');
  t.is(targetOf('GET /cut', 'GET'), '');
});

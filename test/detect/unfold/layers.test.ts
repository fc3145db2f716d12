import test from 'ava';
import type { Part } from '../../../src/model/flow.ts';
import { unfold } from '../../../src/detect/unfold/layers.ts';

function layers(text: string, part: Part = 'response.body', isStart = true): string[] {
  return unfold(Buffer.from(text), part, isStart).map(({ bytes }) => Buffer.from(bytes).toString());
}

test('nothing to unfold', (t) => {
  t.deepEqual(layers('plain text, 100% of it'), []);
  t.deepEqual(layers(''), []);
});

test('undoes one encoding after the other', (t) => {
  t.deepEqual(layers(String.raw`a\/b`), ['a/b']);
  t.deepEqual(layers('a%2fb'), ['a/b']);
  t.deepEqual(layers(String.raw`{"a":"{\"b\":\"\\u002fetc\"}"}`), [
    '{"a":"{"b":"\\u002fetc"}"}',
    '{"a":"{"b":"/etc"}"}',
  ]);
  t.deepEqual(layers('payload=%7B%22a%22%3A%22%5C%2Fb%22%7D'), ['payload={"a":"\\/b"}', 'payload={"a":"/b"}']);
});

test('what looks like an escape and may be none is read as it stands, too', (t) => {
  t.true(layers(String.raw`printf &#39;%s\n&#39; x`).includes(String.raw`printf '%s\n' x`));
  t.true(layers("printf '%s\\n' s=\r\nsh").includes(String.raw`printf '%s\n' ssh`));
  t.true(layers(String.raw`{"a":"b==\nKEY=ab12"}`).includes('{"a":"b==\nKEY=ab12"}'));
  t.true(layers(String.raw`{"a":"{\"b\":\"x==\\nKEY=ab12\"}"}`).includes('{"a":"{"b":"x==\nKEY=ab12"}"}'));
  t.true(layers(String.raw`"a%20b \u007c sh"`).includes('"a%20b | sh"'));
  t.true(layers(String.raw`"\u200b\u2060"`).includes('"\u200b\u2060"'));
});

test('stops after five rounds', (t) => {
  t.deepEqual(layers('%252525252525252F').length, 5);
  t.true(unfold(Buffer.from('\\'.repeat(4096)), 'request.body', true).length <= 6);
});

test('offsets lead back through all layers', (t) => {
  const text = String.raw`ab%5Cu002fc`;
  const last = unfold(Buffer.from(text), 'response.body', true).at(-1);
  t.is(Buffer.from(last?.bytes ?? []).toString(), 'ab/c');
  t.is(last?.originOf(2), 2);
  t.is(last?.originOf(3), text.indexOf('c'));
});

test('a plus is a blank in the query of a request line', (t) => {
  const head = 'GET /a+b?c=rm+-rf HTTP/1.1\r\naccept: a+json?b+c\r\n\r\n';
  t.deepEqual(layers(head, 'request.head'), ['GET /a+b?c=rm -rf HTTP/1.1\r\naccept: a+json?b+c\r\n\r\n']);
  t.deepEqual(layers(head, 'request.head', false), []);
  t.deepEqual(layers(head, 'response.head'), []);
});

test('a plus is a blank in a form', (t) => {
  t.deepEqual(layers('a=1+2&b=rm+-rf', 'request.body'), ['a=1 2&b=rm -rf']);
  t.deepEqual(layers('a=1+2&b=rm+-rf', 'response.body'), []);
  t.deepEqual(layers('{"a":"1+2"}', 'request.body'), []);
  t.deepEqual(layers('a=1%2B2+3', 'request.body'), ['a=1+2 3']);
});

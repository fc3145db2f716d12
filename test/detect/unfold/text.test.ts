import test from 'ava';
import { html } from '../../../src/detect/unfold/html.ts';
import { json } from '../../../src/detect/unfold/json.ts';
import { isSame, Text } from '../../../src/detect/unfold/text.ts';

const window = new Text(Buffer.from(String.raw`say \u0026#104;i`), 0);
window.isRead = true;
const unescaped = window.undone(json.id, json.unfold(window.bytes));
const plain = unescaped?.undone(html.id, html.unfold(unescaped.bytes));

test('a text knows by which steps it came about, and where its bytes stood', (t) => {
  t.is(Buffer.from(plain?.bytes ?? []).toString(), 'say hi');
  t.is(plain?.pathOf(4, 6), 'json>html');
  t.is(plain?.originOf(4), 4);
  t.is(plain?.originOf(5), 15);
  t.is(plain?.step, 'html');
  t.is(window.step, '');
  t.is(plain?.round, 2);
  t.true(plain?.isPlain(0, 2));
  t.false(plain?.isPlain(0, 6));
});

test('a step can be taken back, which is no step itself', (t) => {
  const before = plain?.beforeWhereUndone();
  t.is(Buffer.from(before?.bytes ?? []).toString(), 'say &#104;i');
  t.is(before?.pathOf(4, 11), 'json');
  t.is(before?.round, 1);
  t.is(window.beforeWhereUndone(), undefined);
});

test('texts are the same when their bytes are', (t) => {
  t.true(isSame(Buffer.from('a'), Buffer.from('a')));
  t.false(isSame(Buffer.from('a'), Buffer.from('ab')));
  t.false(isSame(Buffer.from('a'), Buffer.from('b')));
});

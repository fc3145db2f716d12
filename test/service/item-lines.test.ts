import test from 'ava';
import * as fc from 'fast-check';
import { itemLines } from '../../src/service/item-lines.ts';

test('each item of a list has the line on which it begins', (t) => {
  t.deepEqual(itemLines('[{"a": ",[\\"{"},\n {\n"b": [1,\n2]},\n\n3, "x", [], null]'), [1, 2, 6, 6, 6, 6]);
  t.deepEqual(itemLines('[\r\n  {},\r\n  {}\r\n]\r\n'), [2, 3]);
  t.deepEqual(itemLines(' [ ] '), []);
});

test('what is no list begins once', (t) => {
  t.deepEqual(itemLines('\n\n{"a": [1, 2], "b": {}}'), [3]);
  t.deepEqual(itemLines('7'), [1]);
});

test('there is a line for every item, whatever it holds', (t) => {
  const isRight = (items: readonly unknown[]): boolean => {
    const text = JSON.stringify(items, null, 1);
    const starts = text.split('\n').flatMap((line, index) => (/^ [^ \]}]/.test(line) ? [index + 1] : []));
    return JSON.stringify(itemLines(text)) === JSON.stringify(starts);
  };
  t.notThrows(() => fc.assert(fc.property(fc.array(fc.jsonValue()), isRight)));
});

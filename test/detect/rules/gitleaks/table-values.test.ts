import test from 'ava';
import { isTable, TableValues } from '../../../../src/detect/rules/gitleaks/table-values.ts';

const suggest = (typed: string, known: readonly string[]): string | undefined =>
  known.find((word) => word.startsWith(typed));

test('values of the type that is asked for; what is not there is nothing', (t) => {
  const values = new TableValues(
    { a: 'x', b: true, c: 1.5, d: 2, e: ['y'], f: 'B', g: { a: 'z' }, h: [{}, { a: 'w' }] },
    suggest,
  );
  t.deepEqual(
    [values.text('a'), values.flag('b'), values.number('c'), values.count('d'), values.texts('e')],
    ['x', true, 1.5, 2, ['y']],
  );
  t.is(values.word('f', { a: 1, b: 2 }), 2);
  t.is(values.tables('g')[0]?.text('a'), 'z');
  t.is(values.tables('h')[1]?.text('a'), 'w');
  const none = new TableValues({ f: '' }, suggest);
  t.deepEqual(
    [none.text('a'), none.flag('b'), none.number('c'), none.count('d'), none.texts('e'), none.tables('g')],
    ['', false, 0, 0, [], []],
  );
  t.is(none.word('f', { a: 1, b: 2 }), 1);
  t.is(none.word('z', { a: 1, b: 2 }), 1);
  t.deepEqual([...values.faults, ...none.faults], []);
});

test('one of another type is a fault, wherever it stands', (t) => {
  const values = new TableValues({ a: 1, b: 'x', c: -1, e: ['y', 2], f: 'z', g: 5, h: [{ a: 1 }, { a: 2 }] }, suggest);
  t.is(values.text('a'), '');
  t.is(values.flag('b'), false);
  t.is(values.number('b'), 0);
  t.is(values.count('c'), 0);
  t.deepEqual(values.texts('e'), []);
  t.is(values.word('f', { a: 1, b: 2 }), 1);
  t.deepEqual(values.tables('g'), []);
  for (const one of values.tables('h')) one.text('a');
  t.deepEqual(values.faults, [
    'a must be a text',
    'b must be true or false',
    'b must be a number',
    'c must be a whole number',
    'e must be a list of texts',
    'f must be one of a, b',
    'g must be a table',
    'h[1].a must be a text',
    'h[2].a must be a text',
  ]);
});

test('a key that is likely mistyped is a fault, any other is named', (t) => {
  const values = new TableValues({ keyword: [], tags: [], more: 1, g: { reg: 1 } }, suggest);
  t.deepEqual(values.others(['keywords', 'tags', 'g']), ['more']);
  for (const one of values.tables('g')) one.others(['regexes']);
  t.deepEqual(values.faults, [
    '"keyword" is no key of gitleaks; did you mean "keywords"?',
    '"g.reg" is no key of gitleaks; did you mean "regexes"?',
  ]);
});

test('a day is no table', (t) => {
  t.true(isTable({}));
  t.false(isTable(new Date(0)));
  t.false(isTable([]));
});

import test from 'ava';
import { JsonPath } from '../../../src/detect/formats/json-path.ts';

function root(): JsonPath {
  return new JsonPath('', undefined, { paths: 0 });
}

test('the same names lead to the same place', (t) => {
  const path = root();
  t.is(path.property('a')?.elements.property('b'), path.property('a')?.elements.property('b'));
  t.not(path.property('a'), path.property('b'));
  t.is(path.property('x'.repeat(65)), undefined);
});

test('places are counted', (t) => {
  const count = { paths: 0 };
  const path = new JsonPath('', undefined, count);
  for (const name of ['a', 'b', 'a', '__proto__']) path.property(name);
  t.is(count.paths, 4);
});

test('a name on the way says that texts go on', (t) => {
  t.false(root().property('message')?.property('text')?.isContinuing);
  t.true(root().property('choices')?.elements.property('text')?.isContinuing);
});

test('values that come again name blocks; those that never do count events', (t) => {
  const named = root();
  const counted = root();
  for (let n = 0; n < 30; n += 1) {
    t.true(named.namesBlocks(n % 10));
    t.is(counted.namesBlocks(n), n < 11);
  }
});

test('a kind is judged anew when it changes', (t) => {
  const path = root();
  const kinds = ['x.delta', 'x.delta', 'y', 'y', 'x.delta', ''];
  t.deepEqual(
    kinds.map((kind) => path.kindIsContinuing(kind)),
    [true, true, false, false, true, false],
  );
});

test('a label says where it is, in bounds', (t) => {
  const choices = root().property('choices');
  const content = choices?.elements.property('delta')?.property('content');
  t.is(
    content?.label((path) => (path === choices?.elements ? 2 : undefined)),
    'choices[2].delta.content',
  );
  let deep = root();
  for (let n = 0; n < 30; n += 1) deep = deep.property('x'.repeat(60)) ?? deep;
  t.is(deep.label(() => undefined).length, 256);
});

import test from 'ava';
import { hideKnown } from '../../../src/detect/known/hide-known.ts';
import { newKnownTable } from '../../../src/detect/known/known-table.ts';

const VALUE = 'blüe-whale/4242-x';
const hide = hideKnown(newKnownTable([{ name: 'A', origin: '.env', value: VALUE }], '5'.repeat(64), () => 'f'));

test('known values are hidden in every form, the rest is as it was', (t) => {
  t.is(hide(`/é/${VALUE}/${VALUE}ß`), '/é/.../...ß');
  t.is(hide(`/a/${encodeURIComponent(VALUE)}/b`), '/a/.../b');
  t.is(hide(VALUE), '...');
  t.is(hide(`["${VALUE}"].b`), '["..."].b');
  for (const text of ['', '/é/blüe-whale/4242-y', 'blüe-whale']) t.is(hide(text), text);
});

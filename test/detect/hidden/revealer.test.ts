import test from 'ava';
import { Revealer } from '../../../src/detect/hidden/revealer.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../../src/detect/rules/index.ts';

const glances = ANCHORS.map(({ rule }) => RULES[rule]?.glance);

function reveals(text: string, at: number): boolean {
  const revealer = new Revealer(compileKernel, ANCHORS, glances);
  let isAny = false;
  revealer.begin();
  revealer.reveal(Buffer.from(text), at, () => {
    isAny = true;
  });
  return isAny;
}

test('an escape that hides an anchor is told from one that does not', (t) => {
  const hidden = 'see &#65;KIAIOSFODNN7EXAMPLE now';
  t.true(reveals(hidden, hidden.indexOf('&')));
  const harmless = 'it&#39;s a quotation mark, and no more';
  t.false(reveals(harmless, harmless.indexOf('&')));
});

test('anchors in UTF-16 are seen', (t) => {
  const revealer = new Revealer(compileKernel, ANCHORS, glances);
  const bytes = Buffer.from('key AKIAIOSFODNN7EXAMPLE', 'utf16le');
  let isAny = false;
  revealer.begin();
  revealer.revealWide(bytes, 8, () => {
    isAny = true;
  });
  t.true(isAny);
});

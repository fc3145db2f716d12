import test from 'ava';
import { isAllowedByComment } from '../../src/detect/allow-comment.ts';

function isAllowed(text: string): boolean {
  const from = text.indexOf('KEY');
  return isAllowedByComment(text, { from, to: from + 3 });
}

test('the comment counts on the line of the secret, before it and behind it', (t) => {
  t.true(isAllowed('a = KEY # gitleaks:allow'));
  t.true(isAllowed('/* gitleaks:allow */ KEY'));
  t.false(isAllowed('a = KEY\n# gitleaks:allow'));
  t.false(isAllowed('# gitleaks:allow\r\nKEY'));
  t.false(isAllowed(String.raw`{"t":"KEY\ngitleaks:allow"}`));
  t.false(isAllowed('KEY gitleaks'));
});

test('a line is looked at 1024 bytes to either side', (t) => {
  t.true(isAllowed(`KEY${' '.repeat(1010)}gitleaks:allow`));
  t.false(isAllowed(`KEY${' '.repeat(1011)}gitleaks:allow`));
});

import test from 'ava';
import { isPlaceholder } from '../../../src/detect/rules/placeholders.ts';

test('what documentation shows is known', (t) => {
  for (const text of [
    'AKIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk_live_YOUR_API_KEY_HERE',
    '1234567890abcdef1234567890abcdef',
    '00000000000000000000000000000000',
    'key_${TOKEN}',
    'npm_abababababababab',
    'glpat-<your-token>',
    'sk_test_abc123def456',
  ]) {
    t.true(isPlaceholder(text), text);
  }
});

test('what is drawn at random is not', (t) => {
  for (const text of [
    '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',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACA',
    'd11e9d074642babc1236c81594859242',
    '',
  ]) {
    t.false(isPlaceholder(text), text);
  }
});

test('a long row is quickly judged', (t) => {
  t.true(isPlaceholder('ab'.repeat(100_000)));
  t.false(isPlaceholder(''));
});

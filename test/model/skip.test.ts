import test from 'ava';
import { SKIP_REASONS } from '../../src/model/skip.ts';

test('every reason has words that stand after a number', (t) => {
  for (const [reason, words] of Object.entries(SKIP_REASONS)) {
    t.regex(reason, /^[a-z0-9]+(_[a-z0-9]+)*$/);
    t.regex(words, /^[a-zA-Z].*[^.]$/, reason);
  }
});

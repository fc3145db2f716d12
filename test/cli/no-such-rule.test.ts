import test from 'ava';
import { noSuchRule } from '../../src/cli/no-such-rule.ts';

test('names the nearest rule, where there are some', (t) => {
  const { code, message, hint } = noSuchRule('ai_api_kye', ['aws_access_key', 'ai_api_key']);
  t.is(code, 'usage');
  t.is(message, 'there is no rule "ai_api_kye"; the nearest is "ai_api_key"');
  t.regex(hint, /clawsec rules/);
  t.is(noSuchRule('a\u001b', []).message, 'there is no rule "a\\u{1b}"');
});

import test from 'ava';
import { missingRule } from '../../../src/detect/verdict/missing-rule.ts';

const RULES = ['aws_access_key', 'ai_api_key'];

test('a rule that there is, by its name or a pattern, is not missing', (t) => {
  for (const pattern of ['ai_api_key', 'ai_*', '*', 'aws_access_ke?'])
    t.is(
      missingRule(pattern, RULES, () => 'x'),
      undefined,
    );
});

test('one that there is not is named, with the nearest', (t) => {
  t.is(
    missingRule('ai_api_kye', RULES, () => 'ai_api_key'),
    'there is no rule "ai_api_kye"; the nearest is "ai_api_key"',
  );
  t.is(
    missingRule('ai*x', RULES, () => undefined),
    'there is no rule "ai*x"',
  );
});

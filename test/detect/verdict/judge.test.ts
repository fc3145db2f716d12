import test from 'ava';
import { Judge, type JudgeSettings } from '../../../src/detect/verdict/judge.ts';
import { fakeDetection } from '../../support/fake-detection.ts';

const fake = fakeDetection('api.anthropic.com', 0);
const login = {
  ...fake,
  finding: { ...fake.finding, rule: 'ai_api_key', prefix: 'sk-ant-', location: 'request.header.x-api-key' },
};

function judge(change: Partial<JudgeSettings>): Judge {
  return new Judge({ allow: [], knownProviders: [], expectedCredentials: 'log', ruleIds: ['ai_api_key'], ...change });
}

test('expected credentials are what the configuration makes of them', (t) => {
  t.is(judge({}).judge(login), 'expected');
  t.is(judge({ expectedCredentials: 'drop' }).judge(login), 'dropped');
  t.is(judge({ expectedCredentials: 'report' }).judge(login), 'alarm');
});

test('everything else alarms', (t) => {
  for (const expectedCredentials of ['log', 'drop', 'report'] as const) {
    t.is(judge({ expectedCredentials }).judge(fake), 'alarm');
  }
});

test('the allow list comes first', (t) => {
  const allowing = judge({ allow: [{ rule: 'ai_api_key', reason: 'a test' }] });
  t.is(allowing.judge(login), 'allowed');
  t.is(allowing.judge(fake), 'alarm');
  t.is(allowing.allowed, 1);
  t.like(allowing.allowUses(0)[0], { matched: 1 });
  const slip = judge({ allow: [{ rule: 'ai_kye', reason: 'a slip' }], suggest: (_, [first]) => first });
  t.like(slip.allowUses(0)[0], { problem: 'there is no rule "ai_kye"; the nearest is "ai_api_key"' });
});

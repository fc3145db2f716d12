import test from 'ava';
import { RULES } from '../../src/detect/rules/index.ts';
import { explainBuiltIn, explanationsOf } from '../../src/service/explanations.ts';

test('every rule that is built in is explained', (t) => {
  for (const { id, summary, advice, falseAlarm } of RULES) {
    t.deepEqual(explainBuiltIn(id), { summary, advice, falseAlarm });
  }
});

test('of a rule that is not known nothing is said', (t) => {
  t.is(explainBuiltIn('toString'), undefined);
  const explain = explanationsOf([{ id: 'mine', summary: 's', advice: 'a', falseAlarm: 'f' }]);
  t.deepEqual(explain('mine'), { summary: 's', advice: 'a', falseAlarm: 'f' });
  t.is(explain('ai_api_key'), undefined);
});

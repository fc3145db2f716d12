import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { RULES } from '../../src/detect/rules/index.ts';
import { explainAll, explanationsOf } from '../../src/service/explanations.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

test('every rule is explained: built in, of packs, and of files', (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify(ruleFile()));
  const explain = explainAll({ rule_files: [path] });
  for (const { id, summary, advice, falseAlarm, isSecret = true } of [...RULES, ruleFile()]) {
    t.deepEqual(explain(id), { summary, advice, falseAlarm, isSecret });
  }
  t.regex(explain('known_value')?.advice ?? '', /Replace the secret/);
  t.regex(explain('github_token')?.advice ?? '', /Revoke/);
  t.false(explain('base64_pipe_shell')?.isSecret);
});

test('of a rule that is not known nothing is said', (t) => {
  const explain = explanationsOf([{ id: 'mine', summary: 's', advice: 'a', falseAlarm: 'f', isSecret: true }]);
  t.is(explain('toString'), undefined);
  t.deepEqual(explain('mine'), { summary: 's', advice: 'a', falseAlarm: 'f', isSecret: true });
  t.is(explain('ai_api_key'), undefined);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { RULES } from '../../src/detect/rules/index.ts';
import { listRules } from '../../src/service/rule-list.ts';
import { packFiles } from '../support/pack-files.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

test('built-in rules, packs on or off, and files, in this order', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify([ruleFile(), ruleFile({ id: 'bad', hits: ['none'] })]));
  const { rules, refused } = await listRules({ rule_packs: [], rule_files: [path] });
  t.is(rules.length, RULES.length + packFiles().length + 1);
  t.like(rules[0], { origin: 'built in', isOn: true, rule: { id: RULES[0]?.id } });
  t.like(
    rules.find(({ rule }) => rule.id === 'github_token'),
    { origin: 'pack secrets', isOn: false },
  );
  t.like(rules.at(-1), { origin: path, isOn: true, rule: { id: 'acme_token' } });
  t.like(refused, [{ id: 'bad' }]);
});

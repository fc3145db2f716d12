import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { RULES } from '../../src/detect/rules/index.ts';
import { listRules } from '../../src/service/rule-list.ts';
import { packFiles } from '../support/pack-files.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

const NOTHING_KNOWN = { known_value_files: [], known_value_environment: false };

test('built-in rules, packs on or off, and files, in this order', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify([ruleFile(), ruleFile({ id: 'bad', hits: ['none'] })]));
  const { rules, refused } = await listRules({ ...NOTHING_KNOWN, rule_packs: [], rule_files: [path] });
  t.is(rules.length, RULES.length + 1 + packFiles().length + 1);
  t.like(rules[0], { origin: 'built in', isOn: true, rule: { id: RULES[0]?.id } });
  t.like(
    rules.find(({ rule }) => rule.id === 'github_token'),
    { origin: 'pack secrets', isOn: false },
  );
  const anchorsOf = (id: string) => rules.find(({ rule }) => rule.id === id)?.anchors;
  t.deepEqual(anchorsOf('aws_access_key'), [String.raw`A[KS]IA[0-9A-Z][0-9A-Z][0-9A-Z][0-9A-Z]`]);
  t.deepEqual(anchorsOf('known_value'), []);
  t.like(rules.at(-1), { anchors: ['acme_'], pattern: ruleFile().pattern });
  t.like(rules.at(-1), { origin: path, isOn: true, rule: { id: 'acme_token' } });
  t.like(refused, [{ id: 'bad' }]);
});

test('the rule for known values is listed, on where some are to be known', async (t) => {
  const options = { ...NOTHING_KNOWN, rule_packs: [], rule_files: [] };
  const isOn = async (change: object): Promise<boolean | undefined> => {
    const { rules } = await listRules({ ...options, ...change });
    return rules.find(({ rule }) => rule.id === 'known_value')?.isOn;
  };
  t.false(await isOn({}));
  t.true(await isOn({ known_value_files: ['.env'] }));
  t.true(await isOn({ known_value_environment: true }));
});

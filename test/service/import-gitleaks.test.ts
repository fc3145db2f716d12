import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { importGitleaks } from '../../src/service/import-gitleaks.ts';
import { RuleProver } from '../../src/service/rule-prover.ts';
import { tempDir } from '../support/temp-dir.ts';

function toml(t: ExecutionContext, text: string): string {
  const path = join(tempDir(t), 'gitleaks.toml');
  writeFileSync(path, text);
  return path;
}

test('rules are taken over or refused by name, with what was left out', async (t) => {
  const path = toml(
    t,
    `
[extend]
useDefault = true
[[rules]]
id = "acme"
regex = '''acme_[a-z0-9]{16}'''
[[rules]]
id = "Acme"
regex = '''acme_[a-z0-9]{17}'''
[[rules]]
id = "files"
path = '''\\.pem$'''
[[rules]]
id = "runaway"
regex = '''runaway_(?:[a-z0-9]+[a-z0-9]*)+!'''
`,
  );
  const { imported, refused, notes } = await importGitleaks(path, new RuleProver(1000));
  t.deepEqual(
    imported.map(({ file }) => file.id),
    ['acme'],
  );
  t.is(imported[0]?.file.source, 'gitleaks rule acme, from gitleaks.toml');
  t.deepEqual(
    refused.map(({ id }) => id),
    ['Acme', 'files', 'runaway'],
  );
  t.deepEqual(
    refused.map(({ path: from, line }) => [from === path, line]),
    [7, 10, 13].map((line) => [true, line]),
  );
  t.regex(refused[0]?.reason ?? '', /of this name already/);
  t.regex(refused[2]?.reason ?? '', /runs away|take \d+ ms/);
  t.regex(notes[0] ?? '', /\[extend\] is not followed/);
});

test('a slow rule is taken over with a shorter reach', async (t) => {
  const regex = String.raw`<add key="password"\s*value="(.{8,})"\s*/>`;
  const { imported, refused } = await importGitleaks(toml(t, `[[rules]]\nid = "nuget"\nregex = '''${regex}'''\n`));
  t.deepEqual(refused, []);
  t.true((imported[0]?.file.reach?.after ?? 0) <= 4096);
});

test('a file that is none is a mistake of the user', async (t) => {
  const missing = join(tempDir(t), 'none.toml');
  await t.throwsAsync(importGitleaks(missing), { code: 'rules_unreadable', message: /can't be read/ });
  await t.throwsAsync(importGitleaks(toml(t, 'a = [')), {
    message: /gitleaks\.toml:\d+ is no configuration of gitleaks: it is no TOML/,
  });
  await t.throwsAsync(importGitleaks(toml(t, 'a = 1')), { message: /it has no \[\[rules\]\]/ });
  const large = toml(t, '');
  truncateSync(large, 9 * 1024 * 1024);
  await t.throwsAsync(importGitleaks(large), { message: /can't be read: it has 9437184 bytes/ });
});

test('what is allowed is bounded, or left out when it is still too slow: the rule stays', async (t) => {
  const path = toml(
    t,
    `
[allowlist]
regexes = ['''^<<[ ]*[a-z ]+[ ]*>>$''']
[[rules]]
id = "acme"
regex = '''acme_[a-z0-9]{16}'''
[[rules]]
id = "emca"
regex = '''emca_[a-z0-9]{16}'''
[[rules.allowlists]]
regexes = ['''(?:x+x+)+(?:x+x+)+y''']
`,
  );
  const { imported, refused } = await importGitleaks(path, new RuleProver(1000));
  t.deepEqual(refused, []);
  const [acme, emca] = imported;
  t.truthy(acme?.file.exceptIn);
  t.deepEqual(acme?.notes, []);
  t.is(emca?.file.exceptIn, undefined);
  t.regex(emca?.notes.join() ?? '', /its allowlists are left out: .*(?:takes \d+ ms|runs away)/);
});

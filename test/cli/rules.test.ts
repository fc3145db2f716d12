import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { RuleFile } from '../../src/detect/rules/rule-file.ts';
import { ruleFile } from '../support/rule-files.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';

test('lists every rule, for people and for programs', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify([ruleFile(), ruleFile({ id: 'liar', hits: ['nothing'] })]));
  const env = { CLAWSEC_RULE_FILES: path, CLAWSEC_RULE_PACKS: 'secrets' };
  const people = await runClawsec(['rules'], env);
  t.is(people.code, 1);
  t.regex(people.stdout, /^RULE +TYPE +SEVERITY +FROM\n/);
  t.regex(people.stdout, /\nai_api_key +EXFIL +critical +on +built in\n/);
  t.regex(people.stdout, /\nknown_value +EXFIL +critical +off +built in\n/);
  t.regex(people.stdout, /\ngithub_token +EXFIL +critical +on +pack secrets\n/);
  t.regex(people.stdout, /\nacme_token +EXFIL +high +on +\/.*own\.json\n/);
  t.regex(people.stdout, /\n1 left out:\n.*own\.json:1: liar: the hit "nothing" is not found\n$/);
  const { stdout } = await runClawsec(['rules', '--json'], env);
  const { rules, refused } = JSON.parse(stdout) as { rules: object[]; refused: object[] };
  t.like(rules[0], { id: 'ai_api_key', type: 'EXFIL', from: 'built in', on: true });
  t.like(refused, [{ id: 'liar' }]);
});

test('explains one, or names the nearest', async (t) => {
  const shown = await runClawsec(['rules', 'show', 'github_token']);
  t.is(shown.code, 0);
  t.regex(shown.stdout, /^github_token: EXFIL, critical, on, pack secrets\n\nA token of GitHub/);
  const json = JSON.parse((await runClawsec(['rules', 'show', 'ai_api_key', '--json'])).stdout) as object;
  t.like(json, { id: 'ai_api_key', from: 'built in', on: true });
  t.false('pattern' in json);
  const token = JSON.parse((await runClawsec(['rules', 'show', 'github_token', '--json'])).stdout) as RuleFile;
  t.true(token.anchors.includes('ghp_'));
  t.regex(token.pattern, /^gh\[/);
  t.regex(
    (await runClawsec(['rules', 'show', 'known_value'])).stdout,
    /^known_value: EXFIL, critical, off, built in\n/,
  );
  const wrong = await runClawsec(['rules', 'show', 'github_tokn']);
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /there is no rule "github_tokn"; the nearest is "github_token"/);
});

test('proves files and folders', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'a.json'), JSON.stringify(ruleFile()));
  t.deepEqual(await runClawsec(['rules', 'check', dir]), { code: 0, stdout: '1 proven, 0 refused.\n', stderr: '' });
  writeFileSync(join(dir, 'b.json'), JSON.stringify(ruleFile({ id: 'b', pattern: 'x' })));
  const { code, stdout, stderr } = await runClawsec(['rules', 'check', dir]);
  t.is(code, 1);
  t.is(stdout, '1 proven, 1 refused.\n');
  t.regex(stderr, /^\/.*b\.json:1: b: the pattern also matches "x", without the anchor "acme_"\n$/);
  const json = await runClawsec(['rules', 'check', '--json', dir]);
  t.is(json.code, 1);
  t.like(JSON.parse(json.stdout) as object, { proven: ['acme_token'], refused: [{ id: 'b' }] });
});

test('imports the rules of gitleaks into a file that can be used', async (t) => {
  const dir = tempDir(t);
  const from = join(dir, 'gitleaks.toml');
  const out = join(dir, 'rules.json');
  writeFileSync(from, `[[rules]]\nid = "acme"\nregex = '''acme_[a-z0-9]{16}'''\npath = "x"\n[[rules]]\nid = "no"\n`);
  const { code, stdout } = await runClawsec(['rules', 'import', from, '--out', out]);
  t.is(code, 1);
  t.is(
    stdout,
    `Note: acme: its path is left out: it is looked for everywhere.
Refused: ${from}:5: no: it has no regex
1 rule imported into ${out}, 1 refused.
To use it: "rule_files": ["${out}"] in your configuration.
`,
  );
  t.like(JSON.parse(readFileSync(out, 'utf8')) as RuleFile[], [{ id: 'acme', anchors: ['acme_'] }]);
  t.is((await runClawsec(['rules', 'check', out])).code, 0);
  const json = await runClawsec(['rules', 'import', from, '--out', out, '--json']);
  t.like(JSON.parse(json.stdout) as object, { imported: [{ id: 'acme' }], refused: [{ id: 'no' }] });
});

test('an import makes the folder it writes to, and says in one line why it cannot write', async (t) => {
  const dir = tempDir(t);
  const from = join(dir, 'gitleaks.toml');
  writeFileSync(from, `[[rules]]\nid = "acme"\nregex = '''acme_[a-z0-9]{16}'''\n`);
  const out = join(dir, 'none', 'yet', 'x.json');
  const { code, stdout } = await runClawsec(['rules', 'import', from, '--out', out]);
  t.is(code, 0);
  t.regex(stdout, /^1 rule imported into .*x\.json, 0 refused\.\nTo use it: /);
  t.is((await runClawsec(['rules', 'check', out])).code, 0);
  for (const [path, reason] of [
    [dir, 'it is a folder'],
    [join(from, 'x.json'), 'what should be its folder is a file'],
    ['/proc/none/x.json', "its folder can't be made"],
  ] as const) {
    t.deepEqual(await runClawsec(['rules', 'import', from, '--out', path]), {
      code: 1,
      stdout: '',
      stderr: `clawsec: ${path} can't be written: ${reason}. Name another file with --out.\n`,
    });
  }
});

test('an import that takes over nothing writes nothing', async (t) => {
  const dir = tempDir(t);
  const [from, out] = [join(dir, 'gitleaks.toml'), join(dir, 'rules.json')];
  writeFileSync(from, `[[rules]]\nregex = '''acme_[a-z0-9]{16}'''\n`);
  writeFileSync(out, 'mine');
  const { code, stdout } = await runClawsec(['rules', 'import', from, '--out', out]);
  t.is(code, 1);
  t.is(stdout, `Refused: ${from}:1: rule 1: it has no id\nNo rule imported, 1 refused; nothing is written.\n`);
  t.is(readFileSync(out, 'utf8'), 'mine');
});

test('the names of what is built in are taken', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(
    path,
    JSON.stringify([
      ruleFile({ id: 'known_value' }),
      ruleFile({ id: 'ai_api_key' }),
      ruleFile({ id: 'hidden_comment' }),
    ]),
  );
  const { code, stderr } = await runClawsec(['rules', 'check', path]);
  t.is(code, 1);
  t.is(stderr.match(/clawsec itself has a rule of this name already/g)?.length, 3);
});

test('an import does not write over what it reads, under whatever name', async (t) => {
  const dir = tempDir(t);
  const [from, link] = [join(dir, 'gitleaks.toml'), join(dir, 'link.json')];
  const text = `[[rules]]\nid = "acme"\nregex = '''acme_[a-z0-9]{16}'''\n`;
  writeFileSync(from, text);
  symlinkSync(from, link);
  for (const out of [from, link, join(dir, '.', 'x', '..', 'gitleaks.toml')]) {
    const { code, stderr } = await runClawsec(['rules', 'import', from, '--out', out]);
    t.is(code, 2);
    t.regex(stderr, /would write over/);
    t.is(readFileSync(from, 'utf8'), text);
  }
});

test('what is no regular file is refused, and not waited for', async (t) => {
  const fifo = join(tempDir(t), 'fifo.json');
  execFileSync('mkfifo', [fifo]);
  const checked = await runClawsec(['rules', 'check', fifo]);
  t.deepEqual([checked.code, checked.stderr], [1, `${fifo}: it is no regular file\n`]);
  for (const args of [
    ['rules', 'import', fifo],
    ['status', '--config', fifo],
  ]) {
    const { code, stderr } = await runClawsec(args);
    t.is(code, 2);
    t.regex(stderr, /it is no regular file/);
  }
});

for (const [args, message] of [
  [['chek'], /rules can't "chek"; did you mean "check"\?/],
  [['frobnicate'], /it shows, checks or imports/],
  [['show'], /needs one name of a rule/],
  [['check'], /needs a file or a folder/],
  [['import'], /needs one gitleaks\.toml/],
  [['check', 'own.json', '--out', 'x.json'], /--out is for rules import/],
  [['--out', 'x.json'], /--out is for rules import/],
  [['check', 'own.json', '--config', 'x.json'], /--config is not for rules check/],
  [['import', 'x.toml', '--config', 'x.json'], /--config is not for rules import/],
  [['import', '/none.toml'], /none\.toml can't be read/],
] as const) {
  test(`rules ${args.join(' ')} is a mistake`, async (t) => {
    const { code, stderr } = await runClawsec(['rules', ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  });
}

test('an unknown pack is a mistake with a suggestion', async (t) => {
  const { code, stderr } = await runClawsec(['start'], { CLAWSEC_RULE_PACKS: 'secrets,injections' });
  t.is(code, 2);
  t.regex(
    stderr,
    /CLAWSEC_RULE_PACKS must be a list of some of secrets, injection, network, thorough, not "injections"; did you mean "injection"\?/,
  );
});

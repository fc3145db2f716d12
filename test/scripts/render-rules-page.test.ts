import test from 'ava';
import { OPTIONS } from '../../config/options.ts';
import { renderRulesPage } from '../../scripts/render-rules-page.ts';
import { RULES } from '../../src/detect/rules/index.ts';
import { packFiles } from '../support/pack-files.ts';

test('every rule is there with its type, summary, source, hits and misses', (t) => {
  const page = renderRulesPage();
  const sections = page.split('\n## ').slice(1);
  t.is(sections.length, RULES.length + 1, 'the last is of the packs');
  for (const [index, { id, type, severity, summary, source, hits, misses }] of RULES.entries()) {
    const section = sections[index] ?? '';
    t.true(section.startsWith(`${id}\n\n${type}, ${severity}. ${summary}`), id);
    t.true(section.includes(`Source: ${source}\n`), id);
    const [, hitLines = '', , missLines = ''] = section.split(/\n```(?:text\n)?/);
    t.is(hitLines.split('\n').length, hits.length, `${id}: a line for each hit`);
    t.is(missLines.split('\n').length, misses.length, `${id}: a line for each miss`);
  }
});

test('line ends and long runs of blanks are shown', (t) => {
  const page = renderRulesPage();
  t.true(page.includes('curl https://get.example.test⏎cat x | bash'));
  t.true(page.includes('https://get.example.test␠×81|␠×300bash'));
});

test('every rule of every pack has its row, in the section that counts them and says whether they are on', (t) => {
  const [, packs = ''] = renderRulesPage().split('\n## Packs\n');
  const sections = packs.split('\n### ').slice(1);
  t.deepEqual(
    sections.map((section) => section.split('\n')[0]),
    [...OPTIONS.rule_packs.choices],
  );
  for (const [index, pack] of OPTIONS.rule_packs.choices.entries()) {
    const files = packFiles().filter((one) => one.pack === pack);
    const isOn = OPTIONS.rule_packs.default.some((name) => name === pack);
    const section = sections[index] ?? '';
    t.true(section.includes(` ${files.length} rules, ${isOn ? 'on' : 'off'} by default.\n`), pack);
    t.is(section.split('\n| `').length - 1, files.length, pack);
    for (const { file } of files) {
      t.true(section.includes(`\n| \`${file.id}\` | ${file.type} | ${file.severity} | `), file.id);
    }
  }
});

import test from 'ava';
import { renderRulesPage } from '../../scripts/render-rules-page.ts';
import { RULES } from '../../src/detect/rules/index.ts';

test('every rule is there with its type, summary, source, hits and misses', (t) => {
  const page = renderRulesPage();
  const sections = page.split('\n## ').slice(1);
  t.is(sections.length, RULES.length);
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

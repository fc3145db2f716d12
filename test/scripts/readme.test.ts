import { readFileSync } from 'node:fs';
import test from 'ava';
import { OPTIONS } from '../../config/options.ts';
import type { Detection } from '../../src/model/finding.ts';
import { RULES } from '../../src/detect/rules/index.ts';
import { threatLine } from '../../src/report/threat-line.ts';
import { packFiles } from '../support/pack-files.ts';

// This file runs as dist/test/scripts/readme.test.js.
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test('every built-in rule has its row', (t) => {
  for (const { id, type } of RULES) t.true(README.includes(`\n| \`${id}\` | ${type} | `), id);
});

test('every pack has its row, with the number of its rules and whether it is on', (t) => {
  for (const pack of OPTIONS.rule_packs.choices) {
    const count = packFiles().filter((one) => one.pack === pack).length;
    const isOn = OPTIONS.rule_packs.default.some((name) => name === pack);
    t.true(README.includes(`\n| \`${pack}\` | ${count} | ${isOn ? 'on' : 'off'} | `), `${pack}: ${count}`);
  }
});

test('every field that a threat line may have is explained', (t) => {
  const full: Detection = {
    flow: { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443', stream: 1 },
    request: { method: 'GET', path: '/' },
    direction: 'outbound',
    at: 0,
    finding: {
      rule: 'known_value',
      type: 'EXFIL',
      severity: 'critical',
      offset: 0,
      length: 12,
      location: 'request.body',
      path: 'base64',
      field: 'a',
      known: 'A_TOKEN',
      snippet: '',
      fingerprint: '0123456789abcdef',
      matchLength: 12,
      prefix: 'a',
      isExample: true,
    },
  };
  const [, table = ''] = README.split('\n| field | what it says |\n');
  const named = table.split('\n\n')[0] ?? '';
  for (const field of Object.keys(threatLine(full, '0123456789abcdef', true)))
    t.regex(named, new RegExp(`\`${field}\``));
});

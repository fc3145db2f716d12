import test from 'ava';
import { type FilterFlags, readFilter } from '../../src/cli/threat-filter.ts';
import type { Threat } from '../../src/model/threat.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const NOW = Date.parse('2026-02-19T14:00:00Z');
const NONE: FilterFlags = { severity: undefined, rule: undefined, host: undefined, since: undefined };

function accepts(flags: Partial<FilterFlags>, changed: Partial<Threat> = {}): boolean {
  return readFilter({ ...NONE, ...flags }, NOW).accepts(exampleThreat({ severity: 'high', ...changed }));
}

test('a severity stands for itself and the graver ones', (t) => {
  for (const [severity, accepted] of [
    ['critical', false],
    ['high', true],
    ['HIGH', true],
    ['info', true],
  ] as const) {
    t.is(accepts({ severity }), accepted, severity);
  }
  t.true(readFilter({ ...NONE, severity: 'critical' }, NOW).accepts(exampleThreat()), 'of an earlier version');
});

test('rules and hosts may have wildcards', (t) => {
  t.true(accepts({ rule: 'ai_*' }));
  t.false(accepts({ rule: 'ai' }));
  t.true(accepts({ host: 'API.anthropic.com' }));
  t.true(accepts({ host: '*.anthropic.com:443' }));
  t.false(accepts({ host: 'anthropic.com' }));
});

test('times are ago, or given', (t) => {
  for (const [since, accepted] of [
    ['18m', false],
    ['19m', true],
    ['1h', true],
    ['1080s', false],
    ['1d', true],
    ['2w', true],
    ['2026-02-19', true],
    ['2026-02-19T13:42Z', false],
  ] as const) {
    t.is(accepts({ since }), accepted, since);
  }
});

test('a search ends where nothing before can be wanted', (t) => {
  const filter = readFilter({ ...NONE, since: '10m' }, NOW);
  t.false(filter.endsAt(exampleThreat()));
  t.true(filter.endsAt(exampleThreat({ timestamp: '2026-02-19T12:49:00.000000+00:00' })));
  t.false(readFilter(NONE, NOW).endsAt(exampleThreat({ timestamp: 'nonsense' })));
});

for (const [flag, value] of [
  ['severity', 'bad'],
  ['since', 'yesterday'],
  ['since', '5'],
  ['since', '-1h'],
  ['since', '2026-99-99'],
] as const) {
  test(`--${flag} ${value} is a mistake`, (t) => {
    t.throws(() => readFilter({ ...NONE, [flag]: value }, NOW), {
      code: 'usage',
      message: new RegExp(`^--${flag} must be .*not "${value}"$`),
    });
  });
}

test('a mistyped severity is met with a question', (t) => {
  t.throws(() => readFilter({ ...NONE, severity: 'hgih' }, NOW), { message: /not "hgih"; did you mean "high"\?$/ });
});

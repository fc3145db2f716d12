import test from 'ava';
import { allowancesOf } from '../../../../src/detect/rules/gitleaks/allowances.ts';
import type { GitleaksAllowlist } from '../../../../src/detect/rules/gitleaks/read-config.ts';

function allowlist(changes: Partial<GitleaksAllowlist>): GitleaksAllowlist {
  const none = { regexes: [], stopwords: [], paths: [], commits: [], targetRules: [] };
  return { condition: 'OR', regexTarget: 'secret', ...none, ...changes };
}

test('expressions go where they are looked for, stopwords are literal', (t) => {
  t.deepEqual(
    allowancesOf([
      allowlist({ regexes: ['(?i)^ab$'], stopwords: ['a.b', 'example'] }),
      allowlist({ regexes: ['x'], regexTarget: 'line' }),
      allowlist({ regexes: ['y', 'y'], regexTarget: 'match' }),
    ]),
    {
      except: [String.raw`a\.b|example`],
      exceptIn: { secret: ['^[Aa][Bb]$'], match: ['y'], line: ['x'] },
      notes: [],
    },
  );
});

test('what repeats without end is bounded', (t) => {
  const { exceptIn } = allowancesOf([allowlist({ regexes: [String.raw`^\{[ \t]*x+[ \t]{2,}\}$`, '(?:a{3})+'] })]);
  t.deepEqual(exceptIn, { secret: [String.raw`^\{[\t ]{0,64}x{1,64}[\t ]{2,64}\}$`, '(?:a{3}){1,64}'] });
});

test('what makes no sense for traffic is left out and told', (t) => {
  const { except, exceptIn, notes } = allowancesOf([
    allowlist({ paths: ['a'], commits: ['b'], stopwords: ['kept'] }),
    allowlist({ condition: 'AND', regexes: ['a'], paths: ['b'] }),
    allowlist({ condition: 'AND', regexes: ['alone'] }),
    allowlist({ regexes: [String.raw`\pL`] }),
  ]);
  t.deepEqual(except, ['kept']);
  t.deepEqual(exceptIn, { secret: ['alone'] });
  t.is(notes.length, 4);
  t.true(notes.some((note) => note.includes('several things at once')));
  t.true(notes.some((note) => note.includes(String.raw`"\p" is not understood`)));
});

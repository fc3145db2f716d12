import test from 'ava';
import { ALLOW_FIELDS, PROVIDER_FIELDS } from '../../config/record-fields.ts';

test('fields say what they want', (t) => {
  for (const { help, pattern, expected } of [...Object.values(ALLOW_FIELDS), ...Object.values(PROVIDER_FIELDS)]) {
    t.regex(help, /^[a-z].*[^.]$/);
    t.regex(expected, /^[a0-9]/);
    t.true(pattern.source.startsWith('^') && pattern.source.endsWith('$'));
  }
});

test('days and moments are told from other texts', (t) => {
  const { pattern } = ALLOW_FIELDS.until;
  for (const text of ['2026-03-31', '2028-02-29', '2026-12-01T00:00Z', '2026-03-31T23:59:59Z']) t.regex(text, pattern);
  for (const text of [
    'tomorrow',
    '2026-13-01',
    '2026-00-10',
    '2026-03-32',
    '2026-02-30',
    '2026-04-31',
    '31.3.2026',
    '2026-03-31T12:00',
  ])
    t.notRegex(text, pattern);
});

test('a host is no URL', (t) => {
  for (const text of ['api.test', '*.internal', 'localhost:*', '[::1]:80']) t.regex(text, ALLOW_FIELDS.host.pattern);
  for (const text of ['https://a.test', 'a b', '', 'me@host']) t.notRegex(text, ALLOW_FIELDS.host.pattern);
});

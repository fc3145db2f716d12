import test from 'ava';
import { ERRORS, UserError } from '../../src/model/errors.ts';

test('every entry has one plain sentence; a status, where there is one, is an error status', (t) => {
  for (const [code, entry] of Object.entries(ERRORS)) {
    t.regex(code, /^[a-z]+(_[a-z]+)*$/);
    t.regex(entry.hint, /^[A-Z].*\.$/, code);
    t.notRegex(entry.hint, /\n/, code);
    if ('status' in entry) t.true(entry.status >= 400 && entry.status < 600, code);
  }
});

test('a user error says how to mend it, by the table or more closely', (t) => {
  const error = new UserError('port_busy', 'Port 8888 is held by PID 7.');
  t.is(error.hint, ERRORS.port_busy.hint);
  t.is(error.code, 'port_busy');
  t.true(error instanceof Error);
  t.is(new UserError('usage', 'No such command.', 'Did you mean status?').hint, 'Did you mean status?');
});

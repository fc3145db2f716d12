import test from 'ava';
import { isChosenPassword } from '../../../../src/detect/rules/validators/chosen-password.ts';

test('what a person or a generator chose passes', (t) => {
  for (const text of ['npg_8sKx2LqVtY', 'correcthorsebattery', 'Tr0ub4dor&3', 'p%40q7rT2', 'k3fj9s']) {
    t.true(isChosenPassword(text), text);
  }
});

test('words of manuals, variables and gaps do not', (t) => {
  for (const text of [
    'password',
    'secret123',
    'mysecretpassword',
    'changeme!',
    '$DB_PASSWORD',
    '${PASS}',
    '<password>',
    '{{ pw }}',
    'DB_PASSWORD',
    'dbPassword',
    'db-password',
    '*******',
    'abc',
    'test:test'.slice(0, 4),
    '',
  ]) {
    t.false(isChosenPassword(text), text);
  }
});

test('a long row of words is quickly judged', (t) => {
  t.true(isChosenPassword(`${'pass'.repeat(20_000)}~`));
});

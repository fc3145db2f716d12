import test from 'ava';
import { isSocialSecurityNumber } from '../../../../src/detect/rules/validators/social-security.ts';

test('a number that can be issued is told from one that cannot', (t) => {
  t.true(isSocialSecurityNumber('536-22-4871'));
  t.true(isSocialSecurityNumber('536224871'));
  for (const no of ['000-22-4871', '666-22-4871', '936-22-4871', '536-00-4871', '536-22-0000', '078-05-1120', '']) {
    t.false(isSocialSecurityNumber(no), no);
  }
});

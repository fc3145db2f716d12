import test from 'ava';
import { errnoOf } from '../../src/report/errno.ts';
import { readFileSync } from 'node:fs';

test('names what the system said, and nothing else', (t) => {
  t.is(errnoOf(t.throws(() => readFileSync('/no/such/file'))), 'ENOENT');
  t.is(errnoOf(new Error('mine')), undefined);
  t.is(errnoOf('ENOENT'), undefined);
});

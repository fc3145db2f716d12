import { readFileSync } from 'node:fs';
import test from 'ava';
import { errnoOf, faultOf } from '../../src/model/errno.ts';

const systemError = (code: string): Error => Object.assign(new Error('raw'), { code });

test('names what the system said, and nothing else', (t) => {
  t.is(errnoOf(t.throws(() => readFileSync('/no/such/file'))), 'ENOENT');
  t.is(errnoOf(new Error('mine')), undefined);
  t.is(errnoOf('ENOENT'), undefined);
});

test('says it in words, where there are some', (t) => {
  t.is(faultOf(t.throws(() => readFileSync('/no/such/file'))), 'it does not exist');
  t.is(faultOf(t.throws(() => readFileSync('/'))), 'it is a folder');
  t.is(faultOf(t.throws(() => readFileSync('/dev/null/file'))), 'what should be its folder is a file');
  t.is(faultOf(systemError('EACCES')), 'permission denied');
  t.is(faultOf(systemError('EXDEV')), 'EXDEV');
  t.is(faultOf(new Error('mine')), 'Error: mine');
});

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { signatureOf } from '../../src/service/file-signature.ts';
import { tempDir } from '../support/temp-dir.ts';

test('it differs when a file was changed, added, removed or replaced', (t) => {
  const dir = tempDir(t);
  const folder = join(dir, 'rules');
  const file = join(dir, 'one.json');
  const paths = [folder, file];
  const seen = [signatureOf(paths)];
  const changes = [
    () => mkdirSync(folder),
    () => writeFileSync(file, '1'),
    () => writeFileSync(file, '12'),
    () => writeFileSync(join(folder, 'a.json'), ''),
    () => writeFileSync(join(folder, 'a.json'), '1'),
    () => renameSync(join(folder, 'a.json'), join(folder, 'b.json')),
    () => rmSync(file),
  ];
  for (const change of changes) {
    change();
    t.is(signatureOf(paths), signatureOf(paths));
    seen.push(signatureOf(paths));
  }
  t.is(new Set(seen).size, changes.length + 1);
  writeFileSync(join(folder, 'notes.txt'), 'of no interest');
  t.true(signatureOf(paths) === seen.at(-1));
});

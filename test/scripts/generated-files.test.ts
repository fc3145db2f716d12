import { readFileSync } from 'node:fs';
import test from 'ava';
import { GENERATED_FILES, staleFiles } from '../../scripts/generated-files.ts';

// This file runs as dist/test/scripts/generated-files.test.js.
const root = new URL('../../../', import.meta.url);

for (const { path, render } of GENERATED_FILES) {
  test(`${path} is fresh`, (t) => {
    t.is(readFileSync(new URL(path, root), 'utf8'), render(), 'run `npm run generate`');
  });
}

test('stale and missing files are found', (t) => {
  const first = GENERATED_FILES[0]?.path;
  t.deepEqual(
    staleFiles((path) => GENERATED_FILES.find((file) => file.path === path)?.render()),
    [],
  );
  t.deepEqual(
    staleFiles((path) => (path === first ? 'old' : GENERATED_FILES.find((file) => file.path === path)?.render())).map(
      (file) => file.path,
    ),
    [first],
  );
  t.is(staleFiles(() => undefined).length, GENERATED_FILES.length);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { IMPORTERS, breaches } from '../support/house-rules.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The checker and its test hold, as data, the very words it looks for. */
const OWN = ['test/support/house-rules.ts', 'test/house/house.test.ts'];

function readTree(...tops: readonly string[]): Map<string, string> {
  const tree = new Map<string, string>();
  for (const top of tops) {
    for (const entry of readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })) {
      const path = join(top, entry).replaceAll('\\', '/');
      if (path.endsWith('.ts') && !OWN.includes(path)) tree.set(path, readFileSync(join(ROOT, path), 'utf8'));
    }
  }
  return tree;
}

test('the house is in order', (t) => {
  t.deepEqual(breaches(readTree('src', 'workers', 'config', 'test')), []);
});

test('what is installed at run time is imported, and by the file we say', (t) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
  t.deepEqual(Object.keys(manifest.dependencies).toSorted(), Object.keys(IMPORTERS).toSorted());
});

const proxy = 'src/proxy/tap.ts';
const tested = ['test/proxy/tap.test.ts', ''] as const;

const planted: readonly (readonly [what: string, tree: readonly (readonly [string, string])[], breach: RegExp])[] = [
  ['proxy sees detect', [[proxy, "import { a } from '../detect/a.ts';\n"], tested], /proxy may not see it/],
  ['a type is an import too', [[proxy, "import type { A } from '../detect/a.ts';\n"], tested], /may not see it/],
  ['an import over lines', [[proxy, "import {\n  a,\n} from '../report/a.ts';\n"], tested], /may not see it/],
  ['a re-export', [[proxy, "export { a } from '../service/a.ts';\n"], tested], /may not see it/],
  ['an import when needed', [[proxy, "const a = await import('../cli/a.ts');\n"], tested], /may not see it/],
  ['a worker beyond the mint', [['workers/m.ts', "import { a } from '../src/wire/h.ts';\n"]], /may not see it/],
  ['a socket in wire', [['src/wire/a.ts', "import { connect } from 'node:net';\n"]], /wire is pure/],
  ['Node in the model', [['src/model/a.ts', "import 'node:buffer';\n"]], /model is pure/],
  ['a second importer', [[proxy, "import forge from 'node-forge';\n"], tested], /src\/wire\/mint\.ts is its one/],
  ['pm2', [['src/service/a.ts', "import pm2 from 'pm2';\n"]], /no file is its one importer/],
  ['no test', [[proxy, 'export const a = 1;\n']], /no test\/proxy\/tap\.test\.ts/],
  ['types that run', [['src/model/flow.ts', 'export const a = 1;\n']], /something in it runs/],
  ['an unknown room', [['src/misc/a.ts', '']], /misc is no room/],
  ['a long file', [[proxy, '\n'.repeat(401)], tested], /401 lines/],
  ['something left over', [[proxy, '// TODO: later\n'], tested], /left over/],
  ['untyped', [[proxy, 'export const a = b as any;\n'], tested], /untyped/],
  ['a vague name', [['test/support/helpers.ts', '']], /says nothing/],
  ['camel case', [['test/support/myThing.ts', '']], /kebab-case/],
  ['a test left out', [['test/proxy/tap.test.ts', "test.only('a', () => {});\n"]], /does not run/],
];

for (const [what, files, breach] of planted) {
  test(`a breach is seen: ${what}`, (t) => {
    const found = breaches(new Map(files));
    t.regex(found.join('\n'), breach);
  });
}

test('a tree in order has no breach', (t) => {
  const tree = new Map([
    ['src/proxy/worker-thread.ts', "import { Piscina } from 'piscina';\nimport { a } from '../wire/mint.ts';\n"],
    ['test/proxy/worker-thread.test.ts', ''],
    ['src/wire/mint.ts', "import forge from 'node-forge';\nimport { isIP } from 'node:net';\n"],
    ['test/wire/mint.test.ts', ''],
    ['workers/mint.ts', "import { mint } from '../src/wire/mint.ts';\n"],
    ['test/workers/mint.test.ts', ''],
  ]);
  t.deepEqual(breaches(tree), []);
});

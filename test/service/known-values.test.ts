import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { knownTableFor, readKnownValues } from '../../src/service/known-values.ts';
import { tempDir } from '../support/temp-dir.ts';

const NAMES = ['*KEY*', '*_password'];

test('values are taken by their names, each once', (t) => {
  const file = join(tempDir(t), '.env');
  writeFileSync(
    file,
    'export API_KEY="quoted value 4711"\n# a comment\nDB_PASSWORD=hunter2hunter3\nHOME_PAGE=not-a-secret-4711\n',
  );
  const { values, warnings } = readKnownValues({
    files: [file],
    env: {
      OTHER_KEY: 'hunter2hunter3',
      SHORT_KEY: 'abc',
      PATH_KEY: '/usr/local/share/key',
      FAR: 'n0t-a-secret-either',
    },
    names: NAMES,
  });
  t.deepEqual(values, [
    { name: 'API_KEY', origin: file, value: 'quoted value 4711' },
    { name: 'DB_PASSWORD', origin: file, value: 'hunter2hunter3' },
  ]);
  t.deepEqual(warnings, ['not looked for, since shorter than 11 bytes or no secret by its form: SHORT_KEY, PATH_KEY']);
});

test('what cannot be read is warned of, and the rest is read', (t) => {
  const dir = tempDir(t);
  const env = { MY_KEY: 'hunter2hunter3' };
  const { values, warnings } = readKnownValues({ files: [join(dir, 'none'), dir], env, names: NAMES });
  t.deepEqual(values, [{ name: 'MY_KEY', origin: 'environment', value: 'hunter2hunter3' }]);
  t.is(warnings.length, 2);
  t.regex(warnings[0] ?? '', /none can't be read: it does not exist/);
  t.regex(warnings[1] ?? '', /it is a folder/);
});

test('a table is made of what the options name', (t) => {
  const options = { known_value_files: [], known_value_environment: true, known_value_names: NAMES };
  const env = { MY_KEY: 'hunter2hunter3' };
  const { known } = knownTableFor(options, env, 'f', 'a1');
  t.is(known.key, 'a1');
  t.like(known.entries[0], { name: 'MY_KEY', origin: 'environment' });
  t.deepEqual(knownTableFor({ ...options, known_value_environment: false }, env, 'f', 'a1').known.entries, []);
});

test('every reading of a value is known, but no comment behind what is no secret', (t) => {
  const file = join(tempDir(t), '.env');
  writeFileSync(
    file,
    String.raw`A_KEY="quo\"ted value 4711"
B_KEY=hunter2hunter3 # why
C_KEY=abc # a comment of some length
D_KEY= # put it here, please
E_KEY=abc #defghijk-1234
`,
  );
  const { values, warnings } = readKnownValues({ files: [file], env: {}, names: NAMES });
  t.deepEqual(
    values.map(({ name, value }) => `${name} ${value}`),
    [
      String.raw`A_KEY quo\"ted value 4711`,
      'A_KEY quo"ted value 4711',
      'B_KEY hunter2hunter3',
      'B_KEY hunter2hunter3 # why',
      'E_KEY abc #defghijk-1234',
    ],
  );
  t.deepEqual(warnings, ['not looked for, since shorter than 11 bytes or no secret by its form: C_KEY']);
});

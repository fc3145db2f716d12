import { execFile } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { UserError } from '../../src/model/errors.ts';
import { loadOrCreateAuthority } from '../../src/proxy/ca-files.ts';
import { createAuthority, mintLeaf } from '../../src/wire/mint.ts';
import { ecAuthority, now, rsaAuthority, scratchDir } from '../support/cert-fixtures.ts';

const DAY_MS = 86_400_000;
const options = { keyType: 'ec', now } as const;
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

/** Files that lie there since a minute, so that nobody waits for the missing one. */
async function lay(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(dir, name), text, { mode: 0o600 });
    const then = new Date(now.getTime() - 60_000);
    await utimes(join(dir, name), then, then);
  }
}

for (const keyType of ['rsa', 'ec'] as const) {
  test(`makes an ${keyType} pair once and keeps it`, async (t) => {
    const dir = await scratchDir(t);
    const first = await loadOrCreateAuthority(dir, { keyType, now });
    t.true(first.created);
    t.is(new X509Certificate(first.authority.certPem).publicKey.asymmetricKeyType, keyType);
    t.is(await readFile(join(dir, 'ca.crt'), 'utf8'), first.authority.certPem);
    t.is(await readFile(join(dir, 'ca.key'), 'utf8'), first.authority.keyPem);
    t.is(await modeOf(join(dir, 'ca.key')), 0o600);
    t.is(await modeOf(join(dir, 'ca.crt')), 0o644);
    t.deepEqual((await readdir(dir)).toSorted(), ['ca.crt', 'ca.key']);
    const second = await loadOrCreateAuthority(dir, { keyType: 'ec', now });
    t.deepEqual(second, { authority: first.authority, created: false, warnings: [] });
  });
}

test('many at once end up with one pair', async (t) => {
  const dir = await scratchDir(t);
  const all = await Promise.all(Array.from({ length: 12 }, () => loadOrCreateAuthority(dir, options)));
  t.is(all.filter(({ created }) => created).length, 1);
  t.is(new Set(all.map(({ authority }) => authority.certPem + authority.keyPem)).size, 1);
  t.deepEqual((await readdir(dir)).toSorted(), ['ca.crt', 'ca.key']);
});

test('processes that start at once end up with one pair', async (t) => {
  const dir = await scratchDir(t);
  const module = new URL('../../src/proxy/ca-files.js', import.meta.url).href;
  const script = `const { loadOrCreateAuthority } = await import(${JSON.stringify(module)});
    const { authority } = await loadOrCreateAuthority(${JSON.stringify(dir)}, { keyType: 'ec', now: new Date() });
    process.stdout.write(authority.certPem);`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: {} });
  const certs = await Promise.all([run(), run(), run()]);
  t.is(new Set(certs.map(({ stdout }) => stdout)).size, 1);
});

test('waits for a process that is between its two files', async (t) => {
  const dir = await scratchDir(t);
  await writeFile(join(dir, 'ca.key'), ecAuthority.keyPem, { mode: 0o600 });
  const loading = loadOrCreateAuthority(dir, { keyType: 'ec', now: new Date() });
  await writeFile(join(dir, 'ca.crt.tmp'), ecAuthority.certPem);
  await writeFile(join(dir, 'ca.crt'), ecAuthority.certPem);
  t.is((await loading).authority.certPem, ecAuthority.certPem);
});

const expired = createAuthority({ keyType: 'ec', now: new Date(now.getTime() - 4000 * DAY_MS) });
const future = createAuthority({ keyType: 'ec', now: new Date(now.getTime() + 30 * DAY_MS) });
const { keyPem, certPem } = ecAuthority;
const publicKeyDer = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
const leafOfSameKey = mintLeaf({ host: 'a.test', authority: ecAuthority, publicKeyDer, now });
const DAMAGED: Record<string, [files: Record<string, string>, reason: RegExp]> = {
  'key alone': [{ 'ca.key': keyPem }, /ca\.key is there but ca\.crt is missing/],
  'certificate alone': [{ 'ca.crt': certPem }, /ca\.crt is there but ca\.key is missing/],
  'empty key': [{ 'ca.key': '', 'ca.crt': certPem }, /ca\.key can't be parsed/],
  'cut key': [{ 'ca.key': keyPem.slice(0, 100), 'ca.crt': certPem }, /ca\.key can't be parsed/],
  'cut certificate': [{ 'ca.key': keyPem, 'ca.crt': certPem.slice(0, 200) }, /ca\.crt can't be parsed/],
  'certificate in place of the key': [{ 'ca.key': certPem, 'ca.crt': certPem }, /ca\.key can't be parsed/],
  'huge key': [{ 'ca.key': ' '.repeat(70_000), 'ca.crt': certPem }, /ca\.key is too large/],
  'pair of two': [{ 'ca.key': rsaAuthority.keyPem, 'ca.crt': certPem }, /do not belong together/],
  'leaf certificate': [{ 'ca.key': keyPem, 'ca.crt': leafOfSameKey }, /not the certificate of a CA/],
  'expired CA': [{ 'ca.key': expired.keyPem, 'ca.crt': expired.certPem }, /expired on/],
  'CA of the future': [{ 'ca.key': future.keyPem, 'ca.crt': future.certPem }, /not valid before/],
};

for (const [title, [files, reason]] of Object.entries(DAMAGED)) {
  test(`reports and keeps a damaged pair: ${title}`, async (t) => {
    const dir = await scratchDir(t);
    await lay(dir, files);
    const error = await t.throwsAsync(loadOrCreateAuthority(dir, options), { instanceOf: UserError, message: reason });
    t.is(error.code, 'ca_damaged');
    t.false(error.message.includes('\n'));
    t.true(error.message.includes(dir));
    t.deepEqual((await readdir(dir)).toSorted(), Object.keys(files).toSorted());
    for (const [name, text] of Object.entries(files)) t.is(await readFile(join(dir, name), 'utf8'), text);
  });
}

for (const name of ['ca.key', 'ca.crt']) {
  for (const target of ['dangling', 'real']) {
    test(`a ${target} link planted at ${name} is not followed`, async (t) => {
      const dir = await scratchDir(t);
      const aim = join(dir, 'aim');
      if (target === 'real') await writeFile(aim, name === 'ca.key' ? keyPem : certPem);
      await symlink(aim, join(dir, name));
      await t.throwsAsync(loadOrCreateAuthority(dir, options), { message: /is a symbolic link/ });
      t.true((await lstat(join(dir, name))).isSymbolicLink());
      t.deepEqual((await readdir(dir)).toSorted(), (target === 'real' ? ['aim', name] : [name]).toSorted());
    });
  }
}

test('a folder or a pipe in the place of a file is reported', async (t) => {
  const dir = await scratchDir(t);
  await mkdir(join(dir, 'ca.key'));
  await t.throwsAsync(loadOrCreateAuthority(dir, options), {
    message: /ca\.key (?:is not a regular file|can't be read)/,
  });
  const other = await scratchDir(t);
  await promisify(execFile)('mkfifo', [join(other, 'ca.key')]);
  await t.throwsAsync(loadOrCreateAuthority(other, options), { message: /ca\.key is not a regular file/ });
});

test('a key that others may read is closed to them, with a warning', async (t) => {
  const dir = await scratchDir(t);
  await lay(dir, { 'ca.key': keyPem, 'ca.crt': certPem });
  await chmod(join(dir, 'ca.key'), 0o644);
  const { authority, warnings } = await loadOrCreateAuthority(dir, options);
  t.deepEqual(authority, ecAuthority);
  t.is(warnings.length, 1);
  t.is(await modeOf(join(dir, 'ca.key')), 0o600);
  t.deepEqual((await loadOrCreateAuthority(dir, options)).warnings, []);
});

test('a folder that is not there is no reason to make one', async (t) => {
  const dir = await scratchDir(t);
  await t.throwsAsync(loadOrCreateAuthority(join(dir, 'none'), options), { code: 'ENOENT' });
});

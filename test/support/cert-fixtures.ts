import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { type Authority, createAuthority, mintLeaf } from '../../src/wire/mint.ts';

const run = promisify(execFile);

/** Made once per test file: RSA keys take their time. */
export const now = new Date();
export const rsaAuthority: Authority = createAuthority({ keyType: 'rsa', now });
export const ecAuthority: Authority = createAuthority({ keyType: 'ec', now });
export const leafKey = createLeafKey();

/** A leaf of the EC authority. */
export const mintFor = (host: string, at: Date = now): string =>
  mintLeaf({ host, authority: ecAuthority, publicKeyDer: leafKey.publicKeyDer, now: at });

/** A folder that goes when the test ends. */
export async function scratchDir(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'clawsec-certs-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs openssl on PEM texts, each put into a file; `@name` in an argument stands for that file. */
export async function openssl(
  t: ExecutionContext,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const dir = await scratchDir(t);
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  const paths = args.map((arg) => (arg.startsWith('@') ? join(dir, arg.slice(1)) : arg));
  const { PATH } = process.env;
  const { stdout } = await run('openssl', paths, {
    env: { PATH, SSL_CERT_DIR: dir, SSL_CERT_FILE: join(dir, 'none') },
  });
  return stdout;
}

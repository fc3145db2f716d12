import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { constants, copyFile, link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, faultOf } from '../model/errno.ts';
import { UserError } from '../model/errors.ts';
import type { Authority, AuthorityKeyType } from '../wire/mint.ts';

const KEY_FILE = 'ca.key';
const CERT_FILE = 'ca.crt';
const KEY_MODE = 0o600;
const CERT_MODE = 0o644;
/** Far above any PEM file of one key or certificate. */
const MAX_FILE_BYTES = 65_536;
/** Another process may be between its two files: how long it is given, and what age still counts as that. */
const PAIR_POLL_MS = 20;
const PAIR_WAIT_MS = 2_000;
const FRESH_MS = 10_000;

export interface LoadedAuthority {
  readonly authority: Authority;
  /** True when this call made it. */
  readonly created: boolean;
  /** One line each: what was put right. */
  readonly warnings: string[];
}

export interface CaFilesOptions {
  /** Used when a new authority is made. */
  readonly keyType: AuthorityKeyType;
  readonly now: Date;
}

/**
 * The authority kept in `<dir>/ca.key` (0600) and `<dir>/ca.crt` (0644); made when neither is there, and one pair only
 * however many processes start at once. Links are not followed. A key that others may read is closed to them, with
 * a warning. Throws UserError `ca_damaged` when one of the two is missing, unreadable, expired, no CA or doesn't
 * belong to the other: such a pair is never replaced, since clients trust it. Other file errors are passed on.
 * `dir` must exist and belong to us alone.
 */
export async function loadOrCreateAuthority(dir: string, options: CaFilesOptions): Promise<LoadedAuthority> {
  const found = await readPair(dir, options.now);
  if (found !== undefined) return { ...check(dir, found, options.now), created: false };
  // Loaded only here: on every later start there is nothing to build.
  const { createAuthority } = await import('../wire/mint.ts');
  const authority = createAuthority(options);
  if (await publish(dir, authority)) return { authority, created: true, warnings: [] };
  const other = await readPair(dir, options.now);
  if (other === undefined) throw damaged(dir, 'vanished while it was being made');
  return { ...check(dir, other, options.now), created: false };
}

interface PemFile {
  readonly text: string;
  readonly changedAtMs: number;
  readonly modeFixed: boolean;
}

interface Pair {
  readonly key: PemFile;
  readonly cert: PemFile;
}

/** Undefined when neither file is there. */
async function readPair(dir: string, now: Date): Promise<Pair | undefined> {
  for (let waitedMs = 0; ; waitedMs += PAIR_POLL_MS) {
    const key = await readPem(dir, KEY_FILE);
    const cert = await readPem(dir, CERT_FILE);
    if (key !== undefined && cert !== undefined) return { key, cert };
    const single = key ?? cert;
    if (single === undefined) return undefined;
    if (waitedMs >= PAIR_WAIT_MS || now.getTime() - single.changedAtMs > FRESH_MS) {
      const [present, missing] = key === undefined ? [CERT_FILE, KEY_FILE] : [KEY_FILE, CERT_FILE];
      throw damaged(dir, `${present} is there but ${missing} is missing`);
    }
    await sleep(PAIR_POLL_MS);
  }
}

async function readPem(dir: string, name: typeof KEY_FILE | typeof CERT_FILE): Promise<PemFile | undefined> {
  // Non-blocking, or else a named pipe in that place would hold up the start for ever.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(join(dir, name), flags);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return undefined;
    throw damaged(dir, errno === 'ELOOP' ? `${name} is a symbolic link` : `${name} can't be read: ${faultOf(error)}`);
  }
  try {
    const status = await file.stat();
    if (!status.isFile()) throw damaged(dir, `${name} is not a regular file`);
    if (status.size > MAX_FILE_BYTES) throw damaged(dir, `${name} is too large`);
    const modeFixed = name === KEY_FILE && (status.mode & 0o077) !== 0;
    if (modeFixed) await file.chmod(KEY_MODE);
    return { text: await file.readFile('utf8'), changedAtMs: status.mtimeMs, modeFixed };
  } finally {
    await file.close();
  }
}

function check(dir: string, { key, cert }: Pair, now: Date): Omit<LoadedAuthority, 'created'> {
  const privateKey = parse(dir, KEY_FILE, () => createPrivateKey(key.text));
  const certificate = parse(dir, CERT_FILE, () => new X509Certificate(cert.text));
  const problem = problemOf(privateKey, certificate, now);
  if (problem !== undefined) throw damaged(dir, problem);
  return {
    authority: { certPem: cert.text, keyPem: key.text },
    warnings: key.modeFixed ? [`${join(dir, KEY_FILE)} could be read by others; its mode is 0600 now`] : [],
  };
}

function problemOf(key: KeyObject, cert: X509Certificate, now: Date): string | undefined {
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') return `${KEY_FILE} is neither RSA nor EC`;
  if (!cert.checkPrivateKey(key)) return `${KEY_FILE} and ${CERT_FILE} do not belong together`;
  if (!cert.ca) return `${CERT_FILE} is not the certificate of a CA`;
  if (Date.parse(cert.validTo) <= now.getTime()) return `${CERT_FILE} expired on ${cert.validTo}`;
  if (Date.parse(cert.validFrom) > now.getTime()) return `${CERT_FILE} is not valid before ${cert.validFrom}`;
  return undefined;
}

function parse<T>(dir: string, name: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw damaged(dir, `${name} can't be parsed`);
  }
}

function damaged(dir: string, problem: string): UserError {
  return new UserError('ca_damaged', `The CA in ${dir} is damaged: ${problem}.`);
}

/**
 * Puts both files in their places unless something, even a dangling link, has the key's name already; returns whether
 * it did. Both are whole and on the disk before either gets its name, so that a full disk leaves nothing behind.
 * The key's name is the claim: whoever gets it brings the certificate too.
 */
async function publish(dir: string, authority: Authority): Promise<boolean> {
  const keyPath = join(dir, KEY_FILE);
  const certPath = join(dir, CERT_FILE);
  const suffix = `.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeNew(keyPath + suffix, authority.keyPem, KEY_MODE);
    await writeNew(certPath + suffix, authority.certPem, CERT_MODE);
    if (!(await claim(keyPath + suffix, keyPath))) return false;
    if (!(await claim(certPath + suffix, certPath))) throw damaged(dir, `${CERT_FILE} came from elsewhere meanwhile`);
    return true;
  } finally {
    await rm(keyPath + suffix, { force: true });
    await rm(certPath + suffix, { force: true });
  }
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(path, flags, mode);
  try {
    // The umask may have taken bits away.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a file its name; false when the name is taken. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      // Some mounted file systems have no hard links.
      if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(error.code ?? '')) throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

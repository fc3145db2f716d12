import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { errnoOf, faultOf } from '../model/errno.ts';

const KEY_FILE = 'fingerprint.key';
const KEY_MODE = 0o600;
const KEY_BYTES = 32;
/** Far above the one line that the file holds. */
const MAX_FILE_BYTES = 4096;
const KEY_LINE = /^[0-9a-f]{64}\n?$/;

/**
 * The key with which the fingerprints of this installation are made: 64 hex digits in `<dir>/fingerprint.key` (0600).
 * Made when it is not there, and one only however many processes start at once. Links are not followed; a key that
 * others may read is closed to them. Throws UserError `fingerprint_key_damaged` when something else stands there: it is
 * never replaced, since what was allowed by fingerprint would alarm again. Other file errors are passed on. `dir` must
 * exist and belong to us alone.
 */
export function loadOrCreateFingerprintKey(dir: string): string {
  const found = readKey(dir);
  if (found !== undefined) return found;
  const key = randomBytes(KEY_BYTES).toString('hex');
  if (publish(dir, key)) return key;
  const other = readKey(dir);
  if (other === undefined) throw damaged(dir, 'vanished while it was being made');
  return other;
}

/** Undefined when it is not there. */
function readKey(dir: string): string | undefined {
  let fd: number;
  try {
    // Not blocking, or else a named pipe in that place would hold up the start for ever.
    fd = openSync(join(dir, KEY_FILE), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return undefined;
    throw damaged(dir, errno === 'ELOOP' ? 'is a symbolic link' : `can't be read: ${faultOf(error)}`);
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw damaged(dir, 'is not a regular file');
    if (stats.size > MAX_FILE_BYTES) throw damaged(dir, 'is too large');
    if ((stats.mode & 0o077) !== 0) fchmodSync(fd, KEY_MODE);
    const text = readFileSync(fd, 'latin1');
    if (!KEY_LINE.test(text)) throw damaged(dir, 'does not hold 64 hex digits');
    return text.trimEnd();
  } finally {
    closeSync(fd);
  }
}

/** Gives the key its name, whole and on the disk; false when the name is taken. */
function publish(dir: string, key: string): boolean {
  const path = join(dir, KEY_FILE);
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = openSync(
      draft,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      KEY_MODE,
    );
    try {
      // The umask may have taken bits away.
      fchmodSync(fd, KEY_MODE);
      writeSync(fd, `${key}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return claim(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') return false;
    // Some mounted file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errno)) throw error;
  }
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function damaged(dir: string, problem: string): UserError {
  return new UserError('fingerprint_key_damaged', `${join(dir, KEY_FILE)} ${problem}.`);
}

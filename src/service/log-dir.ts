import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errnoOf, faultOf } from '../model/errno.ts';
import { UserError } from '../model/errors.ts';

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;
/** A folder that holds one of these is ours, whatever its mode. */
const OUR_FILES = new Set([
  'monitor.pid',
  'ca.crt',
  'ca.key',
  'fingerprint.key',
  'threats.jsonl',
  'clawsec.log',
  'status.json',
]);

/**
 * Makes `path` a folder that is ours alone (mode 0700), creating it and its parents if need be, and returns its
 * absolute path.
 *
 * Throws `UserError('log_dir_unsafe')` when it is a symbolic link, belongs to another user, lies where anybody could
 * swap it (a parent that others may write to without the sticky bit; write access of a group is accepted, it is the
 * default of many systems), or is open to others and holds files that are not ours, such as /tmp itself or a home;
 * `UserError('log_dir_unusable')` when it can't be created or written.
 * @param uid Who we are.
 */
export function prepareLogDir(path: string, uid: number | undefined = process.geteuid?.()): string {
  const dir = resolve(path);
  try {
    mkdirSync(dirname(dir), { recursive: true, mode: 0o700 });
    checkParents(dir);
    try {
      mkdirSync(dir, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    claimFolder(dir, uid);
    accessSync(dir, constants.W_OK | constants.X_OK);
    return dir;
  } catch (error) {
    if (error instanceof UserError || errnoOf(error) === undefined) throw error;
    throw new UserError('log_dir_unusable', `log_dir ${dir} can't be created or written: ${faultOf(error)}`);
  }
}

function checkParents(dir: string): void {
  let parent = realpathSync(dirname(dir));
  for (;;) {
    const { mode } = statSync(parent);
    if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) {
      throw new UserError('log_dir_unsafe', `log_dir ${dir} could be swapped: anybody may write to ${parent}.`);
    }
    if (dirname(parent) === parent) return;
    parent = dirname(parent);
  }
}

function claimFolder(dir: string, uid: number | undefined): void {
  const named = lstatSync(dir);
  if (named.isSymbolicLink()) throw new UserError('log_dir_unsafe', `log_dir ${dir} is a symbolic link.`);
  if (!named.isDirectory()) throw new UserError('log_dir_unusable', `log_dir ${dir} is not a folder.`);
  if (named.uid !== uid) {
    throw new UserError('log_dir_unsafe', `log_dir ${dir} belongs to another user (uid ${named.uid}).`);
  }
  // From here on through the descriptor, so that what was looked at is what is changed.
  const fd = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const stats = fstatSync(fd);
    if (stats.ino !== named.ino || stats.dev !== named.dev) {
      throw new UserError('log_dir_unsafe', `log_dir ${dir} was swapped while it was being opened.`);
    }
    if ((stats.mode & 0o7077) !== 0) makePrivate(dir, fd, stats);
  } finally {
    closeSync(fd);
  }
}

function makePrivate(dir: string, fd: number, stats: Stats): void {
  const files = readdirSync(dir);
  const foreign = files.length > 0 && !files.some((name) => OUR_FILES.has(name));
  if (foreign || (stats.mode & STICKY) !== 0) {
    throw new UserError('log_dir_unsafe', `log_dir ${dir} is open to other users and holds more than our files.`);
  }
  fchmodSync(fd, 0o700);
  if ((fstatSync(fd).mode & 0o077) !== 0) {
    throw new UserError('log_dir_unsafe', `log_dir ${dir} can't be made private: its file system keeps it open.`);
  }
}

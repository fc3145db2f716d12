import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, faultOf } from '../model/errno.ts';
import { findProcess, isStillRunning } from './process-tree.ts';
import { UserError } from '../model/errors.ts';

/** Name of the PID file in `log_dir`. */
export const PID_FILE = 'monitor.pid';

/** How many owners may have died in the middle of taking over from one another before we ask for help. */
const MAX_TAKEOVER_DEPTH = 4;

/** What a PID file says. `stale`: nobody runs any more under that number, or another program does. */
export type PidFileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'stale'; readonly pid: number }
  | { readonly kind: 'running'; readonly pid: number; readonly started: string };

/** The outcome of a claim: the file is ours until `release`, or it belongs to a monitor that runs. */
export type PidFileClaim =
  | { readonly kind: 'claimed'; readonly release: () => void }
  | { readonly kind: 'running'; readonly pid: number };

/**
 * Who owns the monitor of this log folder. The file's first line is the process number alone; the second is the
 * start time of that process, by which a number given to another program since is recognised; the third its program.
 * Throws `UserError('log_dir_unusable')` when it can't be read.
 */
export function readPidFile(logDir: string): PidFileState {
  return readOwner(join(logDir, PID_FILE));
}

/**
 * Claims the monitor of this log folder for this process. Of several processes that try at once exactly one gets it,
 * also when they find the file of one that died. Throws `UserError('log_dir_unusable')` when it can't be written.
 */
export function claimPidFile(logDir: string): PidFileClaim {
  return claim(join(logDir, PID_FILE), 0);
}

/** Removes the PID file if its owner is dead, without ever removing that of a monitor starting meanwhile. */
export function removeStalePidFile(logDir: string): void {
  const path = join(logDir, PID_FILE);
  if (readOwner(path).kind !== 'stale') return;
  const turn = claim(takeoverOf(path), 1);
  if (turn.kind !== 'claimed') return;
  try {
    if (readOwner(path).kind === 'stale') rmSync(path, { force: true });
  } finally {
    turn.release();
  }
}

/**
 * A whole file appears under `path` by link(2), which fails if one is there: that makes a fresh claim exclusive.
 * Replacing a dead owner's file needs a turn, which is a claim of the same kind one level deeper; whoever has it looks
 * again, because the file may have changed hands in between.
 */
function claim(path: string, depth: number): PidFileClaim {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const text = ownText();
  const claimed: PidFileClaim = { kind: 'claimed', release: () => release(path, text) };
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    if (linked(draft, path)) return claimed;
    const owner = readOwner(path);
    if (owner.kind === 'running') return { kind: 'running', pid: owner.pid };
    if (depth >= MAX_TAKEOVER_DEPTH) throw new UserError('log_dir_unusable', `${path} is left over.`, 'Remove it.');
    const turn = claim(takeoverOf(path), depth + 1);
    if (turn.kind === 'running') return turn;
    try {
      const now = readOwner(path);
      if (now.kind === 'running') return { kind: 'running', pid: now.pid };
      if (now.kind === 'stale') renameSync(draft, path);
      else if (!linked(draft, path)) return { kind: 'running', pid: pidOf(readOwner(path)) };
      return claimed;
    } finally {
      turn.release();
    }
  } catch (error) {
    throw asUserError(path, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function takeoverOf(path: string): string {
  return `${path}.takeover`;
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function release(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true });
  } catch {
    // Gone already, or not ours any more: nothing to give back.
  }
}

function ownText(): string {
  const own = findProcess(process.pid);
  return `${process.pid}\n${own?.started ?? ''}\n${own?.program ?? ''}\n`;
}

function readOwner(path: string): PidFileState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { kind: 'absent' };
    throw asUserError(path, error);
  }
  const [first = '', started = ''] = text.split('\n');
  const pid = /^\d{1,10}$/.test(first.trim()) ? Number(first) : 0;
  return started !== '' && isStillRunning({ pid, started })
    ? { kind: 'running', pid, started }
    : { kind: 'stale', pid };
}

function pidOf(owner: PidFileState): number {
  return owner.kind === 'absent' ? 0 : owner.pid;
}

function asUserError(path: string, error: unknown): unknown {
  return error instanceof UserError || errnoOf(error) === undefined
    ? error
    : new UserError('log_dir_unusable', `The PID file ${path} can't be read or written: ${faultOf(error)}`);
}

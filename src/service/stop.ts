import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf, findProcess, isStillRunning, signalProcess } from './process-tree.ts';
import { readPidFile, removeStalePidFile } from './pid-file.ts';

/** How a stop went. `killed`: the monitor did not end by itself in time. */
export type StopOutcome =
  | { readonly kind: 'stopped'; readonly pid: number }
  | { readonly kind: 'killed'; readonly pid: number }
  | { readonly kind: 'not_running' };

/** Patience of a stop. */
export interface StopSettings {
  /** How long the monitor may take after SIGTERM; default 5 s. */
  readonly waitMs?: number;
}

const WAIT_MS = 5000;
const POLL_MS = 25;
/** How long the system may take to remove killed processes. */
const KILL_WAIT_MS = 2000;

/**
 * Ends the monitor of this log folder: SIGTERM, then after `waitMs` SIGKILL for it and all it started. Each signal goes
 * to the process meant, never to another one with the same number; a dead monitor's PID file is removed.
 * Throws `UserError('log_dir_unusable')` when the PID file can't be read, and the system's EPERM when it is not ours.
 */
export async function stopMonitor(logDir: string, settings: StopSettings = {}): Promise<StopOutcome> {
  const owner = readPidFile(logDir);
  if (owner.kind !== 'running') {
    removeStalePidFile(logDir);
    return { kind: 'not_running' };
  }
  const { pid } = owner;
  signalProcess(owner, 'SIGTERM');
  const ended = await isGone(() => !isStillRunning(owner), settings.waitMs ?? WAIT_MS);
  if (ended) {
    removeStalePidFile(logDir);
    return { kind: 'stopped', pid };
  }
  // The children are looked up while their parent still names them; main goes first, lest it starts new ones.
  const main = findProcess(pid);
  const tree = [owner, ...(main?.started === owner.started ? descendantsOf(pid) : [])];
  for (const one of tree) signalProcess(one, 'SIGKILL');
  await isGone(() => !tree.some(isStillRunning), KILL_WAIT_MS);
  removeStalePidFile(logDir);
  return { kind: 'killed', pid };
}

async function isGone(check: () => boolean, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  while (!check()) {
    if (performance.now() >= until) return false;
    await sleep(POLL_MS);
  }
  return true;
}

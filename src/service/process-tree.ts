import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** A process that runs now. `started` tells it apart from any other that ever has the same `pid`. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Start time: boot and clock ticks since then on Linux, a date elsewhere. Compare it, nothing else. */
  readonly started: string;
  /** Name of the program, as the system shortens it. */
  readonly program: string;
}

const PS_TIMEOUT_MS = 5000;

/** The process `pid`, or undefined when there is none (a zombie counts as none). */
export function findProcess(pid: number): RunningProcess | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? fromProc(pid, bootId()) : fromPs(['-p', String(pid)])[0];
}

/** Everything that `root` started, and what those started, as of now. */
export function descendantsOf(root: number): RunningProcess[] {
  const all = process.platform === 'linux' ? allFromProc() : fromPs(['-A']);
  const found: RunningProcess[] = [];
  const parents = new Set([root]);
  // Parents may have higher numbers than their children: go round until nobody new turns up.
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const one of all) {
      if (!parents.has(one.parent) || parents.has(one.pid)) continue;
      parents.add(one.pid);
      found.push(one);
    }
  }
  return found;
}

/** Whether `other` is still running under its number. */
export function isStillRunning(other: Pick<RunningProcess, 'pid' | 'started'>): boolean {
  return findProcess(other.pid)?.started === other.started;
}

/**
 * Sends a signal to exactly this process: not to another one that got its number since. Returns whether it was sent.
 * Throws the system's error, such as EPERM.
 */
export function signalProcess(target: Pick<RunningProcess, 'pid' | 'started'>, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  if (!isStillRunning(target)) return false;
  try {
    return process.kill(target.pid, signal);
  } catch (error) {
    if (!isStillRunning(target)) return false;
    throw error;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
}

/** proc(5): `pid (name) state ppid … starttime`, the start being field 22; the name may hold spaces and brackets. */
function fromProc(pid: number, boot: string): RunningProcess | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  const [state, parent] = fields;
  const ticks = fields[19];
  if (state === undefined || ticks === undefined || state === 'Z' || state === 'X') return undefined;
  const program = stat.slice(stat.indexOf('(') + 1, nameEnd);
  return { pid, parent: Number(parent), started: `${boot}:${ticks}`, program };
}

function allFromProc(): RunningProcess[] {
  const boot = bootId();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => fromProc(Number(name), boot))
    .filter((one) => one !== undefined);
}

function fromPs(selection: readonly string[]): RunningProcess[] {
  let table: string;
  try {
    table = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,stat=,lstart=,comm='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PS_TIMEOUT_MS,
    });
  } catch {
    return [];
  }
  return parsePs(table);
}

/** Reads `ps -o pid=,ppid=,stat=,lstart=,comm=`, whose start time is five words: `Sat Nov 22 07:43:00 2025`. */
export function parsePs(table: string): RunningProcess[] {
  const rows: RunningProcess[] = [];
  for (const line of table.split('\n')) {
    const [pid, parent, state, ...rest] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith('Z') || rest.length < 6) continue;
    rows.push({
      pid: Number(pid),
      parent: Number(parent),
      started: rest.slice(0, 5).join(' '),
      program: rest.slice(5).join(' '),
    });
  }
  return rows;
}

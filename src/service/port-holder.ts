import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { findProcess, type RunningProcess } from './process-tree.ts';

/** State 0A of proc_pid_net(5): LISTEN. */
const LISTENING = '0A';

/**
 * Who listens on a TCP port, for an error line: `pid 123 (node)` when the system tells, else `another program` (on
 * anything but Linux, and for another user's process). Of processes that share the socket, the one that started the
 * others. Never throws.
 */
export function describePortHolder(port: number): string {
  const holders = holdersOf(port);
  const pids = new Set(holders.map(({ pid }) => pid));
  const first = holders.find(({ parent }) => !pids.has(parent));
  return first === undefined ? 'another program' : `pid ${first.pid} (${first.program})`;
}

function holdersOf(port: number): RunningProcess[] {
  try {
    const sockets = listeningSockets(port);
    if (sockets.size === 0) return [];
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && holdsOne(name, sockets))
      .map((name) => findProcess(Number(name)))
      .filter((holder) => holder !== undefined);
  } catch {
    // No /proc: we don't know, and that is what the answer says.
    return [];
  }
}

function listeningSockets(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readTable(table)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(suffix) === true && state === LISTENING) sockets.add(`socket:[${inode}]`);
    }
  }
  return sockets;
}

function readTable(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return [];
  }
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  let descriptors: string[];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return false;
  }
  return descriptors.some((fd) => {
    try {
      return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false;
    }
  });
}

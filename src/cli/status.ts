import { join } from 'node:path';
import type { Threat } from '../model/threat.ts';
import { THREATS_FILE } from '../report/jsonl.ts';
import { readStatus } from '../report/status-file.ts';
import { readLastThreats, threatsBackwards } from '../report/threat-tail.ts';
import { readPidFile } from '../service/pid-file.ts';
import { CONFIG_FLAG, defineCommand } from './define-command.ts';
import { loadOptions } from './load-options.ts';
import { type MonitorView, renderStatus, type StatusContext } from './render-status.ts';
import { visibleJson } from './terminal.ts';

const SHOWN_THREATS = 5;
/** So many lines are looked at for them, some 5 MB: a log may hold nothing but expected credentials. */
const MAX_SEEN = 10_000;
/** What init scripts answer for a program that does not run (Linux Standard Base 5.0, chapter 22.2). */
const STOPPED = 3;

/** `clawsec status`: does the monitor run, what has it done, what did it find last? */
export const command = defineCommand({
  name: 'status',
  summary: `show whether the monitor runs, what it counted, and the last ${SHOWN_THREATS} threats`,
  flags: { json: { help: 'print everything as one JSON object' }, ...CONFIG_FLAG },
  examples: [
    ['clawsec status', 'for people'],
    ['clawsec status --json', 'for programs'],
    ['clawsec status > /dev/null && echo up', 'by exit code'],
  ],
  exitCodes: { 0: 'it runs', 1: 'a file in the log folder could not be read', 3: 'it is stopped' },
  async run(invocation) {
    const { terminal, flags } = invocation;
    const { log_dir: logDir } = loadOptions(invocation);
    const view = viewMonitor(logDir);
    const threatLog = join(logDir, THREATS_FILE);
    if (flags.json) {
      const status = view.kind === 'running' ? view.status : undefined;
      const lastThreats = readLastThreats(threatLog, SHOWN_THREATS);
      const pid = view.kind === 'stopped' ? undefined : view.pid;
      terminal.out(`${visibleJson({ ...status, state: stateOf(view), pid, logDir, lastThreats })}\n`);
    } else {
      terminal.out(renderStatus(view, { logDir, ...lastUnexpected(threatLog), now: Date.now() }, terminal));
    }
    return Promise.resolve(view.kind === 'stopped' ? STOPPED : 0);
  },
});

/** What a person is to look at: the last threats but expected credentials. */
function lastUnexpected(threatLog: string): Pick<StatusContext, 'threats' | 'folded'> {
  const threats: Threat[] = [];
  let folded = 0;
  for (const threat of threatsBackwards(threatLog)) {
    if (threat.expected === true) folded += 1;
    else threats.push(threat);
    if (threats.length >= SHOWN_THREATS || threats.length + folded >= MAX_SEEN) break;
  }
  return { threats, folded };
}

function viewMonitor(logDir: string): MonitorView {
  const owner = readPidFile(logDir);
  if (owner.kind === 'absent') return { kind: 'stopped' };
  if (owner.kind === 'stale') return { kind: 'stopped', lostPid: owner.pid };
  const status = readStatus(logDir);
  // Right after a start the file is still that of the run before.
  return status?.pid === owner.pid ? { kind: 'running', pid: owner.pid, status } : { kind: 'starting', pid: owner.pid };
}

function stateOf(view: MonitorView): string {
  return view.kind === 'running' ? view.status.state : view.kind;
}

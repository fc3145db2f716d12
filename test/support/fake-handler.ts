/**
 * A handler process without a proxy: listens like a real one and does what a line on its port tells it.
 * `detect N PREFIX` reports N different detections, `crash` dies of SIGKILL, `late N PREFIX` reports N detections only
 * when it is drained, `stubborn` never says `drained`, `die young` lets it and all that replace it crash, `pid` answers
 * with the process number, `rules` with the names of the rules it looks for. The option `crash_on_start: 'always'` lets it crash on `start`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { UserError } from '../../src/model/errors.ts';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { failureMessage } from '../../src/service/ipc.ts';
import type { FromHandler, ToHandler } from '../../src/service/ipc.ts';
import type { KnownTable } from '../../src/detect/known/known-table.ts';
import type { RuleFile } from '../../src/detect/rules/rule-file.ts';
import { fakeDetection } from './fake-detection.ts';
import { join } from 'node:path';
import { newCounters } from '../../src/model/counters.ts';

const say = (message: FromHandler): void => void process.send?.(message);
const ignore = (): void => {};
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);
process.on('SIGHUP', ignore);

let stubborn = false;
let diesYoung = '';
/** Those it was told last. */
let rules: readonly RuleFile[] | undefined;
let known: KnownTable | undefined;
let late: (() => void) | undefined;
const counters = newCounters();

function report(count: number, prefix: string): void {
  // Small batches, as in life: several handlers then interleave.
  for (let n = 0; n < count; n += 5) {
    const batch = Array.from({ length: Math.min(5, count - n) }, (_, i) =>
      fakeDetection(`${prefix}-${n + i}.test`, Date.now()),
    );
    say({ type: 'detections', detections: batch });
  }
}

function obey(line: string): string {
  const [deed = '', count = '0', prefix = ''] = line.split(' ');
  switch (deed) {
    case 'detect':
      report(Number(count), prefix);
      return 'done';
    case 'late':
      late = () => report(Number(count), prefix);
      return 'done';
    case 'stubborn':
      stubborn = true;
      return 'done';
    case 'rules':
      return (rules ?? []).map(({ id }) => id).join(' ');
    case 'known':
      return (known?.entries ?? []).map(({ name }) => name).join(' ');
    case 'die':
      writeFileSync(diesYoung, '');
      process.exit(9);
    case 'crash':
      process.kill(process.pid, 'SIGKILL');
      return 'crashed';
    default:
      return String(process.pid);
  }
}

const server = createServer((socket) => {
  socket.on('error', ignore);
  counters.connections += 1;
  say({ type: 'counters', counters });
  socket.on('data', (bytes) => socket.end(`${obey(bytes.toString().trim())}\n`));
});

process.on('message', (message: ToHandler) => {
  if (message.type === 'rules') {
    rules = message.rules;
    return;
  }
  if (message.type === 'known') {
    known = message.known;
    return;
  }
  if (message.type === 'drain') {
    server.close();
    late?.();
    if (!stubborn) say({ type: 'drained' });
    return;
  }
  rules ??= message.rules;
  known ??= message.known;
  const { proxy_host: host, proxy_port: port, log_dir: logDir } = message.options;
  diesYoung = join(logDir, 'die-young');
  const always = 'crash_on_start' in message.options && message.options.crash_on_start === 'always';
  if (always || existsSync(diesYoung)) process.exit(9);
  server.on('error', () => say(failureMessage(new UserError('port_busy', `Port ${port} is taken.`), port)));
  server.listen(port, host, () => {
    const at = server.address() as AddressInfo;
    say({ type: 'listening', proxy: `${at.address}:${at.port}`, gateway: '127.0.0.1:1' });
  });
});
say({ type: 'ready' });

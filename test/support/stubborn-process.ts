/** A monitor that ends for nobody, with a child that does not either. Argument: folder of the PID file. */
import { fork } from 'node:child_process';
import { claimPidFile } from '../../src/service/pid-file.ts';
import { fileURLToPath } from 'node:url';

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
const logDir = process.argv[2];
if (logDir !== undefined) {
  claimPidFile(logDir);
  const child = fork(fileURLToPath(import.meta.url), [], { stdio: 'ignore' });
  child.once('message', () => process.stdout.write(`${process.pid} ${child.pid}\n`));
} else {
  process.send?.('up');
}
setInterval(() => {}, 60_000);

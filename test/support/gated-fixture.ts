import { workerData } from 'node:worker_threads';
import { Gate } from './gate.ts';

new Gate((workerData as { gate: SharedArrayBuffer }).gate).pass();

/** A worker that is loaded when its gate opens; it gives back what it is given, and obeys `exit`, `throw` and `spin`. */
// oxlint-disable-next-line import/no-default-export -- what Piscina looks for
export default function echo(task: string): string {
  if (task === 'exit') process.exit(3);
  if (task === 'throw') throw new Error('as told');
  if (task === 'spin') for (;;);
  return task;
}

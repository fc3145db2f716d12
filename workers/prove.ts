import { parentPort } from 'node:worker_threads';
import { proveRule } from '../src/detect/rules/prove-rule.ts';
import type { RuleFile } from '../src/detect/rules/rule-file.ts';

/** What the thread is told. */
interface ProofTask {
  readonly file: RuleFile;
  readonly maxWindowMs?: number;
}

/**
 * Milliseconds of work this process has done, most of it here while a rule is proven. The time of day would blame a rule
 * for whatever else keeps the machine busy.
 */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Proves one rule after the other: a task in, its faults out. It may run away, and is ended then. Says first that it can. */
parentPort?.on('message', ({ file, maxWindowMs }: ProofTask) => {
  parentPort?.postMessage(proveRule(file, workedMs, maxWindowMs), []);
});
parentPort?.postMessage('ready', []);

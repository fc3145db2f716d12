import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { ExecutionContext } from 'ava';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { spawn } from 'node:child_process';

/** Runs a script of this folder (`claim-pid-file`) in a process of its own, ended with the test. */
export function startScript(
  t: ExecutionContext,
  name: string,
  args: readonly string[],
): ChildProcessWithoutNullStreams {
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env['PATH'] ?? '' } });
  child.stdin.on('error', () => {});
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

/** The first line a process says. */
export async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = '';
  for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
    said += bytes.toString();
    if (said.includes('\n')) break;
  }
  return said.slice(0, said.indexOf('\n'));
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// This file runs as dist/test/support/run-clawsec.js.
const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** What a command line came to. */
export interface CliOutcome {
  readonly code: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled `clawsec` as a process of its own, in an environment of nothing but `env`. */
export async function runClawsec(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliOutcome> {
  return new Promise((resolve) => {
    const settings = { env: { ...env }, timeout: 30_000, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [MAIN, ...args], settings, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? undefined), stdout, stderr });
    });
  });
}

import { execFile } from 'node:child_process';
import { cleanEnv } from './clean-env.ts';

/** What curl said. `code` is its exit code. */
export interface CurlOutcome {
  readonly code: number;
  readonly status: number;
  readonly body: string;
  readonly stderr: string;
}

/** Where a client finds the monitor, and the CA it is to trust. */
export interface Via {
  readonly port: number;
  readonly caFile: string;
}

/** Runs curl through the monitor, trusting nothing but its CA. `input` goes to its standard input. */
export async function curl(via: Via, args: readonly string[], input?: string): Promise<CurlOutcome> {
  const fixed = ['-qsS', '--max-time', '30', '-x', `http://127.0.0.1:${via.port}`, '--cacert', via.caFile];
  // After --next curl has forgotten everything.
  const all = [...fixed, '-w', '\n%{http_code}', ...args].flatMap((arg) =>
    arg === '--next' ? [arg, ...fixed] : [arg],
  );
  return new Promise((resolve) => {
    const child = execFile('curl', all, { env: cleanEnv() }, (error, stdout, stderr) => {
      const end = stdout.lastIndexOf('\n');
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, status: Number(stdout.slice(end + 1)), body: stdout.slice(0, Math.max(0, end)), stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

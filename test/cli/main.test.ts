import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { THREATS_FILE } from '../../src/report/jsonl.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

test('the compiled program says how to run it', (t) => {
  t.true(readFileSync(MAIN, 'utf8').startsWith('#!/usr/bin/env node\n'));
});

test('exit codes and streams reach the shell', async (t) => {
  t.like(await runClawsec(['--help']), { code: 0, stderr: '' });
  t.like(await runClawsec(['frobnicate']), { code: 2, stdout: '' });
});

test('a long answer arrives whole through a pipe', async (t) => {
  const logDir = tempDir(t);
  const line = `${JSON.stringify(exampleThreat({ snippet: 'x'.repeat(200) }))}\n`;
  writeFileSync(join(logDir, THREATS_FILE), line.repeat(5000));
  const { stdout } = await runClawsec(['threats', '--limit', '5000'], { CLAWSEC_LOG_DIR: logDir });
  t.is((JSON.parse(stdout) as unknown[]).length, 5000);
});

test('a reader that goes away is no failure', async (t) => {
  const logDir = tempDir(t);
  writeFileSync(join(logDir, THREATS_FILE), `${JSON.stringify(exampleThreat())}\n`.repeat(2000));
  const child = spawn(process.execPath, [MAIN, 'threats', '--limit', '2000'], {
    env: { CLAWSEC_LOG_DIR: logDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  t.is(code, 0);
  t.is(stderr, '');
});

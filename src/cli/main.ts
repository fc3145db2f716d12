#!/usr/bin/env node
import { runCli } from './run-cli.ts';
import { openTerminal } from './terminal.ts';

// A reader that has seen enough (`clawsec threats | head`) is no failure.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const code = await runCli(
  process.argv.slice(2),
  process.env,
  openTerminal(process.stdout, process.stderr, process.env),
);

// Whatever a command may have left open must not keep the process; what was written goes out first.
process.exitCode = code;
process.stdout.write('', () => process.exit());

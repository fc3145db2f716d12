import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/run-cli.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { tempDir } from '../support/temp-dir.ts';

const MISTAKES: readonly (readonly [args: readonly string[], line: RegExp])[] = [
  [['stauts'], /^clawsec: unknown command "stauts"; did you mean "status"\? Run `clawsec --help`/],
  [['sotp'], /did you mean "stop"\?/],
  [['frobnicate'], /unknown command "frobnicate"; the commands are start, stop, status, threats, rules\. /],
  [['help', 'frobnicate'], /unknown command "frobnicate"/],
  [['constructor'], /unknown command "constructor"/],
  [[''], /unknown command ""/],
  [['--confg'], /unknown flag "--confg" before the command; flags stand after the command\. /],
  [['--verison'], /unknown flag "--verison" before the command; did you mean "--version"\?/],
  [['threats', '--limt', '5'], /unknown flag "--limt"; did you mean "--limit"\? Run `clawsec threats --help`/],
  [['status', 'now'], /unexpected argument "now"\. /],
  [['stop', '--config'], /--config needs a value: --config FILE\. /],
];

for (const [args, line] of MISTAKES) {
  test(`a mistake is one line and 2: [${args.join(' ')}]`, async (t) => {
    const terminal = recordingTerminal();
    t.is(await runCli(args, {}, terminal), 2);
    t.regex(terminal.written.err, line);
    t.is(terminal.written.err.indexOf('\n'), terminal.written.err.length - 1);
    t.is(terminal.written.out, '');
  });
}

test('help in all its spellings', async (t) => {
  const texts: string[] = [];
  for (const args of [['--help'], ['-h'], ['help']]) {
    const terminal = recordingTerminal();
    t.is(await runCli(args, {}, terminal), 0);
    texts.push(terminal.written.out);
  }
  t.is(new Set(texts).size, 1);
  t.regex(texts[0] ?? '', /^Usage: clawsec <command> \[flags\]$/m);

  const spellings = [
    ['threats', '--help'],
    ['threats', '-h'],
    ['help', 'threats'],
  ];
  for (const args of spellings) {
    const terminal = recordingTerminal();
    t.is(await runCli(args, {}, terminal), 0);
    t.regex(terminal.written.out, /^Usage: clawsec threats \[--limit N\] [^]*\[--config FILE\]$/m);
  }
});

test('without a command the help is shown as a mistake', async (t) => {
  const terminal = recordingTerminal();
  t.is(await runCli([], {}, terminal), 2);
  t.regex(terminal.written.err, /^Usage: clawsec/m);
  t.is(terminal.written.out, '');
});

test('the version is that of the package', async (t) => {
  const terminal = recordingTerminal();
  t.is(await runCli(['--version'], {}, terminal), 0);
  t.regex(terminal.written.out, /^\d+\.\d+\.\d+\n$/);
});

test('a mistake in the options is one line and 2, for every command', async (t) => {
  const file = join(tempDir(t), 'none.json');
  for (const name of ['start', 'stop', 'status', 'threats']) {
    const terminal = recordingTerminal();
    t.is(await runCli([name, '--config', file], {}, terminal), 2);
    t.regex(
      terminal.written.err,
      /^clawsec: the configuration file .*none\.json can't be read: it does not exist\. Check .*\n$/,
    );
  }
});

test('a refusal of the system is one line and 1', async (t) => {
  const terminal = recordingTerminal();
  // A threat log below a file cannot be opened.
  const code = await runCli(['threats'], { CLAWSEC_LOG_DIR: process.execPath }, terminal);
  t.is(code, 1);
  t.regex(terminal.written.err, /^clawsec: .*threats\.jsonl: what should be its folder is a file\.\n$/);
});

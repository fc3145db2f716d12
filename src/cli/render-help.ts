import type { Command } from './define-command.ts';

/** The text of `clawsec --help`. */
export function renderHelp(commands: readonly Command[]): string {
  const listed = commands.map((command) => [command.name, command.summary] as const);
  return [
    'clawsec: see what your AI agents are really doing.',
    '',
    'Usage: clawsec <command> [flags]',
    '',
    'Commands:',
    ...columns(listed),
    '',
    'Flags:',
    ...columns([
      ['--help, -h', 'show this, or what a command does: clawsec <command> --help'],
      ['--version', 'show the version'],
    ]),
    '',
    'Examples:',
    ...columns([
      ['clawsec start', 'run the proxy on 127.0.0.1:8888 in the foreground'],
      ['clawsec status', 'is it running, and what did it find last?'],
      ['HTTPS_PROXY=http://127.0.0.1:8888 NODE_EXTRA_CA_CERTS=/tmp/clawsec/ca.crt claude', 'send an agent through it'],
    ]),
    '',
    'Options come from --config FILE and CLAWSEC_<KEY> variables; docs/options.md lists them.',
    '',
  ].join('\n');
}

/** The text of `clawsec <command> --help`. */
export function renderCommandHelp(command: Command): string {
  const flags = Object.entries(command.flags).map(
    ([name, flag]) => [flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`, flag.help] as const,
  );
  return [
    `clawsec ${command.name}: ${command.summary}`,
    '',
    ...wrapped(
      `Usage: clawsec ${command.name}`,
      flags.map(([flag]) => `[${flag}]`),
    ),
    '',
    'Flags:',
    ...columns([...flags, ['--help, -h', 'show this']]),
    '',
    'Examples:',
    ...columns(command.examples),
    '',
    'Exit codes:',
    ...columns(Object.entries({ ...command.exitCodes, 2: 'a mistake in the command line, the options or the set-up' })),
    '',
  ].join('\n');
}

const MAX_LINE_CHARS = 100;

/** `lead` and the words on lines of at most 100 characters. */
function wrapped(lead: string, words: readonly string[]): string[] {
  const lines = [lead];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (longer.length <= MAX_LINE_CHARS) lines[lines.length - 1] = longer;
    else lines.push(`${' '.repeat(lead.length)} ${word}`);
  }
  return lines;
}

/** Left cells wider than this have their line to themselves. */
const MAX_LEFT_CHARS = 44;

function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => (left.length > MAX_LEFT_CHARS ? 0 : left.length)));
  return rows.map(([left, right]) =>
    left.length > MAX_LEFT_CHARS ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
}

import { likelyWord } from '../../config/nearest.ts';
import { faultOf } from '../model/errno.ts';
import { UserError } from '../model/errors.ts';
import type { Command } from './define-command.ts';
import { parseFlags } from './parse-flags.ts';
import { renderCommandHelp, renderHelp } from './render-help.ts';
import { type Terminal, visible } from './terminal.ts';

/** The commands, each loaded only when it is wanted. */
const COMMANDS: ReadonlyMap<string, () => Promise<{ readonly command: Command }>> = new Map([
  ['start', () => import('./start.ts')],
  ['stop', () => import('./stop.ts')],
  ['status', () => import('./status.ts')],
  ['threats', () => import('./threats.ts')],
  ['rules', () => import('./rules.ts')],
]);

const GLOBAL_FLAGS = ['--help', '--version'];

const USAGE_EXIT_CODE = 2;
const FAILURE_EXIT_CODE = 1;
/** EX_SOFTWARE of sysexits.h: a bug of ours. */
const BUG_EXIT_CODE = 70;

/**
 * Runs `clawsec` with these arguments and returns the exit code. Never throws: a mistake of the user is one line on
 * standard error and 2, a refusal of the system one line and 1, a bug its stack and 70.
 */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  try {
    return await dispatch(args, env, terminal);
  } catch (error) {
    if (error instanceof UserError) {
      const stop = /[.?]$/u.test(error.message) ? '' : '.';
      terminal.err(`clawsec: ${error.message}${stop} ${error.hint}\n`);
      return USAGE_EXIT_CODE;
    }
    if (error instanceof Error && 'syscall' in error) {
      const where = 'path' in error ? String(error.path) : String(error.syscall);
      terminal.err(`clawsec: ${visible(where)}: ${faultOf(error)}.\n`);
      return FAILURE_EXIT_CODE;
    }
    terminal.err(`clawsec: a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return BUG_EXIT_CODE;
  }
}

async function dispatch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.err(renderHelp(await loadAll()));
    return USAGE_EXIT_CODE;
  }
  if (name === '--version') {
    const { readVersion } = await import('./version.ts');
    terminal.out(`${readVersion()}\n`);
    return 0;
  }
  const wanted = name === 'help' ? rest[0] : name;
  if (wanted === undefined || wanted === '--help' || wanted === '-h') {
    terminal.out(renderHelp(await loadAll()));
    return 0;
  }
  const load = COMMANDS.get(wanted);
  if (load === undefined) throw unknownCommand(wanted);
  const { command } = await load();
  const parsed = name === 'help' ? { kind: 'help' as const } : parseFlags(command, rest);
  if (parsed.kind === 'flags') return command.run({ ...parsed, env, terminal });
  terminal.out(renderCommandHelp(command));
  return 0;
}

async function loadAll(): Promise<Command[]> {
  return Promise.all([...COMMANDS.values()].map(async (load) => (await load()).command));
}

function unknownCommand(name: string): UserError {
  const names = [...COMMANDS.keys()];
  if (name.startsWith('-')) {
    const flag = likelyWord(name, GLOBAL_FLAGS);
    const advice = flag === undefined ? 'flags stand after the command' : `did you mean "${flag}"?`;
    return new UserError('usage', `unknown flag "${visible(name)}" before the command; ${advice}`);
  }
  const meant = likelyWord(name, names);
  const advice = meant === undefined ? `the commands are ${names.join(', ')}` : `did you mean "${meant}"?`;
  return new UserError('usage', `unknown command "${visible(name)}"; ${advice}`);
}

import { parseArgs } from 'node:util';
import { likelyWord } from '../../config/nearest.ts';
import { UserError } from '../model/errors.ts';
import type { Command, Flags, FlagValues } from './define-command.ts';
import { visible } from './terminal.ts';

/** The flags of a command line, or the wish to be told about them. */
export type ParsedFlags =
  | { readonly kind: 'help' }
  | { readonly kind: 'flags'; readonly flags: FlagValues<Flags>; readonly operands: readonly string[] };

/**
 * Reads what stands after the command's name. `--flag value` and `--flag=value` both work; of a flag given twice the
 * last one counts. Throws a UserError `usage` that names the nearest flag when one is unknown.
 */
export function parseFlags(command: Command, args: readonly string[]): ParsedFlags {
  const known: Flags = { ...command.flags, help: { help: 'show this' } };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(known).map(([name, flag]) => [name, { type: flag.value === undefined ? 'boolean' : 'string' }]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, flag] of Object.entries(command.flags)) values[name] = flag.value === undefined ? false : undefined;

  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (command.operands === undefined) throw usage(command, `unexpected argument "${visible(token.value)}"`);
      operands.push(token.value);
      continue;
    }
    if (token.rawName === '-h') return { kind: 'help' };
    const flag = token.rawName.startsWith('--') && Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (flag === undefined) throw usage(command, unknownFlag(token.rawName, Object.keys(known)));
    if (flag.value === undefined) {
      if (token.inlineValue) throw usage(command, `--${token.name} takes no value`);
      if (token.name === 'help') return { kind: 'help' };
      values[token.name] = true;
    } else {
      const missing = !token.value || (!token.inlineValue && token.value.startsWith('-'));
      if (missing) throw usage(command, `--${token.name} needs a value: --${token.name} ${flag.value}`);
      values[token.name] = token.value;
    }
  }
  return { kind: 'flags', flags: values, operands };
}

/** A mistake on the command line of a command. */
export function usage(command: Pick<Command, 'name'>, message: string): UserError {
  return new UserError('usage', message, `Run \`clawsec ${command.name} --help\` for its flags.`);
}

function unknownFlag(rawName: string, known: readonly string[]): string {
  const meant = likelyWord(rawName.replace(/^-+/u, ''), known);
  const question = meant === undefined ? '' : `; did you mean "--${meant}"?`;
  return `unknown flag "${visible(rawName)}"${question}`;
}

import type { Terminal } from './terminal.ts';

/** A flag of a command, written `--name`. */
export interface Flag {
  /** What `--help` calls its value, such as `FILE`. Without it the flag is a switch. */
  readonly value?: string;
  /** What it does, to be read after its name; begins small and has no full stop. */
  readonly help: string;
}

/** Flags by name, without the dashes. */
export type Flags = Readonly<Record<string, Flag>>;

/** What was given on the command line: the text of a flag with a value, whether a switch was there. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: FlagValue<F[Name]> };

type FlagValue<One extends Flag> = One extends { readonly value: string }
  ? string | undefined
  : One extends { readonly help: string; readonly value?: undefined }
    ? boolean
    : string | boolean | undefined;

/** What a command is run with. */
export interface Invocation<F extends Flags> {
  readonly flags: FlagValues<F>;
  /** What stands beside the flags, of a command that takes it; none of any other. */
  readonly operands: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
}

/** One command of `clawsec`. */
export interface Command<F extends Flags = Flags> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands beside the flags, as `--help` shows it. Without it nothing may. */
  readonly operands?: string;
  readonly flags: F;
  /** Command lines with what each does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** What the exit codes beside 2 (a mistake that the user can mend) say. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /** Returns the exit code. Throws a UserError for a mistake that the user can mend. */
  run(invocation: Invocation<F>): Promise<number>;
}

/** Declares a command, so that `run` sees the types of its own flags. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
  return command;
}

/** The flag that every command takes. */
export const CONFIG_FLAG = { config: { value: 'FILE', help: 'read the configuration from this JSON file' } } as const;

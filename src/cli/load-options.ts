import type { Options } from '../../config/options.ts';
import { loadConfig } from '../service/load-config.ts';
import type { Terminal } from './terminal.ts';

/** What an invocation of any command holds for this. */
interface OptionsSource {
  readonly flags: { readonly config: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
}

/** The options of a command that does not start the monitor. Warnings go to standard error. Throws a UserError. */
export function loadOptions({ flags, env, terminal }: OptionsSource): Options {
  const { options, warnings } = loadConfig({ file: flags.config, env, flags: {} });
  for (const warning of warnings) terminal.err(`clawsec: warning: ${warning}\n`);
  return options;
}

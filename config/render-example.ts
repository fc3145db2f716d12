import { defaultOptions } from './options.ts';

/** A configuration file that says what holds without one: `config/clawsec.example.json`. */
export function renderExample(): string {
  return `${JSON.stringify({ $schema: './clawsec.schema.json', ...defaultOptions() }, null, 2)}\n`;
}

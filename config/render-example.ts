import { defaultOptions } from './options.ts';

/** A configuration file that says what holds without one: `config/clawsec.example.json`. */
export function renderExample(): string {
  const text = JSON.stringify({ $schema: './clawsec.schema.json', ...defaultOptions() }, null, 2);
  // A list of a few words is one line, as the formatter wants it.
  return `${text.replace(/\[\n\s+([^[\]]+?)\n\s+\]/g, (_, items: string) => `[${items.replace(/\n\s+/g, ' ')}]`)}\n`;
}

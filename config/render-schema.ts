import { OPTION_KEYS, optionRow } from './options.ts';
import { valueKind } from './value-kinds.ts';

/** The JSON schema (draft 7, which editors know best) of the configuration file: `config/clawsec.schema.json`. */
export function renderSchema(): string {
  const properties = OPTION_KEYS.map((key) => {
    const row = optionRow(key);
    return [key, { description: row.help, default: row.default, ...valueKind(row).schema(row) }];
  });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'clawsec configuration',
    description: 'Every key may be left out.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

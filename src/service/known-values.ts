import type { Options } from '../../config/options.ts';
import { fingerprint } from '../detect/fingerprint.ts';
import {
  isKnowable,
  type KnownTable,
  type KnownValue,
  MAX_KNOWN_VALUES,
  MIN_KNOWN_BYTES,
  newKnownTable,
} from '../detect/known/known-table.ts';
import { matchesGlob } from '../model/glob.ts';
import { type EnvSetting, readEnvSettings } from './env-readings.ts';
import { readRegularFile } from './read-regular-file.ts';

/** A file of settings is shorter; what is longer is something else. */
const MAX_FILE_BYTES = 1_048_576;

/** What is said of values that stand in no file. */
const ENVIRONMENT = 'environment';

/** Where values that must not leave are known from. */
export interface KnownSources {
  /** Files of `NAME=value` lines. */
  readonly files: readonly string[];
  /** Variables of a process; nothing to take none. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that hold secrets, with `*` and `?`; case does not count. */
  readonly names: readonly string[];
}

/** Values to look for, and one line for each thing that was passed over. */
export interface KnownValues {
  readonly values: readonly KnownValue[];
  readonly warnings: readonly string[];
}

/** A `#` that begins a comment in most dialects, and belongs to the value in others. */
const COMMENT = /\s#/;
/** The same as people write comments. */
const SPACED_COMMENT = /\s#\s/;

/**
 * Reads the values under the names that stand for secrets, each value once, in all its readings. What cannot be read,
 * and names whose value is too short or too common to be looked for, are warned of; no warning holds a value. Never
 * throws.
 */
export function readKnownValues({ files, env, names }: KnownSources): KnownValues {
  const warnings: string[] = [];
  const byValue = new Map<string, KnownValue>();
  const passedOver: string[] = [];
  const take = (origin: string, settings: readonly EnvSetting[]): void => {
    for (const { name, readings } of settings) {
      if (readings.length === 0 || !names.some((pattern) => matchesGlob(pattern.toLowerCase(), name.toLowerCase())))
        continue;
      const knowable = readings.filter(isSecretReading);
      if (knowable.length === 0) passedOver.push(name);
      for (const value of knowable) if (!byValue.has(value)) byValue.set(value, { name, origin, value });
    }
  };
  for (const file of files) {
    const text = readText(file, warnings);
    if (text !== undefined) take(file, readEnvSettings(text));
  }
  const variables = Object.entries(env).filter(([, value = '']) => value !== '');
  take(
    ENVIRONMENT,
    variables.map(([name, value = '']) => ({ name, readings: [value] })),
  );
  if (passedOver.length > 0) {
    const shown = [...new Set(passedOver)].join(', ');
    warnings.push(`not looked for, since shorter than ${MIN_KNOWN_BYTES} bytes or no secret by its form: ${shown}`);
  }
  const values = [...byValue.values()];
  if (values.length > MAX_KNOWN_VALUES) {
    warnings.push(`only the first ${MAX_KNOWN_VALUES} of ${values.length} known values are looked for`);
  }
  return { values: values.slice(0, MAX_KNOWN_VALUES), warnings };
}

/** A comment behind what is no secret does not make it one. */
function isSecretReading(value: string): boolean {
  return isKnowable(value) && (!SPACED_COMMENT.test(value) || isKnowable(value.slice(0, value.search(COMMENT))));
}

/** The table, under this key, of the values that the options name. It holds none of them. */
export function knownTableFor(
  options: Pick<Options, 'known_value_files' | 'known_value_environment' | 'known_value_names'>,
  env: KnownSources['env'],
  fingerprintKey: string,
  tableKey: string,
): { readonly known: KnownTable; readonly warnings: readonly string[] } {
  const { values, warnings } = readKnownValues({
    files: options.known_value_files,
    env: options.known_value_environment ? env : {},
    names: options.known_value_names,
  });
  return { known: newKnownTable(values, tableKey, (text) => fingerprint(text, fingerprintKey)), warnings };
}

function readText(file: string, warnings: string[]): string | undefined {
  const read = readRegularFile(file, MAX_FILE_BYTES);
  if (read.kind === 'text') return read.text;
  warnings.push(`known_value_files: ${file} can't be read: ${read.reason}; its values are not known`);
  return undefined;
}

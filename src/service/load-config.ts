import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { likelyWord, nearestWord } from '../../config/nearest.ts';
import type { OptionRow } from '../../config/option-row.ts';
import {
  defaultOptions,
  isOptionKey,
  OPTION_KEYS,
  type OptionKey,
  optionRow,
  type Options,
  type OptionValue,
} from '../../config/options.ts';
import { valueKind } from '../../config/value-kinds.ts';
import { classifyVariable, variableName } from '../../config/variables.ts';
import { UserError } from '../model/errors.ts';
import { findJsonFault } from './json-fault.ts';
import { readRegularFile } from './read-regular-file.ts';

/** No configuration file is longer; what is, is something else. */
const MAX_CONFIG_BYTES = 262_144;
const MAX_SHOWN_CHARS = 60;

/** Where options come from, the weakest first. */
export interface ConfigSources {
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Partial<Options>;
}

/** Checked options, and one line for each thing that was passed over. */
export interface LoadedConfig {
  readonly options: Options;
  readonly warnings: readonly string[];
}

type Values = Partial<Record<OptionKey, OptionValue>>;

/**
 * Puts the configuration together: defaults, then the JSON file, then `CLAWSEC_<KEY>` variables, then flags.
 * Unknown keys are warned of. Throws a UserError `config_missing` or `config_invalid` that names the key, where it
 * stands and what was expected there.
 */
export function loadConfig({ file, env, flags }: ConfigSources): LoadedConfig {
  const warnings: string[] = [];
  const fromFile = file === undefined ? {} : readFileValues(file, env, warnings);
  const fromEnv = readVariables(env, warnings);
  const options: Options = { ...defaultOptions(), ...fromFile, ...fromEnv, ...flags } as Options;
  refusePortClashes(options);
  return { options, warnings };
}

function readFileValues(file: string, env: ConfigSources['env'], warnings: string[]): Values {
  const values: Values = {};
  for (const [key, raw] of Object.entries(parseObject(file, readText(file)))) {
    if (key === '$schema') continue;
    if (isOptionKey(key)) {
      values[key] = accept(key, raw, `${key} in ${file}`, dirname(resolve(file)), env);
    } else {
      const hint = nearestWord(key, OPTION_KEYS) ?? '';
      warnings.push(`unknown key ${show(key)} in ${file} is ignored; the nearest known key is "${hint}"`);
    }
  }
  return values;
}

function readVariables(env: ConfigSources['env'], warnings: string[]): Values {
  const values: Values = {};
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || text.trim() === '') continue;
    const variable = classifyVariable(name);
    if (variable.kind === 'option') {
      const raw = valueKind(optionRow(variable.key)).fromText(text.trim());
      values[variable.key] = accept(variable.key, raw, name, process.cwd(), env);
    } else if (variable.kind === 'slip') {
      warnings.push(`unknown variable ${name} is ignored; the nearest known one is ${variableName(variable.key)}`);
    }
  }
  return values;
}

/** The value as the option wants it; a relative path is taken from `base`. */
function accept(key: OptionKey, raw: unknown, where: string, base: string, env: ConfigSources['env']): OptionValue {
  const row = optionRow(key);
  const checked = valueKind(row).check(row, raw);
  if (checked.kind === 'refused') {
    if (checked.because !== undefined) throw new UserError('config_invalid', `${where}: ${checked.because}`);
    const expected = valueKind(row).expected(row);
    throw new UserError(
      'config_invalid',
      `${where} must be ${expected}, not ${show(checked.got)}${meant(row, raw, checked.got)}`,
    );
  }
  const { value } = checked;
  const absolute = (path: string): string =>
    path === '~' || path.startsWith('~/') ? join(env['HOME'] ?? homedir(), path.slice(1)) : resolve(base, path);
  if (row.type === 'path' && typeof value === 'string') return value === '' ? value : absolute(value);
  return row.type === 'paths' && Array.isArray(value) ? (value as readonly string[]).map(absolute) : value;
}

/** What a wrong value, or a wrong item `got` of it, was likely meant to be, as a question. */
function meant(row: OptionRow, raw: unknown, got: unknown): string {
  if (Array.isArray(raw) || row.type === 'choice') {
    const word = typeof got === 'string' ? likelyChoice(row, got) : got;
    return word === got ? '' : `; did you mean ${JSON.stringify(word)}?`;
  }
  // A text as a variable would have it, or one entry without the list around it.
  const read = typeof raw === 'string' ? valueKind(row).fromText(raw) : [raw];
  const value = Array.isArray(read) ? read.map((item: unknown) => likelyChoice(row, item)) : read;
  return valueKind(row).check(row, value).kind === 'value' ? `; did you mean ${short(JSON.stringify(value))}?` : '';
}

/** The word of a row's choices that another one was likely meant to be; anything else as it is. */
function likelyChoice(row: OptionRow, item: unknown): unknown {
  if (!('choices' in row) || typeof item !== 'string') return item;
  return likelyWord(item, row.choices) ?? item;
}

function readText(file: string): string {
  const read = readRegularFile(file, MAX_CONFIG_BYTES);
  if (read.kind === 'text') return read.text;
  throw new UserError('config_missing', `the configuration file ${file} can't be read: ${read.reason}`);
}

function parseObject(file: string, text: string): object {
  const fault = findJsonFault(text);
  if (fault) {
    const place = `line ${fault.line}, column ${fault.column}`;
    throw new UserError('config_invalid', `${file} is not valid JSON: expected ${fault.expected} at ${place}`);
  }
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new UserError('config_invalid', `${file} must hold a JSON object, not ${show(parsed)}`);
}

type PortKey = 'proxy_port' | 'gateway_local_port' | 'gateway_target_port';

function refusePortClashes(options: Options): void {
  if (!options.enable_gateway_proxy) return;
  const here = ['localhost', '::1', '0.0.0.0', '::', options.proxy_host];
  const targetIsHere = here.includes(options.gateway_target_host) || options.gateway_target_host.startsWith('127.');
  const pairs: (readonly [PortKey, PortKey])[] = [['proxy_port', 'gateway_local_port']];
  if (targetIsHere) pairs.push(['gateway_local_port', 'gateway_target_port'], ['proxy_port', 'gateway_target_port']);
  for (const [one, other] of pairs) {
    if (options[one] !== 0 && options[one] === options[other]) {
      throw new UserError('config_invalid', `${one} and ${other} are both ${options[one]} but must differ`);
    }
  }
}

/** A value for a one-line message: short, and free of characters that would move a terminal's cursor. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return short(JSON.stringify(value) ?? String(value));
}

function short(json: string): string {
  const text = json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}

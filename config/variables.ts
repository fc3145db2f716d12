import { likelyWord } from './nearest.ts';
import { isOptionKey, OPTION_KEYS, type OptionKey } from './options.ts';

const PREFIX = 'CLAWSEC_';

/** Beginnings of variables that another product of the same name uses: never read, never warned of. */
export const FOREIGN_PREFIXES = [
  'CLAWSEC_FEED_',
  'CLAWSEC_HOOK_',
  'CLAWSEC_INSTALL_',
  'CLAWSEC_LOCAL_',
  'CLAWSEC_SIGNING_',
  'CLAWSEC_SKILLS_',
  'CLAWSEC_SUITE_',
] as const;

/** What a variable of the environment is to us. */
export type Variable =
  | { readonly kind: 'option'; readonly key: OptionKey }
  /** Sets nothing, but was surely meant to set `key`. */
  | { readonly kind: 'slip'; readonly key: OptionKey }
  | { readonly kind: 'foreign' };

const KEYS: ReadonlyMap<string, OptionKey> = new Map(OPTION_KEYS.map((key) => [variableName(key), key]));

/** The environment variable of an option: `proxy_port` is `CLAWSEC_PROXY_PORT`. */
export function variableName(key: OptionKey): string {
  return `${PREFIX}${key.toUpperCase()}`;
}

/**
 * Tells our variables from others. Other programs use the prefix too, so an unknown variable is only worth a word
 * when it resembles one of ours.
 */
export function classifyVariable(name: string): Variable {
  const key = KEYS.get(name);
  if (key !== undefined) return { kind: 'option', key };
  if (!name.startsWith(PREFIX) || FOREIGN_PREFIXES.some((prefix) => name.startsWith(prefix)))
    return { kind: 'foreign' };
  const meant = likelyWord(name.slice(PREFIX.length), OPTION_KEYS);
  return meant !== undefined && isOptionKey(meant) ? { kind: 'slip', key: meant } : { kind: 'foreign' };
}

import type { RecordField } from './record-fields.ts';

/** A flag of `clawsec start` that sets an option to one value. */
export interface OptionFlag {
  /** Without the dashes. */
  readonly name: string;
  readonly sets: boolean;
  readonly help: string;
}

interface OptionBase {
  readonly section: 'Addresses' | 'Interception' | 'Rules' | 'Scanning' | 'Alarms' | 'Log' | 'Limits' | 'Time-outs';
  /** What it does, in one or two sentences, with its caveats. */
  readonly help: string;
  /** What a number counts. */
  readonly unit?: string;
  readonly flag?: OptionFlag;
}

/** What a row of the table may say; `type` decides the TypeScript type, the check and the schema. */
export type OptionRow = OptionBase &
  (
    | { readonly type: 'integer'; readonly default: number; readonly min: number; readonly max: number }
    | { readonly type: 'boolean'; readonly default: boolean }
    | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] }
    /** Some of a few words. */
    | { readonly type: 'choices'; readonly default: readonly string[]; readonly choices: readonly string[] }
    /** A host name or an IP address, without port. */
    | { readonly type: 'host'; readonly default: string }
    /** Host names and IP addresses; `*.suffix` stands for every name below a suffix. At most `maxItems`. */
    | { readonly type: 'hosts'; readonly default: readonly string[]; readonly maxItems: number }
    /** A list of objects with text fields. At most `maxItems`. */
    | {
        readonly type: 'records';
        readonly default: readonly [];
        readonly maxItems: number;
        readonly fields: Readonly<Record<string, RecordField>>;
        /** Fields of which an entry has one at least. */
        readonly oneOf?: readonly string[];
      }
    /** A file or folder. `~/` is the home folder; a relative path starts at the file that names it. */
    | { readonly type: 'path'; readonly default: string; readonly mayBeEmpty: boolean }
    /** Files or folders, each like a path; at most `maxItems`. */
    | { readonly type: 'paths'; readonly default: readonly string[]; readonly maxItems: number }
    /** Names of variables, in which `*` and `?` are wildcards; at most `maxItems`. */
    | { readonly type: 'names'; readonly default: readonly string[]; readonly maxItems: number }
  );

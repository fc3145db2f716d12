/** A field of an entry in a list of the configuration. Its value is a text. */
export interface RecordField {
  /** What it says, to be read after its name. */
  readonly help: string;
  readonly isRequired?: true;
  /** What values look like, and the same in words that follow "must be". */
  readonly pattern: RegExp;
  readonly expected: string;
}

/** An entry with these fields. */
export type RecordOf<Fields extends Readonly<Record<string, RecordField>>> = {
  readonly [F in keyof Fields as Fields[F] extends { readonly isRequired: true } ? F : never]: string;
} & { readonly [F in keyof Fields as Fields[F] extends { readonly isRequired: true } ? never : F]?: string };

const TEXT = { pattern: /^.{1,512}$/, expected: 'a text of 1 to 512 characters' };
/** A pattern for a host; a port may follow. Catches URLs and blanks. */
const HOST = { pattern: /^[^\s/@]{1,512}$/, expected: 'a host name, perhaps with wildcards and a port' };

/** The fields of `allow`: what an entry gives must all fit. */
export const ALLOW_FIELDS = {
  rule: { ...TEXT, help: 'the `pattern` of a threat line' },
  host: { ...HOST, help: 'the destination, with or without its port' },
  path: { ...TEXT, help: 'the `path` of a threat line' },
  location: { ...TEXT, help: 'the `location` of a threat line' },
  fingerprint: {
    pattern: /^[0-9a-fA-F]{16}$/,
    expected: '16 hex digits, as a threat line shows them',
    help: 'the `fingerprint` of a threat line',
  },
  reason: { ...TEXT, isRequired: true, help: 'why it is no alarm' },
  until: {
    pattern:
      /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2\d)|(?:0[13-9]|1[0-2])-30|(?:0[13578]|1[02])-31)(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?Z)?$/,
    expected: 'a day such as 2026-03-31, or a moment such as 2026-03-31T12:00Z',
    help: 'the last day on which the entry counts',
  },
} as const satisfies Readonly<Record<string, RecordField>>;

/** Fields of `allow` of which an entry has one at least: without any it would fit every finding. */
export const ALLOW_CRITERIA = [
  'rule',
  'host',
  'path',
  'location',
  'fingerprint',
] as const satisfies readonly (keyof typeof ALLOW_FIELDS)[];

/** The fields of `known_providers`: all of them must fit. */
export const PROVIDER_FIELDS = {
  rule: { ...TEXT, isRequired: true, help: 'the `pattern` of a threat line' },
  header: { ...TEXT, isRequired: true, help: 'the header in which the service wants the credential' },
  host: { ...HOST, isRequired: true, help: 'the host of the service; without a port HTTPS on 443 is meant' },
} as const satisfies Readonly<Record<string, RecordField>>;

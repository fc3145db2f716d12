import type { LogLevel } from '../src/model/ports.ts';
import type { OptionRow } from './option-row.ts';
import { ALLOW_CRITERIA, ALLOW_FIELDS, PROVIDER_FIELDS, type RecordField, type RecordOf } from './record-fields.ts';

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const satisfies readonly LogLevel[];

/**
 * Every option there is. A row here is all it takes: the `Options` type, the checks, the JSON schema, the reference
 * page, the `CLAWSEC_<KEY>` variable and the flag follow from it.
 */
export const OPTIONS = {
  proxy_host: {
    section: 'Addresses',
    type: 'host',
    default: '127.0.0.1',
    help: 'Address the proxy and the gateway relay listen on. Anything but loopback lets other machines in.',
  },
  proxy_port: {
    section: 'Addresses',
    type: 'integer',
    default: 8888,
    min: 0,
    max: 65_535,
    help: 'Port of the proxy; 0 takes any free one.',
  },
  enable_gateway_proxy: {
    section: 'Addresses',
    type: 'boolean',
    default: true,
    help: 'Relay and scan the traffic of a local agent gateway as well.',
  },
  gateway_local_port: {
    section: 'Addresses',
    type: 'integer',
    default: 18_790,
    min: 0,
    max: 65_535,
    help: 'Port of the gateway relay; 0 takes any free one.',
  },
  gateway_target_host: {
    section: 'Addresses',
    type: 'host',
    default: '127.0.0.1',
    help: 'Host of the gateway behind the relay.',
  },
  gateway_target_port: {
    section: 'Addresses',
    type: 'integer',
    default: 18_789,
    min: 1,
    max: 65_535,
    help: 'Port of the gateway behind the relay.',
  },

  enable_mitm: {
    section: 'Interception',
    type: 'boolean',
    default: true,
    flag: { name: 'no-mitm', sets: false, help: 'leave HTTPS closed: tunnels are relayed unread' },
    help: 'Open HTTPS with certificates of the local CA. When off, tunnels are relayed unread.',
  },
  passthrough_hosts: {
    section: 'Interception',
    type: 'hosts',
    default: [],
    maxItems: 1000,
    help: 'Hosts whose tunnels are never opened, such as those whose clients pin certificates. `*.example.com` stands for every name below example.com.',
  },
  upstream_ca_file: {
    section: 'Interception',
    type: 'path',
    default: '',
    mayBeEmpty: true,
    help: "PEM file of further CAs to trust when connecting upstream, beside the system's.",
  },
  ca_key_type: {
    section: 'Interception',
    type: 'choice',
    default: 'rsa',
    choices: ['rsa', 'ec'],
    help: 'Key of a newly made CA: RSA-2048 works with old clients, P-256 is quicker. An existing CA is kept as it is.',
  },

  rule_packs: {
    section: 'Rules',
    type: 'choices',
    default: ['secrets', 'injection', 'network'],
    choices: ['secrets', 'injection', 'network', 'thorough'],
    help: 'Packs of rules to look for beside the twelve built-in ones. `thorough` has those whose words are so common that every scan takes longer. `clawsec rules` lists what is in them.',
  },
  rule_files: {
    section: 'Rules',
    type: 'paths',
    default: [],
    maxItems: 100,
    help: 'Rules of your own: JSON files, each with one rule or a list of them, or folders of such files. A rule is proven when it is loaded; one that fails is left out with a warning. What changes while clawsec runs is loaded when all of it is in order.',
  },
  known_value_files: {
    section: 'Rules',
    type: 'paths',
    default: [],
    maxItems: 100,
    help: 'Files of `NAME=value` lines, such as `.env`, whose secrets are recognised wherever they go, in clear or encoded. Only keyed hashes of them are kept, in memory. A file that changes while clawsec runs is read again; what was known stays known until the stop.',
  },
  known_value_environment: {
    section: 'Rules',
    type: 'boolean',
    default: false,
    help: "Recognise the secrets in clawsec's own environment, too.",
  },
  known_value_names: {
    section: 'Rules',
    type: 'names',
    default: ['*KEY*', '*TOKEN*', '*SECRET*', '*PASS*', '*PWD*', '*CREDENTIAL*', '*AUTH*', '*_DSN', '*DATABASE_URL*'],
    maxItems: 100,
    help: 'Names under which values are secrets; `*` and `?` are wildcards, case does not count. Values shorter than 11 bytes, words, numbers and paths are not looked for.',
  },
  honour_allow_comments: {
    section: 'Rules',
    type: 'boolean',
    default: false,
    help: 'Leave out a secret on a line that holds `gitleaks:allow`. Off, because whoever writes the text can write that, too.',
  },

  max_scan_bytes: {
    section: 'Scanning',
    type: 'integer',
    default: 65_536,
    min: 1024,
    max: 16_777_216,
    unit: 'bytes',
    help: 'Size of one scan window. Streams are scanned to their end in overlapping windows, whatever their length.',
  },
  dedup_window_secs: {
    section: 'Scanning',
    type: 'integer',
    default: 60,
    min: 0,
    max: 86_400,
    unit: 'seconds',
    help: 'How long a repeat of the same pattern, destination and direction is left out of the log; but for the twelve patterns, another secret is no repeat. 0 logs every one.',
  },
  mask_secrets: {
    section: 'Scanning',
    type: 'boolean',
    default: true,
    help: 'Mask secrets in the snippets of the log. When off, the log holds them in clear.',
  },
  scan_threads: {
    section: 'Scanning',
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    unit: 'threads',
    help: 'Scan threads of each handler. On two cores a second one gains nothing.',
  },
  scan_queue_max: {
    section: 'Scanning',
    type: 'integer',
    default: 256,
    min: 1,
    max: 65_536,
    unit: 'windows',
    help: 'Windows that may wait for a scan thread; those beyond pass unscanned and are counted as skipped.',
  },
  scan_timeout_secs: {
    section: 'Scanning',
    type: 'integer',
    default: 5,
    min: 1,
    max: 300,
    unit: 'seconds',
    help: 'After this long the scan of a window is given up and counted as skipped.',
  },
  decode_ratio_max: {
    section: 'Scanning',
    type: 'integer',
    default: 250,
    min: 10,
    max: 100_000,
    unit: 'times',
    help: 'Compressed content that grows more than this, once 8 MB have come out, is a decode bomb: the rest passes unread and is counted.',
  },
  decode_bytes_max: {
    section: 'Scanning',
    type: 'integer',
    default: 1_073_741_824,
    min: 65_536,
    max: 1_099_511_627_776,
    unit: 'bytes',
    help: 'Of one compressed body or message so much is unpacked and read; the rest passes unread and is counted.',
  },
  max_findings_per_window: {
    section: 'Scanning',
    type: 'integer',
    default: 32,
    min: 1,
    max: 4096,
    unit: 'findings',
    help: 'Findings reported from one window; those beyond are counted.',
  },

  expected_credentials: {
    section: 'Alarms',
    type: 'choice',
    default: 'log',
    choices: ['log', 'drop', 'report'],
    help: "A provider's own key in its header to its own host is how the service is used. log: written down with `expected: true` and severity info; drop: left out; report: an alarm like any other.",
  },
  known_providers: {
    section: 'Alarms',
    type: 'records',
    default: [],
    maxItems: 500,
    fields: PROVIDER_FIELDS,
    help: 'Further places where a credential belongs, beside the built-in ones: found by `rule`, in `header`, on its way to `host`. `*` and `?` are wildcards.',
  },
  allow: {
    section: 'Alarms',
    type: 'records',
    default: [],
    maxItems: 500,
    fields: ALLOW_FIELDS,
    oneOf: ALLOW_CRITERIA,
    help: 'Findings that are no alarm here: those which fit all the fields an entry gives, one beside `reason` at least, are left out of the log and counted. `*` and `?` are wildcards. `clawsec status` shows what each entry did.',
  },

  log_dir: {
    section: 'Log',
    type: 'path',
    default: '/tmp/clawsec',
    mayBeEmpty: false,
    help: 'Folder of threats.jsonl, clawsec.log, the PID file and the CA. Must belong to you.',
  },
  log_level: {
    section: 'Log',
    type: 'choice',
    default: 'INFO',
    choices: LOG_LEVELS,
    help: 'Least important level that is written to clawsec.log.',
  },

  handlers: {
    section: 'Limits',
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    unit: 'processes',
    help: 'Processes that handle connections. More only pay on machines with many cores.',
  },
  max_connections: {
    section: 'Limits',
    type: 'integer',
    default: 4096,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    help: 'Client connections open at once in each handler; one beyond is answered 503.',
  },
  max_head_bytes: {
    section: 'Limits',
    type: 'integer',
    default: 65_536,
    min: 1024,
    max: 1_048_576,
    unit: 'bytes',
    help: 'Size of a message head; a larger request is answered 431.',
  },
  context_cache_max: {
    section: 'Limits',
    type: 'integer',
    default: 1000,
    min: 1,
    max: 100_000,
    unit: 'hosts',
    help: 'Hosts whose certificate is kept ready, about 13 KB each.',
  },

  connect_timeout_secs: {
    section: 'Time-outs',
    type: 'integer',
    default: 15,
    min: 1,
    max: 300,
    unit: 'seconds',
    help: 'For reaching an upstream server.',
  },
  handshake_timeout_secs: {
    section: 'Time-outs',
    type: 'integer',
    default: 15,
    min: 1,
    max: 300,
    unit: 'seconds',
    help: 'For a TLS handshake, on either side.',
  },
  head_timeout_secs: {
    section: 'Time-outs',
    type: 'integer',
    default: 60,
    min: 1,
    max: 3600,
    unit: 'seconds',
    help: 'For a client to send a complete request head.',
  },
  idle_timeout_secs: {
    section: 'Time-outs',
    type: 'integer',
    default: 3600,
    min: 0,
    max: 604_800,
    unit: 'seconds',
    help: 'A connection on which nothing moves for this long is closed; 0 never closes one.',
  },
  drain_timeout_secs: {
    section: 'Time-outs',
    type: 'integer',
    default: 4,
    min: 0,
    max: 4,
    unit: 'seconds',
    help: 'For exchanges in flight to finish after a stop. At 4 they get 3.5: the rest is for their scans.',
  },
} as const satisfies Record<string, OptionRow>;

export type OptionKey = keyof typeof OPTIONS;

type ValueOf<Row> = Row extends { readonly type: 'integer' }
  ? number
  : Row extends { readonly type: 'boolean' }
    ? boolean
    : Row extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Row extends { readonly type: 'choices'; readonly choices: readonly (infer Choice)[] }
        ? readonly Choice[]
        : Row extends { readonly type: 'hosts' | 'paths' | 'names' }
          ? readonly string[]
          : Row extends { readonly type: 'records'; readonly fields: infer Fields extends Record<string, RecordField> }
            ? readonly RecordOf<Fields>[]
            : string;

/** The whole configuration, checked. Host lists are in lower case, paths absolute (or empty where that is allowed). */
export type Options = { readonly [K in OptionKey]: ValueOf<(typeof OPTIONS)[K]> };

/** Any value an option may have. */
export type OptionValue = number | boolean | string | readonly string[] | readonly Readonly<Record<string, string>>[];

/** Every key, in the order of the table. */
export const OPTION_KEYS = Object.keys(OPTIONS) as readonly OptionKey[];

/** Whether a text is the key of an option. */
export function isOptionKey(text: string): text is OptionKey {
  return Object.hasOwn(OPTIONS, text);
}

/** The row of a key, without the literal types of the table. */
export function optionRow(key: OptionKey): OptionRow {
  return OPTIONS[key];
}

/** The configuration of someone who sets nothing. */
export function defaultOptions(): Options {
  return Object.fromEntries(OPTION_KEYS.map((key) => [key, OPTIONS[key].default])) as unknown as Options;
}

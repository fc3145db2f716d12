/**
 * The one table of everything that can go wrong.
 * - `user`: something the person at the keyboard can mend: one line (what, why, how to fix), exit 2, no stack.
 * - `network`: expected in traffic: an HTTP status with a plain sentence to the client, a counter, a debug line.
 */
interface ErrorEntry {
  readonly kind: 'user' | 'network';
  /** Status for the client, where a client is there to be answered. */
  readonly status?: number;
  /** The plain sentence: what happened, or how to mend it. */
  readonly hint: string;
}

export const ERRORS = {
  usage: { kind: 'user', hint: 'Run `clawsec --help` for the commands.' },
  config_missing: { kind: 'user', hint: 'Check the path given to --config.' },
  config_invalid: { kind: 'user', hint: 'See docs/options.md for every key, its type and its range.' },
  log_dir_unsafe: { kind: 'user', hint: 'Choose another log_dir, one that you own.' },
  log_dir_unusable: { kind: 'user', hint: 'Make it writable for you, or choose another log_dir.' },
  ca_damaged: { kind: 'user', hint: 'Restore ca.key and ca.crt together, or move both away to get a new CA.' },
  fingerprint_key_damaged: {
    kind: 'user',
    hint: 'Restore it, or move it away to get a new one: fingerprints are different from then on.',
  },
  ca_file_unreadable: { kind: 'user', hint: 'Give a PEM file with at least one certificate.' },
  port_busy: { kind: 'user', hint: 'Stop that program, or choose another port.' },
  port_forbidden: { kind: 'user', hint: 'Choose a port above 1023, or a proxy_host that this machine has.' },

  bad_request: { kind: 'network', status: 400, hint: 'The request breaks RFC 9112 and was not forwarded.' },
  head_too_large: { kind: 'network', status: 431, hint: 'The request head is larger than max_head_bytes.' },
  own_address: { kind: 'network', status: 508, hint: 'This address is the proxy itself.' },
  client_silent: { kind: 'network', status: 408, hint: 'No complete request arrived in time.' },
  dns_failed: { kind: 'network', status: 502, hint: 'The host name could not be resolved.' },
  connect_failed: { kind: 'network', status: 502, hint: 'The upstream server refused or could not be reached.' },
  connect_timeout: { kind: 'network', status: 504, hint: 'The upstream server did not answer in time.' },
  upstream_tls: { kind: 'network', status: 502, hint: 'The TLS handshake with the upstream server failed.' },
  upstream_untrusted: {
    kind: 'network',
    status: 526,
    hint: 'The upstream certificate is not trusted; if it should be, add its CA with upstream_ca_file.',
  },
  upstream_closed: { kind: 'network', status: 502, hint: 'The upstream server closed the connection unanswered.' },
  upstream_framing: { kind: 'network', status: 502, hint: 'The upstream response breaks RFC 9112.' },
  client_tls: { kind: 'network', hint: 'The client refused our certificate, or its TLS handshake failed.' },
  too_many_connections: { kind: 'network', status: 503, hint: 'The proxy is at max_connections.' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Codes a person can mend. */
export type UserErrorCode = { [C in ErrorCode]: (typeof ERRORS)[C]['kind'] extends 'user' ? C : never }[ErrorCode];

/** Codes that traffic brings about. */
export type NetworkErrorCode = Exclude<ErrorCode, UserErrorCode>;

/** A mistake a person can mend. `message` is one line: what and why; the table's hint says how to fix it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: UserErrorCode;
  /** How to fix it: the table's hint unless a closer one was given. */
  readonly hint: string;
  constructor(code: UserErrorCode, message: string, hint: string = ERRORS[code].hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

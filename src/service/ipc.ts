import type { Counters } from '../model/counters.ts';
import type { Detection } from '../model/finding.ts';
import type { KnownTable } from '../detect/known/known-table.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import type { LogLevel } from '../model/ports.ts';
import type { Options } from '../../config/options.ts';
import type { UserErrorCode } from '../model/errors.ts';
import { ERRORS, UserError } from '../model/errors.ts';

/** The CA pair, as PEM. */
export interface Authority {
  readonly certPem: string;
  readonly keyPem: string;
}

/** What the supervisor says to a handler. The channel carries JSON. */
export type ToHandler =
  | {
      readonly type: 'start';
      readonly options: Options;
      readonly rules: readonly RuleFile[];
      /** Hashes of the values that are secrets on this machine. */
      readonly known?: KnownTable;
      readonly authority: Authority;
      /** 48 random bytes for `tls.Server#setTicketKeys`, base64: a session begun at one handler resumes at any. */
      readonly ticketKeys: string;
      /** Makes the same secret have the same fingerprint at every handler and after every start. */
      readonly fingerprintKey: string;
    }
  /** Look for these rules from now on, in place of those before. */
  | { readonly type: 'rules'; readonly rules: readonly RuleFile[] }
  /** Look for these known values from now on, in place of those before. */
  | { readonly type: 'known'; readonly known: KnownTable }
  /** Accept nothing new, let what is in flight end within this time, then say `drained`. */
  | { readonly type: 'drain'; readonly withinMs: number };

/** What a handler says to the supervisor, in the order in which it happened. */
export type FromHandler =
  /**
   * Its first words, said once it listens for messages: `start` is held back until then, because a cluster worker
   * loses what arrives while its modules are still loading.
   */
  | { readonly type: 'ready' }
  /** The answer to `start`: ready, at these addresses (`host:port`, IPv6 in brackets). */
  | { readonly type: 'listening'; readonly proxy: string; readonly gateway?: string }
  /** The other answer to `start`: a `UserError` that crosses processes; `port` is the one that was refused. */
  | {
      readonly type: 'failed';
      readonly code: UserErrorCode;
      readonly message: string;
      readonly hint: string;
      readonly port?: number;
    }
  | { readonly type: 'detections'; readonly detections: readonly Detection[] }
  /** All it has counted since it started; sent when something changed. */
  | { readonly type: 'counters'; readonly counters: Counters }
  /** Nothing is in flight any more and every detection has been sent. */
  | { readonly type: 'drained' }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    };

/** The message that carries a `UserError` out of a handler. */
export function failureMessage(error: UserError, port?: number): FromHandler {
  const { code, message, hint } = error;
  return { type: 'failed', code, message, hint, ...(port === undefined ? {} : { port }) };
}

/** The `UserError` that a handler reported. */
export function failureError(failed: Extract<FromHandler, { type: 'failed' }>): UserError {
  const code: UserErrorCode = Object.hasOwn(ERRORS, failed.code) ? failed.code : 'usage';
  return new UserError(code, failed.message, failed.hint);
}

/** Whether something that came through the channel is a message of ours; the channel also carries node's own. */
export function isFromHandler(value: unknown): value is FromHandler {
  return typeof value === 'object' && value !== null && 'type' in value && TYPES.has(value.type);
}

const TYPES: ReadonlySet<unknown> = new Set<FromHandler['type']>([
  'ready',
  'listening',
  'failed',
  'detections',
  'counters',
  'drained',
  'log',
]);

import type { SecureContext } from 'node:tls';
import type { Counters } from '../model/counters.ts';
import type { Inspector, Log } from '../model/ports.ts';
import type { ContextCache } from './contexts.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Resolver } from './resolver.ts';
import type { SessionCache } from './session-cache.ts';

/** What the user may set about the relay. Times in milliseconds, sizes in bytes. */
export interface ProxySettings {
  /** False: every CONNECT is a blind tunnel (`--no-mitm`). */
  readonly interceptTls: boolean;
  /** Says whether tunnels to this host stay closed to us. */
  readonly isPassthrough: (host: string) => boolean;
  readonly maxConnections: number;
  readonly maxHeadBytes: number;
  /** TCP connect to the upstream, DNS included. */
  readonly connectTimeoutMs: number;
  /** Each TLS handshake, ours with the client and ours with the upstream. */
  readonly handshakeTimeoutMs: number;
  /** From the first wait for a request head to its blank line. */
  readonly headTimeoutMs: number;
  /** A connection on which nothing moves in either direction; 0 means never. */
  readonly idleTimeoutMs: number;
}

/** What every part of the relay shares within one handler process. */
export interface ProxyContext {
  readonly settings: ProxySettings;
  readonly inspector: Inspector;
  readonly counters: Counters;
  readonly log: Log;
  /** Leaf certificates towards the clients. */
  readonly contexts: ContextCache;
  /** The one context of all upstream handshakes: trusted roots, always verifying. */
  readonly upstreamTls: SecureContext;
  readonly resolver: Resolver;
  readonly sessions: SessionCache;
  readonly ownAddresses: OwnAddresses;
}

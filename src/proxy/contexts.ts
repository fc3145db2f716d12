import { constants, X509Certificate } from 'node:crypto';
import tls from 'node:tls';

/** A renewal comes after this part of what was left of a certificate's life when it was minted. */
const RENEW_AFTER = 2 / 3;

export interface ContextCacheOptions {
  /** Signs a certificate for a host; its rejections are passed on to everyone waiting for that host. */
  readonly mint: (host: string) => Promise<string>;
  /** The private key of every leaf, PKCS #8 PEM. */
  readonly leafKeyPem: string;
  /** Hosts kept at most; the least recently used one goes. A context takes some 13 KB. */
  readonly max: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * 48 random bytes, the same in every handler, so that a TLS session begun with one is resumed with another. Each
   * context makes up its own keys without.
   */
  readonly ticketKeys?: Buffer;
}

interface Entry {
  readonly context: tls.SecureContext;
  readonly renewAtMs: number;
}

/**
 * TLS server contexts by host, made on demand: one mint per host however many ask at once, the least recently used
 * dropped above `max`, a new certificate long before the old one ends. A failed mint is not remembered.
 */
export class ContextCache {
  readonly #options: ContextCacheOptions;
  /** In order of use, the oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<tls.SecureContext>>();

  constructor(options: ContextCacheOptions) {
    this.#options = options;
  }

  /** The context of a host if it is at hand, without waiting. */
  peek(host: string): tls.SecureContext | undefined {
    const entry = this.#entries.get(host);
    if (entry === undefined || entry.renewAtMs <= this.#options.now()) return undefined;
    this.#entries.delete(host);
    this.#entries.set(host, entry);
    return entry.context;
  }

  /** The context of a host, minted if need be. Rejects as `mint` does, or when the certificate can't be used. */
  forHost(host: string): Promise<tls.SecureContext> {
    const ready = this.peek(host);
    if (ready !== undefined) return Promise.resolve(ready);
    const pending = this.#pending.get(host);
    if (pending !== undefined) return pending;
    const making = this.#make(host).finally(() => this.#pending.delete(host));
    this.#pending.set(host, making);
    return making;
  }

  /** Hosts kept now. */
  get size(): number {
    return this.#entries.size;
  }

  async #make(host: string): Promise<tls.SecureContext> {
    const certPem = await this.#options.mint(host);
    const context = serverContext(certPem, this.#options.leafKeyPem, this.#options.ticketKeys);
    const nowMs = this.#options.now();
    const leftMs = Date.parse(new X509Certificate(certPem).validTo) - nowMs;
    this.#entries.delete(host);
    this.#entries.set(host, { context, renewAtMs: nowMs + leftMs * RENEW_AFTER });
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= this.#options.max) break;
      this.#entries.delete(oldest);
    }
    return context;
  }
}

/** The leaf goes alone: whoever trusts our root has it already (RFC 8446 section 4.4.2 lets a server leave it out). */
function serverContext(cert: string, key: string, ticketKeys: Buffer | undefined): tls.SecureContext {
  return tls.createSecureContext({
    cert,
    key,
    minVersion: 'TLSv1.2',
    // A socket without a tls.Server has none of its limits on renegotiation.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    ...(ticketKeys && { ticketKeys }),
  });
}

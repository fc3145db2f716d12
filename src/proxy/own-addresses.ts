import { networkInterfaces } from 'node:os';

const UNSPECIFIED = new Set(['0.0.0.0', '::']);

/** An IPv4-mapped IPv6 address as the IPv4 address it carries; others as they are. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** Knows the listening addresses, so that a request to ourselves is refused instead of going round in circles. */
export class OwnAddresses {
  readonly #listening: { address: string; port: number }[] = [];

  /** Remembers that we listen there. */
  add(address: string, port: number): void {
    this.#listening.push({ address: plainAddress(address), port });
  }

  /** True when a connection that has reached `address:port` has reached us. */
  includes(address: string | undefined, port: number | undefined): boolean {
    if (address === undefined) return false;
    const reached = plainAddress(address);
    return this.#listening.some(
      (own) => own.port === port && (own.address === reached || (UNSPECIFIED.has(own.address) && isLocal(reached))),
    );
  }
}

function isLocal(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address));
}

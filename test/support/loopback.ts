import { networkInterfaces } from 'node:os';

/** The loopback addresses of this machine; containers often have no IPv6. */
export function loopbackAddresses(): string[] {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return ['127.0.0.1', '::1'].filter((address) => own.some((one) => one.address === address));
}

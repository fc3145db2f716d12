import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Ports of `host` that nobody listens on, all different. A number rather than "any": a handler that replaces a crashed
 * one must come back where the clients look for it. Throws the system's error when `host` is not ours to listen on.
 */
export async function chooseFreePorts(host: string, count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  try {
    await Promise.all(servers.map((server) => once(server, 'listening')));
    return servers.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

import { once } from 'node:events';
import { type RequestListener, type Server, createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type SecureContext, createSecureContext } from 'node:tls';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { type Authority, mintLeaf } from '../../src/wire/mint.ts';
import type { Owner } from './monitor.ts';
import { originCa } from './proxy-fixture.ts';

const leafKey = createLeafKey();

/** How an HTTP server of a test is reached. */
export interface HttpOriginSettings {
  /** The name in its certificate; default `localhost`. */
  readonly host?: string;
  /** Where it listens; default 127.0.0.1. */
  readonly address?: string;
  /** Who signed its certificate; default the CA that monitors of tests trust. */
  readonly authority?: Authority;
  readonly plain?: boolean;
  /** Has a certificate for whatever name it is asked for. */
  readonly isEveryHost?: boolean;
}

/** Node's own HTTP server, over TLS unless `plain`. */
export interface HttpOrigin {
  readonly port: number;
  readonly server: Server;
  /** Connections accepted so far. */
  connections(): number;
}

/** Starts one. */
export async function startHttpOrigin(
  owner: Owner,
  serve: RequestListener,
  settings: HttpOriginSettings = {},
): Promise<HttpOrigin> {
  const { host = 'localhost', address = '127.0.0.1', authority = originCa, plain = false } = settings;
  const certFor = (name: string): string =>
    mintLeaf({ host: name, authority, publicKeyDer: leafKey.publicKeyDer, now: new Date() });
  const secure = {
    key: leafKey.keyPem,
    cert: certFor(host),
    ...(settings.isEveryHost === true && {
      SNICallback: (name: string, done: (error: null, context: SecureContext) => void) =>
        done(null, createSecureContext({ key: leafKey.keyPem, cert: certFor(name) })),
    }),
  };
  const server = plain ? createPlain(serve) : createSecure(secure, serve);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, address);
  await once(server, 'listening');
  owner.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, port: (server.address() as AddressInfo).port, connections: () => connections };
}

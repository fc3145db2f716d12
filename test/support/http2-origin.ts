import { once } from 'node:events';
import {
  type ServerHttp2Stream,
  createSecureServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { mintLeaf } from '../../src/wire/mint.ts';
import type { Owner } from './monitor.ts';
import { originCa } from './proxy-fixture.ts';

/** Key and certificate of a test origin named `localhost`, which monitors of tests trust. */
export function originCertificate(): { readonly key: string; readonly cert: string } {
  const { keyPem, publicKeyDer } = createLeafKey();
  return { key: keyPem, cert: mintLeaf({ host: 'localhost', authority: originCa, publicKeyDer, now: new Date() }) };
}

/** Node's own HTTP/2 server over TLS; returns its port. */
export async function startHttp2Origin(
  owner: Owner,
  serve: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  options: SecureServerOptions = {},
): Promise<number> {
  const server = createSecureServer({ ...originCertificate(), ...options });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    serve(stream, headers);
  });
  server.on('session', (session) => {
    session.on('error', () => undefined);
    owner.teardown(() => session.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  owner.teardown(() => void server.close());
  return (server.address() as AddressInfo).port;
}

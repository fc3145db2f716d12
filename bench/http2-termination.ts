import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type ClientHttp2Session, connect, createSecureServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createLeafKey } from '../src/wire/leaf-key.ts';
import { mintLeaf } from '../src/wire/mint.ts';
import type { Owner } from '../test/support/monitor.ts';
import { originCa, proxyCa } from '../test/support/proxy-fixture.ts';

/** The peer: a proxy that ends HTTP/2 on both sides with node:http2 and copies every stream. */
export interface Termination {
  readonly pid: number;
  readonly port: number;
}

/** Starts it in a process of its own; leaf certificates are of `proxyCa`. */
export async function startTermination(owner: Owner): Promise<Termination> {
  const { keyPem, publicKeyDer } = createLeafKey();
  const cert = mintLeaf({ host: 'localhost', authority: proxyCa, publicKeyDer, now: new Date() });
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['serve'], {
    env: { PAIR: JSON.stringify({ key: keyPem, cert }), TRUST: originCa.certPem },
  });
  owner.teardown(() => child.kill());
  const [port] = (await once(child, 'message')) as [number];
  return { pid: child.pid ?? 0, port };
}

function serve(): void {
  const sessions = new Map<string, ClientHttp2Session>();
  const { key, cert } = JSON.parse(process.env['PAIR'] ?? '{}') as { key: string; cert: string };
  const inside = createSecureServer({ key, cert });
  const targets = new WeakMap<object, string>();
  inside.on('session', (session) => session.on('error', () => undefined));
  inside.on('stream', (stream, headers) => {
    const target = String(headers[':authority']);
    stream.on('error', () => undefined);
    const upstream = sessionTo(targets.get(inside) ?? target).request(headers, { endStream: false });
    upstream.on('error', () => undefined);
    upstream.on('response', (answer) => stream.respond(answer));
    stream.pipe(upstream);
    upstream.pipe(stream);
  });
  const sessionTo = (target: string): ClientHttp2Session => {
    const known = sessions.get(target);
    if (known !== undefined) return known;
    const made = connect(`https://${target}`, { ca: process.env['TRUST'] });
    made.on('error', () => undefined);
    sessions.set(target, made);
    return made;
  };
  const proxy = createServer();
  proxy.on('connect', (req: IncomingMessage, socket: Duplex) => {
    targets.set(inside, req.url ?? '');
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    inside.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1', () => process.send?.((proxy.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

if (process.argv[2] === 'serve') serve();

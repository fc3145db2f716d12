import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { count } from '../model/counters.ts';
import { UserError } from '../model/errors.ts';
import type { ProxyContext } from './context.ts';
import { Life } from './life.ts';
import { refuse } from './refusal.ts';
import { ignore } from './upstream.ts';

const BACKLOG = 1024;

/** An address that can't be listened on; `port` is the one that was asked for. */
export class ListenRefused extends UserError {
  readonly port: number;
  constructor(code: 'port_busy' | 'port_forbidden', message: string, port: number) {
    super(code, message);
    this.port = port;
  }
}

/** Serves one accepted connection; never throws. */
export type Serve = (life: Life, client: Socket) => void;

/** Listens, accepts, and knows every connection that is alive. */
export class Acceptor {
  readonly #context: ProxyContext;
  readonly #servers: Server[] = [];
  readonly #lives = new Set<Life>();
  #whenEmpty: (() => void) | undefined;

  constructor(context: ProxyContext) {
    this.#context = context;
  }

  /** Resolves with the address listened on. Throws a ListenRefused when it can't be had. */
  async listen(host: string, port: number, serve: Serve): Promise<AddressInfo> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (client) => {
      this.#accept(client, serve);
    });
    server.listen({ host, port, backlog: BACKLOG });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw listenError(error, host, port);
    }
    this.#servers.push(server);
    // Without file descriptors left a connection can't be accepted; the next one may be.
    server.on('error', (error) =>
      this.#context.log('WARNING', 'a connection could not be accepted', { error: String(error) }),
    );
    const address = server.address() as AddressInfo;
    this.#context.ownAddresses.add(address.address, address.port);
    return address;
  }

  #accept(client: Socket, serve: Serve): void {
    const { counters, settings } = this.#context;
    client.on('error', ignore);
    counters.connections += 1;
    if (counters.open >= settings.maxConnections) {
      count(counters.failures, 'too_many_connections');
      refuse(client, 'too_many_connections', `${settings.maxConnections} connections are open`);
      return;
    }
    counters.open += 1;
    const life = new Life(client);
    this.#lives.add(life);
    client.once('close', () => {
      counters.open -= 1;
      this.#lives.delete(life);
      if (this.#lives.size === 0) this.#whenEmpty?.();
    });
    serve(life, client);
  }

  /** Accepts no more, and resolves when every connection has ended; after `timeoutMs` the rest are cut. */
  async drain(timeoutMs: number): Promise<void> {
    for (const server of this.#servers) server.close();
    for (const life of this.#lives) life.drain();
    if (this.#lives.size === 0) return;
    const timer = setTimeout(() => {
      for (const life of this.#lives) life.destroy();
    }, timeoutMs);
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    clearTimeout(timer);
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const where = `${host}:${port}`;
  if (code === 'EADDRINUSE') return new ListenRefused('port_busy', `${where} is already in use`, port);
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenRefused('port_forbidden', `cannot listen on ${where} (${code})`, port);
  }
  return error;
}

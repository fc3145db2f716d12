import { Buffer } from 'node:buffer';
import type { Direction } from '../../model/flow.ts';
import { messageSpans, readRpcMessage } from './rpc-message.ts';

/** So many requests are remembered, each under its connection and its destination; the one used longest ago goes first. */
export const MAX_REQUESTS = 1024;

/** Destinations whose server's name is remembered. */
const MAX_SERVERS = 256;

/** What is looked at of a text, in bytes. */
const MAX_NOTED_BYTES = 262_144;

const SIGN = '"jsonrpc"';

/** In place of a server's name where more than one answered: a gateway. */
const SEVERAL = '';

/** Whose messages they are. */
export interface RpcParties {
  /** One connection, or one stream of it; an answer is looked for here first. It is not kept alive. */
  readonly scope: object;
  /** `host:port`; where answers are looked for that come by another connection. */
  readonly dest: string;
}

/** What an answer is about. */
export interface RpcRequest {
  readonly method: string;
  /** The tool, prompt or resource, without the server's name. */
  readonly target: string | undefined;
}

/**
 * Remembers what was asked in JSON-RPC 2.0, so that an answer, which names nothing, can be told; and what the servers
 * of the Model Context Protocol call themselves. Bounded, whatever the peers say; nothing in it is a secret. Where
 * two clients of one destination use the same identifiers on connections of their own, and answers come on a third,
 * the later request counts.
 */
export class RpcMemory {
  readonly #requests = new Recent<RpcRequest>(2 * MAX_REQUESTS);
  readonly #servers = new Recent<string>(MAX_SERVERS);
  readonly #scopeServers = new WeakMap<object, string>();
  readonly #scopeNumbers = new WeakMap<object, number>();
  #scopes = 0;

  /**
   * Looks at a JSON text that goes in `direction`: a message, a batch, or several of them; anything else is passed
   * over quickly. Linear in the text's length; no more than the first 256 KB are looked at. Never throws.
   */
  note(parties: RpcParties, direction: Direction, text: Uint8Array): void {
    const looked = Buffer.from(text.buffer, text.byteOffset, Math.min(text.length, MAX_NOTED_BYTES));
    if (!looked.includes(SIGN)) return;
    for (const { from, to } of messageSpans(looked)) {
      const message = readRpcMessage(looked.subarray(from, to));
      if (message === undefined) continue;
      const { id, method, name, uri, server } = message;
      if (method === undefined) {
        if (server !== undefined) this.#noteServer(parties, server);
      } else if (id !== undefined) {
        const request = { method, target: targetOf(method, name, uri) };
        for (const key of this.#keysOf(parties, direction, id)) this.#requests.set(key, request);
      }
    }
  }

  /** What the response with this identifier (as it stands in the message) that goes in `direction` answers. */
  requestOf(parties: RpcParties, direction: Direction, id: string): RpcRequest | undefined {
    const asked = direction === 'inbound' ? 'outbound' : 'inbound';
    const [own, shared] = this.#keysOf(parties, asked, id);
    return this.#requests.get(own) ?? this.#requests.get(shared);
  }

  /** What the MCP server there calls itself; nothing when that is unknown, or when there are several. */
  serverOf({ scope, dest }: RpcParties): string | undefined {
    const name = this.#scopeServers.get(scope) ?? this.#servers.get(dest);
    return name === SEVERAL ? undefined : name;
  }

  #noteServer({ scope, dest }: RpcParties, name: string): void {
    const own = this.#scopeServers.get(scope) ?? name;
    this.#scopeServers.set(scope, own === name ? name : SEVERAL);
    const shared = this.#servers.get(dest) ?? name;
    this.#servers.set(dest, shared === name ? name : SEVERAL);
  }

  #keysOf({ scope, dest }: RpcParties, direction: Direction, id: string): readonly [own: string, shared: string] {
    let number = this.#scopeNumbers.get(scope);
    if (number === undefined) {
      this.#scopes += 1;
      number = this.#scopes;
      this.#scopeNumbers.set(scope, number);
    }
    return [`${direction} #${number} ${id}`, `${direction} ${dest} ${id}`];
  }
}

/** What a request with these parameters is about: the tool or prompt of a call, the address of a resource. */
export function targetOf(method: string, name: string | undefined, uri: string | undefined): string | undefined {
  if (method === 'tools/call' || method === 'prompts/get') return name;
  return method.startsWith('resources/') ? uri : undefined;
}

/** A map of limited size that forgets what was used longest ago. */
class Recent<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #maxEntries: number;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.#entries.delete(oldest);
    }
  }
}

import type { Flow } from '../model/flow.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';

/**
 * The flow of one request and its response on a connection. The target is read at once: what is kept of the head would
 * keep the chunk in memory that it came in.
 */
export function exchangeOn(connection: Flow, { method, target }: RequestHead): Flow {
  const { protocol, source, dest } = connection;
  return { protocol, source, dest, connection, request: { method, target } };
}

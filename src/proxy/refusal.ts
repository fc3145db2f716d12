import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS, type NetworkErrorCode } from '../model/errors.ts';

/** How long a refused client may go on sending before the connection is cut. */
const LINGER_MS = 1000;

/** Reason phrases of the statuses that no RFC names. */
const REASONS: Readonly<Record<number, string>> = { 526: 'Invalid Upstream Certificate' };

/** What a client is told, whatever it speaks. */
export function refusalText(
  code: NetworkErrorCode,
  detail: string,
): { readonly status: number; readonly body: string } {
  const entry: { status?: number; hint: string } = ERRORS[code];
  return { status: entry.status ?? 502, body: `clawsec: ${entry.hint}\n${code}: ${detail}\n` };
}

/**
 * The answer to a request that goes no further: a plain sentence, then what was wrong in particular.
 * `detail` must hold nothing a peer could use to break the response (it goes into the body only).
 */
export function refusalResponse(code: NetworkErrorCode, detail: string): Buffer {
  const { status, body } = refusalText(code, detail);
  return Buffer.from(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? REASONS[status] ?? 'Refused'}\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Clawsec-Error: ${code}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Answers, then ends the connection. */
export function refuse(client: Socket, code: NetworkErrorCode, detail: string): void {
  client.removeAllListeners('data');
  client.write(refusalResponse(code, detail));
  endGently(client);
}

/**
 * Ends a connection once everything written to it has gone out. What the peer still sends is read and dropped for a
 * moment, since closing with unread bytes would reset the connection and the last bytes could be lost (RFC 9112
 * section 9.6).
 */
export function endGently(socket: Socket): void {
  socket.end(() => {
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  });
  socket.once('end', () => socket.destroySoon());
  socket.resume();
}

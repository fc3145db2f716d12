import { parseAbsoluteTarget } from '../authority.ts';
import { COLON, CR, LF, SP, matchesToken, octetsOf } from './octets.ts';
import type { RequestHead } from './request-head.ts';

/** Fields between a client and its proxy (RFC 9110 section 11.7; Proxy-Connection never was a standard). */
const OURS = ['proxy-authorization', 'proxy-connection', 'proxy-authenticate', 'proxy-authentication-info'].map(
  octetsOf,
);

/**
 * The head that the origin is to see for a request that was sent to us as its proxy: an `http://` target becomes its
 * path (`*` for OPTIONS without a path, RFC 9112 section 3.2.4), and the fields meant for the proxy are left out.
 * Every other byte stays as it is, Host included; a target in another form stays, too.
 * `raw` is the head's event's `raw`; it is returned itself when there is nothing to change.
 */
export function toOriginForm(head: RequestHead, raw: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let kept = 0;
  const target = raw.indexOf(SP) + 1;
  const targetEnd = raw.indexOf(SP, target);
  const absolute = parseAbsoluteTarget(head.target);
  if (absolute !== undefined) {
    const path = absolute.path === '' ? (head.method === 'OPTIONS' ? '*' : '/') : absolute.path;
    pieces.push(raw.subarray(0, target), Buffer.from(path, 'latin1'));
    kept = targetEnd;
  }
  for (let line = raw.indexOf(LF, targetEnd) + 1; raw[line] !== CR; ) {
    const next = raw.indexOf(LF, line) + 1;
    if (isOurs(raw, line)) {
      pieces.push(raw.subarray(kept, line));
      kept = next;
    }
    line = next;
  }
  if (kept === 0) return raw;
  pieces.push(raw.subarray(kept));
  return Buffer.concat(pieces);
}

function isOurs(raw: Buffer, line: number): boolean {
  return OURS.some((name) => raw[line + name.length] === COLON && matchesToken(raw, line, name));
}

import { isIP } from 'node:net';

/** Where a request goes. */
export interface Authority {
  /** A name or IP address, lower-cased; an IPv6 address without its brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The parts of a request target in absolute form. */
export interface AbsoluteTarget {
  readonly scheme: 'http';
  readonly authority: Authority;
  /** Path and query, starting with `/`; '' when the target has neither. */
  readonly path: string;
}

const HTTP_PORT = 80;
/** `[literal]` or anything without a colon, then perhaps a port. Names have 253 characters at most (RFC 1035). */
const AUTHORITY = /^(?:\[([0-9a-f:.]{2,45})\]|([^:[\]]{1,253}))(?::([0-9]{1,5}))?$/i;
/** Labels of DNS names in use, underscores included, and perhaps a last dot. */
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/i;
/** A last label that makes address parsers read the whole host as an IPv4 address (`127.1`, `0x7f000001`). */
const NUMERIC_END = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$/i;
const ABSOLUTE = /^http:\/\/([^/?#]*)(.*)$/is;

/**
 * Reads `host` or `host:port` (RFC 3986 section 3.2), strictly: userinfo, zones, an empty port, percent-encoding,
 * control characters, spaces, names over 253 characters and IPv4 addresses in any but the dotted form are refused.
 * Returns undefined then. `defaultPort` stands in for a missing port.
 */
export function parseAuthority(text: string, defaultPort: number): Authority | undefined {
  const parts = AUTHORITY.exec(text);
  if (parts === null) return undefined;
  const [, literal, name, portText] = parts;
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port < 1 || port > 65_535) return undefined;
  if (literal !== undefined) return isIP(literal) === 6 ? { host: literal.toLowerCase(), port } : undefined;
  return name !== undefined && isHostName(name) ? { host: name.toLowerCase(), port } : undefined;
}

/** `host:port`, an IPv6 address in brackets. */
export function formatAuthority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads a request target in absolute form (RFC 9112 section 3.2.2). Returns undefined for the other forms, other
 * schemes, and an authority that `parseAuthority` refuses.
 */
export function parseAbsoluteTarget(target: string): AbsoluteTarget | undefined {
  const parts = ABSOLUTE.exec(target);
  if (parts === null) return undefined;
  const [, authorityText = '', rest = ''] = parts;
  const authority = parseAuthority(authorityText, HTTP_PORT);
  if (authority === undefined) return undefined;
  return { scheme: 'http', authority, path: rest === '' || rest.startsWith('/') ? rest : `/${rest}` };
}

function isHostName(name: string): boolean {
  return NUMERIC_END.test(name) ? isIP(name) === 4 : NAME.test(name);
}

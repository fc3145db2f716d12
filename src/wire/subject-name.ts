/** Whom a certificate is made for: a DNS name or the octets of an IP address. */
export type SubjectName =
  | { readonly kind: 'dns'; readonly text: string }
  | { readonly kind: 'ip'; readonly text: string; readonly octets: Uint8Array };

/** RFC 1035 section 3.1: a name is at most 255 octets on the wire, 253 as text. */
const MAX_NAME_LENGTH = 253;
const DNS_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Reads a host as it stands in CONNECT or SNI: a DNS name as A-labels, an IPv4 literal, an IPv6 literal with or
 * without brackets. Case, a final dot and an IPv6 zone make no difference. Underscores are let through, since real
 * hosts have them; wildcards are not.
 * Returns undefined for anything else, so nothing strange ever gets into a certificate.
 */
export function readSubjectName(host: string): SubjectName | undefined {
  const text = host.toLowerCase();
  if (IPV4.test(text)) return { kind: 'ip', text, octets: Uint8Array.from(text.split('.'), Number) };
  if (text.includes(':')) return readIpv6(text);
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name.length <= MAX_NAME_LENGTH && DNS_NAME.test(name) ? { kind: 'dns', text: name } : undefined;
}

function readIpv6(host: string): SubjectName | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%[\w.-]+$/, '');
  const address = `http://[${bare}]`;
  if (!/^[0-9a-f:.]+$/.test(bare) || !URL.canParse(address)) return undefined;
  // The URL parser normalises: lower case, zeros compressed, a dotted quad at the end turned into two groups.
  const text = new URL(address).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const octets = [...front, ...zeros, ...back].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return { kind: 'ip', text, octets: Uint8Array.from(octets) };
}

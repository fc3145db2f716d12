/** What manuals show: the debugger of jwt.io, RFC 7515, RFC 7519. */
const SHOWN = /^(?:1234567890|joe|John Doe|johndoe|user123|\{\{.*)$/i;

/**
 * Whether `text` is a JSON Web Token: three parts, the first two base64url of JSON objects, the first with an `alg`; and
 * none of those that manuals show. A token without a signature (`alg` none) proves nothing and is none. Source: RFC 7519.
 */
export function isJsonWebToken(text: string): boolean {
  const [head = '', claims = '', signature = ''] = text.split('.');
  const header = objectOf(head);
  const payload = objectOf(claims);
  if (header === undefined || payload === undefined || signature.length < 20) return false;
  const algorithm = header['alg'];
  if (typeof algorithm !== 'string' || algorithm.toLowerCase() === 'none') return false;
  return !['sub', 'name', 'iss'].some((name) => isShown(payload[name]));
}

function isShown(claim: unknown): boolean {
  return (typeof claim === 'string' || typeof claim === 'number') && SHOWN.test(String(claim));
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

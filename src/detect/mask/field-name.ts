/** What a field's name says of its value: a secret, a secret if it looks like one, or nothing. */
export type Secrecy = 'always' | 'if-random' | 'never';

const ALWAYS =
  /passw|passphrase|passcode|pwd|secret|token|credential|mnemonic|seedphrase|(?:api|access|account|secret|private|signing|encryption|master|auth|ssh|deploy)key|session|sess?id|cookie|bearer|jwt|[cx]srf|auth(?!or(?!iz))|(?<!com|sur|by|tres)pass$|otp$|^pin$|sid$|^sig$|signature/;
const IF_RANDOM = /key|hash$|nonce|code$|salt$|hmac|seed$|^data$|state$|id_?rsa|id_?ed25519|^x(?:amz|goog)/;

/** Values that name a field whose value stands in the next one: `- name: DB_PASSWORD`, then `value: …`. */
const HOLDS_NAME = /^(?:name|key|header|field|variable|var|env|id|k)$/;
const HOLDS_VALUE = /^(?:value|val|v|content|text)$/;

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.[\]$ ]/g, '');
}

/** Judges the name of a field, header, variable or flag, in any spelling: `api_key`, `X-API-Key`, `user[apiKey]`. */
export function secrecyOf(name: string): Secrecy {
  const word = folded(name);
  if (ALWAYS.test(word)) return 'always';
  return IF_RANDOM.test(word) ? 'if-random' : 'never';
}

/** Whether such a field's value may be the name of another field's value. */
export function holdsName(name: string): boolean {
  return HOLDS_NAME.test(folded(name));
}

/** Whether such a field's value may be what another field named. */
export function holdsValue(name: string): boolean {
  return HOLDS_VALUE.test(folded(name));
}

/** Names that also count or describe secrets (`max_tokens`, `auth: true`), so that a plain number there is none. */
export function mayCount(name: string): boolean {
  return /token|session|auth|signature|cookie|secret/.test(folded(name));
}

/** A header whose whole line is its value, commas, semicolons, quotes and blanks included. */
export function ownsItsLine(name: string): boolean {
  return /^(?:set|proxy)?(?:authorization|cookie2?)$/.test(folded(name));
}

/** Words of documentation inside of a secret, and keys that vendors print. */
const WORDS =
  /example|placeholder|redacted|changeme|change[-_]me|dummy|insert[-_]|replace[-_]|(?:your|my|some)[-_ ]?(?:own[-_ ]?)?(?:api|access|auth|secret|private|token|key|account|bot|app|client|project|personal|password|real|actual)|your[-_]|goes[-_]?here|key[-_]?here|token[-_]?here|secret[-_]?here|not[-_]?a[-_]?real|do[-_]?not[-_]?use|fake[-_]|sample|abcdefghij|deadbeef|cafebabe|0123456|12345678|(?<![0-9a-z])(?:123abc|abc123)|a1b2c3d4/i;

/** Crosses, asterisks, ellipses, names of variables: what is written where a secret would stand. */
const GAPS = /x{5}|\*{3}|\.{3}|_{5}|<[a-z_ -]{1,32}>|\$\{|\{\{|%s|\$\(/i;

/** One character eight times (AAAA… is zeros in base64 and says nothing), or up to four of them four times over. */
const ROWS = /([^A=])\1{7}|([^A=]{2,4})\2{4}/;

/** Longest secret looked at, in characters; the words stand at the beginning. */
const LOOKED_AT = 512;

/**
 * Whether a text that has the form of a secret is one that documentation shows: `AKIAIOSFODNN7EXAMPLE`,
 * `sk_live_your_key_here`, `ghp_xxxxxxxx`, `0123456789abcdef`. Asked about what every secret rule from a file finds.
 */
export function isPlaceholder(secret: string): boolean {
  const text = secret.slice(0, LOOKED_AT);
  return WORDS.test(text) || GAPS.test(text) || ROWS.test(text);
}

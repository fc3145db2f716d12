/** RFC 7541 appendix A, from index 1 on: name and value. */
const FIELDS: readonly (readonly [name: string, value: string])[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language', ''],
  ['accept-ranges', ''],
  ['accept', ''],
  ['access-control-allow-origin', ''],
  ['age', ''],
  ['allow', ''],
  ['authorization', ''],
  ['cache-control', ''],
  ['content-disposition', ''],
  ['content-encoding', ''],
  ['content-language', ''],
  ['content-length', ''],
  ['content-location', ''],
  ['content-range', ''],
  ['content-type', ''],
  ['cookie', ''],
  ['date', ''],
  ['etag', ''],
  ['expect', ''],
  ['expires', ''],
  ['from', ''],
  ['host', ''],
  ['if-match', ''],
  ['if-modified-since', ''],
  ['if-none-match', ''],
  ['if-range', ''],
  ['if-unmodified-since', ''],
  ['last-modified', ''],
  ['link', ''],
  ['location', ''],
  ['max-forwards', ''],
  ['proxy-authenticate', ''],
  ['proxy-authorization', ''],
  ['range', ''],
  ['referer', ''],
  ['refresh', ''],
  ['retry-after', ''],
  ['server', ''],
  ['set-cookie', ''],
  ['strict-transport-security', ''],
  ['transfer-encoding', ''],
  ['user-agent', ''],
  ['vary', ''],
  ['via', ''],
  ['www-authenticate', ''],
];

/** The highest index of the static table; the dynamic table begins behind it (RFC 7541 section 2.3.3). */
export const STATIC_ENTRIES = FIELDS.length;

/** Every entry as a line, `name: value` and CR LF, one behind the other. */
export const STATIC_LINES: Buffer = Buffer.from(
  FIELDS.map(([name, value]) => `${name}: ${value}\r\n`).join(''),
  'latin1',
);

/** Where the line of each index begins in `STATIC_LINES`. Index 0 is no entry. */
export const STATIC_FROM = new Uint16Array(STATIC_ENTRIES + 1);
/** The length of each index's name. */
export const STATIC_NAME_LENGTH = new Uint8Array(STATIC_ENTRIES + 1);
/** The length of each index's value. */
export const STATIC_VALUE_LENGTH = new Uint8Array(STATIC_ENTRIES + 1);

let from = 0;
for (const [i, [name, value]] of FIELDS.entries()) {
  STATIC_FROM[i + 1] = from;
  STATIC_NAME_LENGTH[i + 1] = name.length;
  STATIC_VALUE_LENGTH[i + 1] = value.length;
  from += name.length + value.length + ': \r\n'.length;
}

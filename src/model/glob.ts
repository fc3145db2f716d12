/**
 * Whether a pattern stands for a whole text: `*` is any run of characters, also none and also across dots and slashes,
 * `?` one character, everything else itself. Case counts. Work is at most the product of both lengths; never throws.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  /** Behind the last `*`, and how much of the text it has been given. */
  let star = -1;
  let given = 0;
  while (read < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      at += 1;
      star = at;
      given = read;
    } else if (wanted === '?' || wanted === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      given += 1;
      at = star;
      read = given;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** A port at the end of a destination or of a pattern for one; an IPv6 literal stands in brackets. */
const PORT = /:(?:\d{1,5}|[*?\d]+)$/;

/** Whether a pattern for a destination says which port. */
export function namesPort(pattern: string): boolean {
  return PORT.test(pattern);
}

/**
 * Whether a pattern stands for a destination (`host:port`). A pattern without a port is completed with `port`, itself
 * a pattern. Case does not count.
 */
export function matchesDest(pattern: string, dest: string, port: string): boolean {
  const whole = namesPort(pattern) ? pattern : `${pattern}:${port}`;
  return matchesGlob(whole.toLowerCase(), dest.toLowerCase());
}

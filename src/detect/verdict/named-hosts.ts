/** Different hosts that are told of one head; of more none is told apart. */
const MAX_HOSTS = 4;

const ABSOLUTE_TARGET = /^\S+ [a-z][a-z0-9+.-]{0,31}:\/\/([^/?#\s]*)/i;
const HOST_FIELD = /^host[ \t]*:(.*)$/gim;
const FOLD = /\r?\n[ \t]+/g;

/**
 * The hosts that the head of a request names, in lower case, with their ports if it says them: those of its Host fields
 * (of HTTP/2 `:authority`, which reads as one), and that of a target in absolute form. Each once; '' for more than four
 * or one that is empty. `head` is a whole head as latin1 characters. They are the peer's words and not to be shown.
 */
export function namedHosts(head: string): readonly string[] {
  const target = ABSOLUTE_TARGET.exec(head)?.[1];
  const fields = Array.from(head.replaceAll(FOLD, ' ').matchAll(HOST_FIELD), ([, value = '']) => value.trim());
  const hosts = new Set([...(target === undefined ? [] : [target]), ...fields].map((host) => host.toLowerCase()));
  return hosts.size > MAX_HOSTS ? [''] : [...hosts];
}

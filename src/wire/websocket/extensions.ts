/**
 * Whether a `Sec-WebSocket-Extensions` value (several lines joined with commas) names permessage-deflate (RFC 6455
 * §9.1, RFC 7692 §5). In a server's answer that means it is agreed upon; its parameters change nothing for a reader
 * with a full window that forgets nothing between messages. A quoted value can hold no comma that matters: it must be
 * a token once unquoted.
 */
export function namesDeflate(extensions: string): boolean {
  return extensions.split(',').some((extension) => /^\s*permessage-deflate\s*(?:;|$)/i.test(extension));
}

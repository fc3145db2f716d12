import { isChosenPassword } from './chosen-password.ts';

/** Whether `text` is the base64 of `user:password` in printable ASCII, with a password somebody chose. Source: RFC 7617. */
export function isBasicCredentials(text: string): boolean {
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  return colon > 0 && /^[\x20-\x7e]+$/.test(decoded) && isChosenPassword(decoded.slice(colon + 1));
}

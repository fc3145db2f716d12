import { Buffer } from 'node:buffer';

/** One way in which a value may be written, by the name that a decode path gives it; '' for the value as it is. */
export interface KnownForm {
  readonly name: string;
  /** Its bytes, as latin1 characters. */
  readonly text: string;
}

const UNRESERVED = /[A-Za-z0-9._~-]/;
const PHASES = [0, 1, 2] as const;

/**
 * The ways in which software writes a value into a request: as it is, escaped for JSON, a URL (also twice) or HTML,
 * in hex, in UTF-16, and in base64, whatever stands before it there. Each is a form of its own only where it differs.
 * Base64 lacks the characters at both ends that depend on what stands beside the value.
 * @param value Text in Unicode; in UTF-8 unless a form says otherwise.
 */
export function knownForms(value: string): readonly KnownForm[] {
  const bytes = Buffer.from(value, 'utf8');
  const percent = percentEncoded(bytes, UNRESERVED);
  const hex = bytes.toString('hex');
  const forms: KnownForm[] = [
    { name: '', text: bytes.toString('latin1') },
    { name: 'json', text: latin1(JSON.stringify(value).slice(1, -1)) },
    { name: 'json', text: latin1(JSON.stringify(value).slice(1, -1).replaceAll('/', String.raw`\/`)) },
    { name: 'json', text: latin1(JSON.stringify(JSON.stringify(value)).slice(3, -3)) },
    { name: 'percent', text: percent },
    { name: 'percent', text: percent.replaceAll(/%../g, (escape) => escape.toLowerCase()) },
    { name: 'percent', text: percent.replaceAll('%20', '+') },
    { name: 'percent', text: latin1(encodeURI(bytes.toString('utf8'))) },
    { name: 'percent>percent', text: percent.replaceAll('%', '%25') },
    { name: 'html', text: latin1(value.replaceAll(/[&<>"']/g, (mark) => HTML[mark] ?? mark)) },
    { name: 'hex', text: hex },
    { name: 'hex', text: hex.toUpperCase() },
    { name: 'utf16', text: Buffer.from(value, 'utf16le').toString('latin1') },
    ...PHASES.flatMap((phase) => base64Forms(bytes, phase)),
  ];
  const seen = new Set<string>();
  return forms.filter(({ text }) => !seen.has(text) && seen.add(text));
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function percentEncoded(bytes: Buffer, kept: RegExp): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += kept.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

/** What every base64 text holds in which `phase` bytes (of each three) stand before `bytes`. */
function base64Forms(bytes: Buffer, phase: number): KnownForm[] {
  const coded = Buffer.concat([Buffer.alloc(phase), bytes]);
  const from = Math.ceil((8 * phase) / 6);
  const to = Math.floor((8 * coded.length) / 6);
  return [
    { name: 'base64', text: coded.toString('base64').slice(from, to) },
    { name: 'base64', text: coded.toString('base64url').slice(from, to) },
  ];
}

/** One encoding that is undone in texts: what `Finding.path` calls it, and how it is written. */
export interface Encoding {
  /** What the path says. */
  readonly id: string;
  /** Writes a latin1 text so that nothing of it can be read. */
  readonly write: (text: string) => string;
}

function perByte(text: string, write: (hex: string, byte: number) => string): string {
  return Array.from(Buffer.from(text, 'latin1'), (byte) => write(byte.toString(16).padStart(2, '0'), byte)).join('');
}

/** Text is what it is in UTF-8; escapes of characters name its code units. */
function perUnit(text: string, write: (hex: string, unit: number) => string): string {
  const units = Buffer.from(text, 'latin1').toString('utf8').split('');
  return units.map((one) => write(one.charCodeAt(0).toString(16).padStart(4, '0'), one.charCodeAt(0))).join('');
}

function perCharacter(text: string, write: (character: number) => string): string {
  const characters = Array.from(Buffer.from(text, 'latin1').toString('utf8'), (one) => one.codePointAt(0) ?? 0);
  return characters.map(write).join('');
}

function utf8(character: number): string {
  return Buffer.from(String.fromCodePoint(character)).toString('latin1');
}

function wrapped(text: string, width: number, lineEnd: string): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(lineEnd);
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

/** By name. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = {
  json: { id: 'json', write: (text) => `{"a":"${perUnit(text, (hex) => `\\u${hex}`)}"}` },
  percent: { id: 'percent', write: (text) => `a=${perByte(text, (hex) => `%${hex.toUpperCase()}`)}&b=` },
  base64: { id: 'base64', write: (text) => `"${base64(text)}"` },
  base64url: {
    id: 'base64',
    write: (text) => `/v1/${Buffer.from(text, 'latin1').toString('base64url')}`,
  },
  'base64, wrapped': { id: 'base64', write: (text) => `x:\n\n${wrapped(base64(text), 76, '\r\n')}\n\n` },
  'base64, wrapped in JSON': { id: 'base64', write: (text) => `{"a":"${wrapped(base64(text), 64, '\\n')}\\n"}` },
  'base64, as PHP has it': { id: 'base64', write: (text) => `{"a":"${base64(text).replaceAll('/', '\\/')}"}` },
  hex: { id: 'hex', write: (text) => `x'${perByte(text, (hex) => hex)}'` },
  escape: { id: 'escape', write: (text) => `"${perByte(text, (hex) => `\\x${hex}`)}"` },
  octal: {
    id: 'escape',
    write: (text) => `"${perByte(text, (_, byte) => `\\${byte.toString(8).padStart(3, '0')}`)}"`,
  },
  'html, decimal': { id: 'html', write: (text) => `<p>${perCharacter(text, (character) => `&#${character};`)}</p>` },
  'html, hexadecimal': {
    id: 'html',
    write: (text) => `<p>${perCharacter(text, (character) => `&#x${character.toString(16)};`)}</p>`,
  },
  'quoted-printable': { id: 'qp', write: (text) => perByte(text, (hex) => `=${hex.toUpperCase()}`) },
  'UTF-16, little end first': {
    id: 'utf16',
    write: (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  },
  'UTF-16, big end first': {
    id: 'utf16',
    write: (text) => Buffer.from(text, 'utf16le').swap16().toString('latin1'),
  },
  'zero width': { id: 'disguise', write: (text) => perCharacter(text, (character) => utf8(character) + utf8(0x200b)) },
  'full width': {
    id: 'disguise',
    write: (text) =>
      perCharacter(text, (character) => {
        const isPrintable = character > 0x20 && character < 0x7f;
        return utf8(isPrintable ? character + 0xfee0 : character === 0x20 ? 0x3000 : character);
      }),
  },
  'tag characters': {
    id: 'disguise',
    write: (text) =>
      perCharacter(text, (character) => utf8(character >= 0x20 && character < 0x7f ? character + 0xe0000 : character)),
  },
};

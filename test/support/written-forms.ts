import { gzipSync } from 'node:zlib';

type Write = (text: string) => string;

function lines(text: string, length: number, end: string): string {
  return (text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []).join(end);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const NAMES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&#39;' };

/** As mailers write it: `=` and what is not ASCII escaped, and lines of a length with soft ends. */
function quotedPrintable(text: string, length: number): string {
  return text
    .split(/\r?\n/)
    .map((line) => {
      const units = Array.from(Buffer.from(line), (byte) =>
        byte === 0x3d || byte > 0x7e
          ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(byte),
      );
      let written = '';
      let width = 0;
      for (const unit of units) {
        if (width + unit.length >= length) [written, width] = [`${written}=\r\n`, 0];
        written += unit;
        width += unit.length;
      }
      return written;
    })
    .join('\n');
}

/** Ways in which writers put a text into another, by name: they escape what they must, and no more. */
export const WRITTEN_FORMS: Readonly<Record<string, Write>> = {
  JSON: (text) => JSON.stringify({ a: text }),
  'JSON in ASCII': (text) =>
    JSON.stringify({ a: text }).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'a URL': (text) => `/v1?q=${encodeURIComponent(text)}`,
  HTML: (text) => `<p>\n${text.replaceAll(/[<>&"']/g, (one) => NAMES[one] ?? one)}\n</p>`,
  'quoted-printable': (text) => `caf=C3=A9 ${quotedPrintable(text, 76)}`,
  'short lines of quoted-printable': (text) => `caf=C3=A9 ${quotedPrintable(text, 20)}`,
  base64: (text) => `"${base64(text)}"`,
  base64url: (text) => ` ${Buffer.from(text).toString('base64url')} `,
  'lines of base64': (text) => `\n${lines(base64(text), 76, '\r\n')}\n`,
  'hex digits': (text) => `'${Buffer.from(text).toString('hex')}'`,
  'gzip in base64': (text) => `"${gzipSync(text).toString('base64')}"`,
};

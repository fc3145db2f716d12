import type { Http2Head } from './sink.ts';

const CR_BYTE = 0x0d;
/** Ends the first line of a request's text. */
const REQUEST_VERSION = ' HTTP/2\r\n';

/** A head as text. Fields are read from it only when asked for. */
export class FieldHead implements Http2Head {
  readonly text: Buffer;
  readonly method: string;
  readonly protocol: string;
  readonly status: number;

  /** `text` is as `Http2Head` says: it must not change any more. */
  constructor(text: Buffer, method: string, protocol: string, status: number) {
    this.text = text;
    this.method = method;
    this.protocol = protocol;
    this.status = status;
  }

  get target(): string {
    const from = this.method.length + 1;
    const end = this.method === '' ? from : this.text.indexOf(REQUEST_VERSION, from, 'latin1');
    return this.text.toString('latin1', from, Math.max(from, end));
  }

  header(name: string): string | undefined {
    const line = this.text.indexOf(`\n${name}: `, 0, 'latin1');
    if (line < 0) return undefined;
    const from = line + name.length + 3;
    return this.text.toString('latin1', from, this.text.indexOf(CR_BYTE, from));
  }
}

import type { Http2Head } from './sink.ts';

const CR_BYTE = 0x0d;

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

  header(name: string): string | undefined {
    const line = this.text.indexOf(`\n${name}: `, 0, 'latin1');
    if (line < 0) return undefined;
    const from = line + name.length + 3;
    return this.text.toString('latin1', from, this.text.indexOf(CR_BYTE, from));
  }
}

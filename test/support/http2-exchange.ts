import { block, headers } from './http2-frames.ts';

type Fields = Readonly<Record<string, string>>;

/** The head of a GET that is complete unless something follows; `fields` replace and add. */
export function requestHead(stream: number, fields: Fields = {}, isComplete = fields[':method'] === undefined): Buffer {
  const all = { ':method': 'GET', ':scheme': 'https', ':authority': 'x', ':path': '/', ...fields };
  return headers(stream, block(...Object.entries(all)), isComplete);
}

/** The head of a 200 whose body follows; `fields` replace and add. */
export function responseHead(stream: number, fields: Fields = {}): Buffer {
  return headers(stream, block(...Object.entries({ ':status': '200', ...fields })));
}

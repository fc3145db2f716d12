/** Traffic as agents have it, made of what npm packages hold: no secrets, no commands but those that documentation shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS_BYTES = 4 * 1024 * 1024;
const PIECE_CHARACTERS = 900;
const DELTA = /\s*\S{1,12}/g;

/** Corpora by name, 4 MiB each if the folders hold as much; `node_modules` without any. */
export function ordinaryTraffic(folders: readonly string[] = []): Readonly<Record<string, Buffer>> {
  const files = (folders.length > 0 ? folders : ['node_modules']).flatMap((folder) => [...filesUnder(folder)]);
  const of = (isWanted: (path: string) => boolean): Buffer => {
    const wanted = files.filter(isWanted);
    // From everywhere in the list, a little of each.
    const step = 61;
    const parts: Buffer[] = [];
    let length = 0;
    for (let index = 0; index < wanted.length && length < CORPUS_BYTES; index++) {
      const path = wanted[(index * step) % wanted.length];
      if (path === undefined) continue;
      const part = readFileSync(path).subarray(0, 256 * 1024);
      parts.push(part);
      length += part.length;
    }
    return Buffer.concat(parts).subarray(0, CORPUS_BYTES);
  };
  const documents = of((path) => /\.(?:md|markdown)$/i.test(path));
  const sources = of((path) => /\.(?:ts|mts|cts|tsx|py|sh|yml|json)$/i.test(path) && !path.endsWith('.min.js'));
  const scripts = of((path) => /\.(?:js|mjs|cjs)$/i.test(path));
  return {
    Markdown: documents,
    JavaScript: scripts,
    'API JSON': asMessages(
      Buffer.concat([documents.subarray(0, CORPUS_BYTES / 2), sources.subarray(0, CORPUS_BYTES / 2)]),
    ),
    'event stream': asEvents(documents.subarray(0, CORPUS_BYTES / 8)),
  };
}

function asMessages(text: Buffer): Buffer {
  const messages: string[] = [];
  const all = text.toString('utf8');
  for (let at = 0, id = 0; at < all.length; at += PIECE_CHARACTERS, id++) {
    const content = all.slice(at, at + PIECE_CHARACTERS);
    messages.push(
      id % 3 === 0
        ? JSON.stringify({ role: 'user', content: [{ type: 'tool_result', tool_use_id: `toolu_${id}`, content }] })
        : JSON.stringify({ role: 'assistant', content: [{ type: 'text', text: content }] }),
    );
  }
  return Buffer.from(`{"model":"some-model","max_tokens":4096,"stream":true,"messages":[${messages.join()}]}`);
}

function asEvents(text: Buffer): Buffer {
  const events = (text.toString('utf8').match(DELTA) ?? []).map(
    (delta) =>
      `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: delta } })}\n\n`,
  );
  return Buffer.from(events.join('')).subarray(0, CORPUS_BYTES);
}

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

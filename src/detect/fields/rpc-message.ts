import { Buffer } from 'node:buffer';
import type { Span } from '../mask/spans.ts';
import { JsonCursor } from './json-cursor.ts';
import { type Step, shownString } from './json-place.ts';

/** Methods, tools and servers are remembered and shown up to this length, in UTF-16 units. */
export const MAX_WORD = 100;

/** An identifier longer than this, in bytes, is none that a client in use would make. */
const MAX_ID_BYTES = 100;

/** Of one batch, or of one piece of NDJSON, so many messages are looked at. */
const MAX_MESSAGES = 64;

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;

const VERSION: readonly Step[] = ['jsonrpc'];
/** The whole token. */
const VERSION_2 = '"2.0"';
const ID: readonly Step[] = ['id'];
const METHOD: readonly Step[] = ['method'];
const NAME: readonly Step[] = ['params', 'name'];
const URI: readonly Step[] = ['params', 'uri'];
const SERVER: readonly Step[] = ['result', 'serverInfo', 'name'];

/** `result.tools[3].name` is the deepest value that is read. */
const MAX_DEPTH = 4;

/** What is known of a message of JSON-RPC 2.0, and of the Model Context Protocol on top of it. */
export interface RpcMessage {
  /** As it stands in the message, so that 1 and "1" are two; nothing when there is none, or null. */
  readonly id: string | undefined;
  /** Nothing in a response. */
  readonly method: string | undefined;
  /** `params.name`: the tool or prompt of a call. */
  readonly name: string | undefined;
  /** `params.uri`: the address of a resource. */
  readonly uri: string | undefined;
  /** `result.serverInfo.name`: what a server calls itself when it answers `initialize`. */
  readonly server: string | undefined;
  /** `name` (or `uri`) of the list's element that was asked for. */
  readonly item: string | undefined;
}

/** The messages of a text: its objects, or those of its arrays (batches), front to back. One is cut off at most. */
export function messageSpans(text: Uint8Array): Span[] {
  const cursor = new JsonCursor(text);
  const spans: Span[] = [];
  let from = -1;
  let depth = 0;
  while (spans.length < MAX_MESSAGES) {
    const token = cursor.next();
    const isOver = token === 'end' || token === 'broken';
    if (from >= 0 && (isOver || cursor.depth < depth)) {
      spans.push({ from, to: isOver ? text.length : cursor.to });
      from = -1;
    } else if (from < 0 && token === 'open' && cursor.depth <= 2 && text[cursor.from] === OPEN_OBJECT) {
      from = cursor.from;
      depth = cursor.depth;
    }
    if (isOver) break;
  }
  return spans;
}

/**
 * Reads one message, an object; nothing when it is not of JSON-RPC 2.0. Members may stand in any order; of two with
 * the same name the last one counts. A message that is cut off may have lost its `"jsonrpc"`, which the SDKs of MCP
 * write last: one with parameters and a method such as `tools/call` is taken for such. `item` asks for the name of an
 * element of a list. Never throws; one pass.
 */
export function readRpcMessage(text: Uint8Array, item?: readonly Step[]): RpcMessage | undefined {
  const cursor = new JsonCursor(text);
  const itemName = item && [...item, 'name'];
  const itemUri = item && [...item, 'uri'];
  let [version, id, method, name, uri, server, listed, address]: (Span | undefined)[] = [];
  let hasParams = false;
  let token = cursor.next();
  for (; token !== 'end' && token !== 'broken'; token = cursor.next()) {
    if (token === 'open' && cursor.depth === 2) hasParams ||= cursor.isAt(0, 'params');
    if (cursor.depth > MAX_DEPTH || (token !== 'string' && token !== 'literal')) continue;
    const value = { from: cursor.from, to: cursor.to };
    if (stands(cursor, ID)) id = value;
    if (token === 'literal') continue;
    if (stands(cursor, VERSION)) version = value;
    else if (stands(cursor, METHOD)) method = value;
    else if (stands(cursor, NAME)) name = value;
    else if (stands(cursor, URI)) uri = value;
    else if (stands(cursor, SERVER)) server = value;
    else if (itemName !== undefined && stands(cursor, itemName)) listed = value;
    else if (itemUri !== undefined && stands(cursor, itemUri)) address = value;
  }
  const isCutOff = token === 'end' && cursor.depth > 0;
  const shownMethod = wordAt(text, method);
  const isVersion2 = version !== undefined && latin1(text, version) === VERSION_2;
  if (!isVersion2 && !(isCutOff && hasParams && shownMethod?.includes('/') === true)) return undefined;
  return {
    id: idAt(text, id),
    method: shownMethod,
    name: wordAt(text, name),
    uri: wordAt(text, uri),
    server: wordAt(text, server),
    item: wordAt(text, listed ?? address),
  };
}

/** Whether what is being read stands at the end of this path. */
function stands(cursor: JsonCursor, path: readonly Step[]): boolean {
  return cursor.depth === path.length && path.every((step, level) => cursor.isAt(level, step));
}

/** The content of a string, which may have lost its closing quote. */
function wordAt(text: Uint8Array, token: Span | undefined): string | undefined {
  if (token === undefined) return undefined;
  const isClosed = token.to < text.length || text[token.to - 1] === QUOTE;
  return shownString(text.subarray(token.from + 1, isClosed ? token.to - 1 : token.to), MAX_WORD);
}

function idAt(text: Uint8Array, token: Span | undefined): string | undefined {
  if (token === undefined || token.to - token.from > MAX_ID_BYTES) return undefined;
  const id = latin1(text, token);
  return id === 'null' ? undefined : id;
}

function latin1(text: Uint8Array, { from, to }: Span): string {
  return Buffer.from(text.buffer, text.byteOffset + from, Math.min(to - from, MAX_ID_BYTES)).toString('latin1');
}

import { Buffer } from 'node:buffer';
import type { Direction } from '../../model/flow.ts';
import { type Step, placeInJson, shownPath } from './json-place.ts';
import { type RpcMemory, type RpcParties, targetOf } from './rpc-memory.ts';
import { messageSpans, readRpcMessage, type RpcMessage } from './rpc-message.ts';

/** The parts of a response to a `…/list` whose elements have names. */
const LISTS: readonly Step[] = ['tools', 'prompts', 'resources', 'resourceTemplates'];

/** Begins as a URI does (RFC 3986 §3.1): it needs no server's name in front. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:/i;

/** Who speaks, and what is remembered of what they said before. */
export interface RpcConversation extends RpcParties {
  readonly direction: Direction;
  readonly memory: RpcMemory;
}

/**
 * Names the place of an offset in a message of JSON-RPC 2.0, alone or in a batch: method, then what is called, then
 * the path in its parameters or from the message on. With the Model Context Protocol that is
 * `tools/call github.create_issue arguments.body`, `tools/call github.create_issue result.content[0].text` for the
 * answer, and `tools/list github.get_weather result.tools[3].description` inside a list. The server's name in front
 * of the tool is left out where it is unknown; so are method and tool of an answer whose request was not seen.
 *
 * Returns nothing when the message is none of JSON-RPC, or its text is broken up to there. One printable
 * line, of some 500 characters at most. Never throws; three passes over the text, and one for each text nested in a
 * string on the way.
 */
export function describeRpc(text: Uint8Array, offset: number, conversation: RpcConversation): string | undefined {
  if (!mayBeRpc(text)) return undefined;
  const span = messageSpans(text).find(({ from, to }) => offset >= from && offset < to);
  if (span === undefined) return undefined;
  const message = text.subarray(span.from, span.to);
  const place = placeInJson(message, offset - span.from);
  if (place === undefined) return undefined;
  const [steps = [], ...nested] = place.texts;
  const read = readRpcMessage(message, itemOf(steps));
  if (read === undefined) return undefined;
  const words =
    read.method === undefined ? answerWords(read, conversation) : requestWords(read, read.method, conversation);
  const path = read.method !== undefined && steps[0] === 'params' ? steps.slice(1) : steps;
  return [...words, shownPath([path, ...nested])].filter((word) => word !== '').join(' ');
}

function mayBeRpc(text: Uint8Array): boolean {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  return bytes.includes('"jsonrpc"') || bytes.includes('"method"');
}

/** The element of a list in which these steps end: `result.tools[3]`. */
function itemOf(steps: readonly Step[]): readonly Step[] | undefined {
  const [result, list, index] = steps;
  const isItem = result === 'result' && list !== undefined && LISTS.includes(list) && typeof index === 'number';
  return isItem ? steps.slice(0, 3) : undefined;
}

function requestWords({ name, uri }: RpcMessage, method: string, conversation: RpcConversation): string[] {
  return named(method, targetOf(method, name, uri), conversation);
}

function answerWords({ id, item }: RpcMessage, conversation: RpcConversation): string[] {
  const { direction, memory } = conversation;
  const request = id === undefined ? undefined : memory.requestOf(conversation, direction, id);
  return named(request?.method, request?.target ?? item, conversation);
}

function named(method: string | undefined, target: string | undefined, conversation: RpcConversation): string[] {
  const words = method === undefined ? [] : [asWord(method)];
  if (target === undefined) return words;
  const server = ADDRESS.test(target) ? undefined : conversation.memory.serverOf(conversation);
  return [...words, asWord(server === undefined ? target : `${server}.${target}`)];
}

/** A name with a blank in it stands in quotes. */
function asWord(name: string): string {
  return name === '' || /[\s"]/.test(name) ? JSON.stringify(name) : name;
}

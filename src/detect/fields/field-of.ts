import type { EmbeddedText } from './embedded-text.ts';
import { eventAround, lineAround } from './event-place.ts';
import { placeInForm } from './form-place.ts';
import { INTO, placeInJson } from './json-place.ts';
import { type RpcConversation, describeRpc } from './json-rpc.ts';
import { placeInMultipart } from './multipart-place.ts';
import { cutInTheMiddle } from './shown-name.ts';

/** A field's ceiling, in UTF-16 units. */
export const MAX_FIELD = 200;

/** A piece of a message's text, decoded from its content coding, and whose it is. */
export interface FieldText extends RpcConversation {
  /** The header's value as it came; '' where there is none, as in a WebSocket. */
  readonly contentType: string;
  readonly text: Uint8Array;
  /** Whether the text begins where the body or the message does. */
  readonly isStart: boolean;
}

type Format = 'json' | 'lines' | 'events' | 'form' | 'multipart' | 'other';

const JSON_TYPE = /^(?:application|text)\/json$|\+json$/;
const LINES_TYPE = /^application\/(?:x-|json-)?(?:ndjson|jsonl|jsonlines|seq|stream\+json)$/;
/** Types that say nothing about a text, or that senders of JSON leave in place. */
const VAGUE_TYPE = /^$|^text\/plain$|^application\/(?:octet-stream|binary)$/;
const MAX_BLANKS = 64;

/**
 * Which field of the text the byte at `offset` (in it) stands in, as one printable line of at most `MAX_FIELD`
 * characters without anything like a credential: `messages[3].content[0].text`,
 * `choices[0].message.tool_calls[0].function.arguments → cmd`, `tools/call github.create_issue arguments.body`,
 * `prompt`, `file "notes.txt"`.
 *
 * The format is the one of the content type; where that says nothing, JSON and event streams are recognised, and so is
 * JSON that is called a form, as curl does by default. Nothing
 * for other formats, for the outermost value itself, and where the text is broken. Of a text whose beginning is
 * missing only whole events, lines, pairs and parts are named. Never throws; a few passes over the text.
 */
export function fieldOf(query: FieldText & { readonly offset: number }): string | undefined {
  const { contentType, text, offset, isStart } = query;
  switch (formatOf(query)) {
    case 'json':
      return isStart ? fieldInJson({ bytes: text, offset }, query) : undefined;
    case 'lines':
      return fieldInJson(lineAround(text, offset, isStart), query);
    case 'events':
      return fieldInJson(eventAround(text, offset, isStart), query);
    case 'form': {
      const place = placeInForm(text, offset, isStart);
      return place && continued(place.name, place.value);
    }
    case 'multipart': {
      const place = placeInMultipart(contentType, text, offset, isStart);
      return place && continued(place.name, place.content);
    }
    case 'other':
      return undefined;
  }
}

function fieldInJson(embedded: EmbeddedText | undefined, conversation: RpcConversation): string | undefined {
  if (embedded === undefined) return undefined;
  const { bytes, offset } = embedded;
  const field = describeRpc(bytes, offset, conversation) ?? placeInJson(bytes, offset)?.path ?? '';
  return field === '' ? undefined : cutInTheMiddle(field, MAX_FIELD);
}

/** A named value, and the path in it when it is JSON. */
function continued(name: string, value: EmbeddedText | undefined): string {
  const path = (value && placeInJson(value.bytes, value.offset)?.path) ?? '';
  return cutInTheMiddle(path === '' ? name : name + INTO + path, MAX_FIELD);
}

function formatOf({ contentType, text, isStart }: FieldText): Format {
  const [type = ''] = contentType.split(';', 1);
  const essence = type.trim().toLowerCase();
  if (LINES_TYPE.test(essence)) return 'lines';
  if (JSON_TYPE.test(essence)) return 'json';
  if (essence === 'text/event-stream') return 'events';
  if (essence.startsWith('multipart/')) return 'multipart';
  const isForm = essence === 'application/x-www-form-urlencoded';
  const format = isStart && (isForm || VAGUE_TYPE.test(essence)) ? recognised(text) : 'other';
  return isForm && format !== 'json' ? 'form' : format;
}

function recognised(text: Uint8Array): Format {
  const start = String.fromCharCode(...text.subarray(0, MAX_BLANKS)).trimStart();
  if (/^[[{]/.test(start)) return 'json';
  return /^(?:data|event|id|retry)?:/.test(start) ? 'events' : 'other';
}

/**
 * How the messages of a body are told apart; `none` where there is one, or where we cannot tell. `unnamed`: by what it
 * begins with (`StreamProbe`).
 */
export type BodyFormat =
  | 'event-stream'
  | 'lines'
  | 'unnamed'
  | 'grpc'
  | 'grpc-web'
  | 'grpc-web-text'
  | 'connect'
  | 'amazon-events'
  | 'none';

/** Media types, and where they are registered or described. A `+` of gRPC's stands for any suffix. */
const MEDIA_TYPES: readonly (readonly [type: string, format: BodyFormat])[] = [
  ['text/event-stream', 'event-stream'],
  ['application/x-ndjson', 'lines'],
  ['application/ndjson', 'lines'],
  ['application/jsonl', 'lines'],
  ['application/x-jsonl', 'lines'],
  ['application/jsonlines', 'lines'],
  ['application/x-jsonlines', 'lines'],
  ['application/json-lines', 'lines'],
  ['application/stream+json', 'lines'],
  ['application/x-json-stream', 'lines'],
  ['application/json-seq', 'lines'],
  ['text/x-ndjson', 'lines'],
  ['text/ndjson', 'lines'],
  ['application/json', 'unnamed'],
  ['text/plain', 'unnamed'],
  ['application/octet-stream', 'unnamed'],
  ['binary/octet-stream', 'unnamed'],
  ['application/connect+', 'connect'],
  ['application/grpc', 'grpc'],
  ['application/grpc+', 'grpc'],
  ['application/grpc-web', 'grpc-web'],
  ['application/grpc-web+', 'grpc-web'],
  ['application/grpc-web-text', 'grpc-web-text'],
  ['application/grpc-web-text+', 'grpc-web-text'],
  ['application/vnd.amazon.eventstream', 'amazon-events'],
];

const SEMICOLON = 0x3b;
const PLUS = 0x2b;

/**
 * Which reader a body of this content type is for (the field's value, RFC 9110 §8.3; parameters mean nothing here).
 */
export function readerFor(contentType: string): BodyFormat {
  let from = 0;
  while (isBlank(contentType.charCodeAt(from))) from += 1;
  let to = from;
  while (to < contentType.length && contentType.charCodeAt(to) !== SEMICOLON) to += 1;
  while (to > from && isBlank(contentType.charCodeAt(to - 1))) to -= 1;
  if (to === from) return 'unnamed';
  for (const [type, format] of MEDIA_TYPES) {
    const isPrefix = type.charCodeAt(type.length - 1) === PLUS;
    if (isPrefix ? to - from <= type.length : to - from !== type.length) continue;
    if (startsWith(contentType, from, type)) return format;
  }
  return 'none';
}

function isBlank(character: number): boolean {
  return character === 0x20 || character === 0x09;
}

/** Whether `type`, which has no capitals, stands at `from`; from the end, for most of these types begin alike. */
function startsWith(text: string, from: number, type: string): boolean {
  for (let at = type.length - 1; at >= 0; at -= 1) {
    const character = text.charCodeAt(from + at);
    const isCapital = character >= 0x41 && character <= 0x5a;
    if ((isCapital ? character | 0x20 : character) !== type.charCodeAt(at)) return false;
  }
  return true;
}

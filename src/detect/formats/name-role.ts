/**
 * What a property's value means to those who join texts.
 * `text`: a piece of text, or what holds one. `index`: the number of the block that the object is about. `identity`:
 * names the block, beside an index too. `id`, `kind`: name the block where the object has no index. `log`: its presence
 * says that the event is a message of its own. `flag`: says whether the text goes on. `label`: of no interest when it is
 * a string. `pruned`: of no interest with all there is inside.
 */
export type NameRole = 'text' | 'index' | 'identity' | 'id' | 'kind' | 'log' | 'flag' | 'label' | 'pruned';

const KIND = /^(?:type|event_?type|kind|event|method|object|session_?update)$/i;
const IDENTITY =
  /(?:^|[a-z]_|[a-z])index$|^(?:item|message|msg|response|block|content_?block|part|artifact|task|thread|turn|run|call|tool_?call|choice|stream|context)_?id$/i;
const LOG = /^(?:jsonrpc|level|log_?level|severity|logger|timestamp|@timestamp|time|ts|progress_?token)$/i;
const FLAG = /^(?:append|partial|is_?partial|done|stop|final|is_?final|is_?finished)$/i;
const PRUNED = /^(?:logprobs|top_?logprobs|usage|usage_?metadata|safety_?ratings|token_?ids|timings)$/i;
const LABEL =
  /(?:^|_)id$|[a-z]I[dD]$|_at$|[a-z]At$|^(?:role|author|name|model|created|provider|status|version|obfuscation|signature|encrypted_content|nonce|p|service_tier|language|mime_?type|media_?type)$|_?name$|(?:finish|stop|done)_?reason$|fingerprint$|hash$|version$|signature$/i;

/** Names under which a text goes on from event to event, and kinds of events that do so. */
const CONTINUING = /delta|chunk|partial|append|candidates|choices|completion|generation|token/i;

/** The role of a property, by its name alone. */
export function roleOf(name: string): NameRole {
  if (name === 'index') return 'index';
  if (name === 'id') return 'id';
  if (KIND.test(name)) return 'kind';
  if (IDENTITY.test(name)) return 'identity';
  if (LOG.test(name)) return 'log';
  if (FLAG.test(name)) return 'flag';
  if (PRUNED.test(name)) return 'pruned';
  return LABEL.test(name) ? 'label' : 'text';
}

/** Whether a property's name, or an event's kind, says that a text goes on from event to event. */
export function saysContinuing(word: string): boolean {
  return CONTINUING.test(word);
}

/** Whether a flag of this value says that the text goes on: `"append": true`, `"done": false`. */
export function flagSaysContinuing(name: string, value: unknown): boolean {
  return value === /^(?:append|partial|is_?partial)$/i.test(name);
}

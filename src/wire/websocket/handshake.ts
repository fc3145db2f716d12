/** A longer `Sec-WebSocket-Extensions` value is taken for malformed. */
export const MAX_EXTENSIONS_CHARACTERS = 4096;

/** More extensions in one value are taken for malformed. */
export const MAX_EXTENSIONS = 16;

/** One extension of a `Sec-WebSocket-Extensions` value. */
export interface WebSocketExtension {
  readonly name: string;
  /** Parameters in their order; one that stands without a value has `true`. */
  readonly params: ReadonlyMap<string, string | true>;
}

/** What decides whether an exchange becomes a WebSocket. */
export interface UpgradeExchange {
  readonly status: number;
  /** `Upgrade` of the request and of the response, several lines joined by commas. */
  readonly requestUpgrade: string | undefined;
  readonly responseUpgrade: string | undefined;
}

/**
 * Whether the connection speaks WebSocket after this response: 101, asked for by the client (RFC 6455 §4.1) and not
 * switched to something else by the server. A 101 without `Upgrade` is taken at the request's word, if that
 * asked for nothing else.
 */
export function isWebSocketUpgrade(exchange: UpgradeExchange): boolean {
  if (exchange.status !== 101) return false;
  const asked = protocols(exchange.requestUpgrade);
  const switched = exchange.responseUpgrade === undefined ? asked : protocols(exchange.responseUpgrade);
  return asked.includes('websocket') && switched.every((protocol) => protocol === 'websocket') && switched.length > 0;
}

/** RFC 9110 §7.8: protocol names are compared without regard to case. */
function protocols(upgrade: string | undefined): readonly string[] {
  const names = (upgrade ?? '').split(',', MAX_EXTENSIONS);
  return names.map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
/** A name, or a name with a value; what ends it is `;`, `,` or the end. RFC 6455 §9.1: a quoted value is a token. */
const ELEMENT = new RegExp(`[ \\t]*(${TOKEN})(?:[ \\t]*=[ \\t]*(?:(${TOKEN})|"(${TOKEN})"))?[ \\t]*([;,]|$)`, 'y');

/**
 * The extensions in the `Sec-WebSocket-Extensions` of a response, several lines joined by commas, in their order
 * (RFC 6455 §9.1). None when there is no such field, when it breaks the grammar, repeats a parameter, or is larger
 * than `MAX_EXTENSIONS_CHARACTERS` or `MAX_EXTENSIONS`: which bits of a frame mean what is then told by the frames.
 */
export function negotiatedExtensions(value: string | undefined): readonly WebSocketExtension[] {
  if (value === undefined || value.length > MAX_EXTENSIONS_CHARACTERS) return [];
  const extensions: WebSocketExtension[] = [];
  let params: Map<string, string | true> | undefined;
  let ended = '';
  ELEMENT.lastIndex = 0;
  do {
    const [, name, token, quoted, end = ''] = ELEMENT.exec(value) ?? [];
    if (name === undefined) return [];
    const setting = token ?? quoted;
    if (params === undefined) {
      if (setting !== undefined || extensions.length === MAX_EXTENSIONS) return [];
      params = new Map();
      extensions.push({ name, params });
    } else {
      if (params.has(name)) return [];
      params.set(name, setting ?? true);
    }
    if (end === ',') params = undefined;
    ended = end;
  } while (ended !== '');
  return extensions;
}

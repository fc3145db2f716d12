/** `outbound`: agent → internet. `inbound`: internet → agent. */
export type Direction = 'outbound' | 'inbound';

/** The `protocol` field of a threat line: what the agent spoke, not what our tunnel looked like. */
export type Protocol = 'http' | 'https' | 'gateway';

/** One conversation between an agent and a destination; shared by every message on that connection. */
export interface Flow {
  readonly protocol: Protocol;
  /** The client's IP address, without port. */
  readonly source: string;
  /** Always `host:port`; an IPv6 literal stands in brackets. */
  readonly dest: string;
  /** The identifier of an HTTP/2 stream, where the flow is one stream of a connection. */
  readonly stream?: number;
  /** The connection's own flow, where this one is a single exchange on it. */
  readonly connection?: Flow;
  /** The request that the messages of this flow belong to, where there is one. */
  readonly request?: RequestLine;
}

/** What a request asks for, as sent: it may hold secrets, and is never shown as it is. */
export interface RequestLine {
  readonly method: string;
  /** The request target: `/v1/messages?beta=true`, `http://host/path`. Octets as latin1 characters. */
  readonly target: string;
}

/** A request line as it may stand in a log: without query, secrets masked when masking is on. */
export interface ShownRequest {
  readonly method: string;
  readonly path: string;
  /** The path has `..` in it, perhaps where it is cut or masked: where it leads is up to the server. */
  readonly climbs?: true;
}

/** Which part of a message a text is; the first words of a finding's `location`. */
export type Part =
  | 'request.head'
  | 'request.body'
  | 'request.trailer'
  | 'response.head'
  | 'response.body'
  | 'response.trailer'
  | 'ws.message';

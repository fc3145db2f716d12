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

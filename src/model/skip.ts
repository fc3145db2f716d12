/**
 * Every reason why bytes passed without being read, with the sentence `clawsec status` shows for it.
 * What is not scanned is counted under one of these: never silence.
 */
export const SKIP_REASONS = {
  queue_full: 'the scan queue was full',
  scan_timeout: 'a scan took too long and was given up',
  scan_failed: 'a scan worker failed',
  findings_capped: 'one window held more matches than are reported',
  content_encoding: 'compressed bodies',
  ws_compressed: 'compressed WebSocket messages',
  ws_framing: 'a WebSocket whose frames broke RFC 6455',
  http2: 'HTTP/2 connections',
  bad_framing: 'a response whose framing broke RFC 9112',
  unknown_upgrade: 'connections upgraded to a protocol other than WebSocket',
  not_http: 'tunnels that carry neither TLS nor HTTP',
  passthrough_host: 'tunnels to hosts in passthrough_hosts',
  no_mitm: 'tunnels left closed because interception is off',
} as const satisfies Record<string, string>;

export type SkipReason = keyof typeof SKIP_REASONS;

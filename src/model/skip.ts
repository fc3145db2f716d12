/**
 * Every reason why bytes passed without being read, with the sentence `clawsec status` shows for it.
 * What is not scanned is counted under one of these: never silence.
 */
export const SKIP_REASONS = {
  queue_full: 'the scan queue was full',
  scan_timeout: 'a scan took too long and was given up',
  scan_failed: 'a scan failed, which is a bug: clawsec.log says where',
  stopped: 'the monitor ended before they could be scanned',
  findings_capped: 'one window held more matches than are reported',
  places_capped: 'one window held more encoded places than are judged',
  content_encoding: 'bodies in a content coding that is not known',
  content_broken: 'compressed content that is damaged, from the damage on',
  decode_bomb: 'compressed content that grows beyond measure, from there on',
  decode_backlog: 'compressed content that came faster than it can be unpacked',
  message_framing: 'bodies of gRPC or Amazon events whose framing broke (read as raw text from there on)',
  archive:
    'archives, their members, or compressed files in a form that is not read: encrypted, 7z, rar, xz, bzip2, broken',
  files_capped: 'compressed files inside a body beyond those that are opened',
  long_event: 'events of a stream too long to be joined with their neighbours (each was read by itself)',
  texts_capped: 'interleaved texts of a stream beyond those that are joined (each piece was read by itself)',
  ws_compressed: 'WebSocket messages compressed in a way that is not known, or damaged',
  ws_framing: 'a WebSocket whose frames broke RFC 6455',
  http2_framing: 'HTTP/2 connections that broke RFC 9113 or RFC 7541, from there on',
  http2_head: 'HTTP/2 heads and trailers of more than 256 KB, from there on',
  http2_streams: 'HTTP/2 streams beyond those that are read at once',
  bad_framing: 'a response whose framing broke RFC 9112',
  unknown_upgrade: 'connections upgraded to a protocol other than WebSocket',
  not_http: 'tunnels that carry neither TLS nor HTTP',
  passthrough_host: 'tunnels to hosts in passthrough_hosts',
  no_mitm: 'tunnels left closed because interception is off',
} as const satisfies Record<string, string>;

export type SkipReason = keyof typeof SKIP_REASONS;

import type { Threat } from '../../src/model/threat.ts';

/** The specification's example threat, with another value here and there. */
export function exampleThreat(changed: Partial<Threat> = {}): Threat {
  return {
    direction: 'outbound',
    protocol: 'https',
    threat_type: 'EXFIL',
    pattern: 'ai_api_key',
    snippet: 'Authorization: Bearer sk-ant-api01-...',
    source: '127.0.0.1',
    dest: 'api.anthropic.com:443',
    timestamp: '2026-02-19T13:41:59.587248+00:00',
    id: '0123456789abcdef',
    location: 'request.header.authorization',
    fingerprint: 'fedcba9876543210',
    offset: 40,
    ...changed,
  };
}

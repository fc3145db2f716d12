import type { Detection } from '../../src/model/finding.ts';

/** A detection of a key on its way to `host`, made at `at`. */
export function fakeDetection(host: string, at: number): Detection {
  return {
    flow: { protocol: 'https', source: '127.0.0.1', dest: `${host}:443` },
    direction: 'outbound',
    at,
    finding: {
      rule: 'aws_access_key',
      type: 'EXFIL',
      offset: 10,
      length: 20,
      location: 'request.body',
      path: '',
      snippet: 'key=AKIA************',
      fingerprint: '0123456789abcdef',
      severity: 'critical',
      matchLength: 20,
    },
  };
}

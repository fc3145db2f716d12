import { DIGITS, UPPER, literal, oneOf } from '../byte-classes.ts';
import { matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

/** An underscore is no part of the identifier: file names are made of it (`rootkey_AKIA….csv`). */
const KEY_ID = /(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]|%[0-9A-Fa-f]{2}))A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9])/y;

/** AWS access key identifiers, long-lived (AKIA) and temporary (ASIA). */
export const awsAccessKey = defineRule({
  id: 'aws_access_key',
  type: 'EXFIL',
  severity: 'critical',
  summary: 'An AWS access key identifier.',
  advice: 'Deactivate the access key in IAM, look in CloudTrail for what it was used for, then delete it.',
  falseAlarm:
    'The identifier alone opens nothing: look whether the secret access key left beside it. AKIAIOSFODNN7EXAMPLE is documentation.',
  isSecret: true,
  anchors: [[...literal('A'), ...oneOf('KS'), ...literal('IA'), ...oneOf(DIGITS + UPPER, 4)]],
  match: (text, at) => matchAt(KEY_ID, text, at),
  hits: [
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
    '{"AccessKeyId":"ASIAQWERTYUIOPASDFGH","Expiration":"2026-01-01"}',
    'https://bucket.s3.amazonaws.com/k?AWSAccessKeyId=AKIAI44QH8DHBEXAMPLE&Signature=x',
    String.raw`"export\nAKIA1234567890ABCDEF\n"`,
    'Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request',
    'rootkey_AKIAIOSFODNN7EXAMPLE_2026.csv',
    'q=%22AKIAIOSFODNN7EXAMPLE%22',
  ],
  misses: [
    'AKIAIOSFODNN7EXAMPL',
    'AKIAIOSFODNN7EXAMPLE2',
    'xAKIAIOSFODNN7EXAMPLE',
    'akiaiosfodnn7example',
    'AKIAiosfodnn7example',
    'SOUTHEAST ASIA PACIFIC REGION TWENTY TWENTY',
    'AIDAIOSFODNN7EXAMPLE',
  ],
  source: 'AWS IAM reference, unique identifier prefixes; lengths as AWS documents them by example.',
});

/** Windows of 64 KB full of what nearly matches, or matches all the time. */
const WINDOW_BYTES = 64 * 1024;

const repeated = (piece: string): Buffer => Buffer.alloc(WINDOW_BYTES, piece);
const inBase64 = (piece: string): Buffer =>
  repeated(
    repeated(piece)
      .subarray(0, 3 * 1024)
      .toString('base64'),
  );

/** By what they hold. */
export const HOSTILE_WINDOWS: Readonly<Record<string, Buffer>> = {
  'AKIAAKIA…': repeated('AKIA'),
  'a run of a': repeated('a'),
  'sk-ant-sk-ant-…': repeated('sk-ant-'),
  'account files': repeated('/etc/passwd '),
  'curl x | curl x | …': repeated('curl x | '),
  'sh -c sh -c …': repeated('sh -c '),
  'nc -x nc -x …': repeated('nc -x '),
  'rm -rf rm -rf …': repeated('rm -rf '),
  'quotation marks': repeated('"'),
  backslashes: repeated('\\'),
  'quotes and backslashes': repeated('"\\"\\\\\'\\\'`'),
  'percent escapes': repeated('%2F'),
  'JSON escapes': repeated('\\u0073\\u006b'),
  'HTML entities': repeated('&#115;'),
  'base64 of anchors': inBase64('sk-ant-/etc/ AKIA curl '),
  'base64 of base64': inBase64(Buffer.from('sk-ant-/etc/ AKIA curl ').toString('base64')),
  'hex of anchors': repeated(Buffer.from('sk-ant-/etc/ AKIA curl ').toString('hex')),
  'prefixes of tokens': repeated('ghp_ xoxb- AIza glpat- npm_ sk_live_ SG. '),
  'settings without values': repeated('datadog_api_key= aws_secret_key: "'),
  'words of commands': repeated('iex ( | sh `cat curl -d @ wget -O '),
  'phrases without end': repeated('ignore all previous ignore the system '),
};

/**
 * Variables by which a machine may already have chosen a CA bundle, a proxy or Node flags. A child that inherits
 * them is tested together with the machine: it trusts what it should not, or goes where it should not.
 */
const DECIDED_BY_THE_MACHINE = [
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_USE_ENV_PROXY',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NIX_SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'PIP_CERT',
  'GIT_SSL_CAINFO',
  'AWS_CA_BUNDLE',
  'HTTPLIB2_CA_CERTS',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
  'CARGO_HTTP_CAINFO',
  'DENO_CERT',
  'CODEX_CA_CERTIFICATE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
];

const DROPPED: ReadonlySet<string> = new Set(DECIDED_BY_THE_MACHINE);

/**
 * The environment for a child process of a test: ours without CA, proxy and Node settings and without
 * `CLAWSEC_*`, then `extra` over it. Names are compared without regard to case, since both spellings of the proxy
 * variables are honoured.
 */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const upper = name.toUpperCase();
    if (value === undefined || DROPPED.has(upper) || upper.startsWith('CLAWSEC_')) continue;
    env[name] = value;
  }
  return { ...env, ...extra };
}

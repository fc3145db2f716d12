/** Whose credential may go where without alarm: in one of these headers, to one of these hosts. */
export interface Provider {
  /** Patterns (`*`, `?`) for the published beginning of its credentials. */
  readonly prefixes?: readonly string[];
  /** Patterns for the rules that find its credentials, where these have no beginning of their own. */
  readonly rules?: readonly string[];
  /** Patterns for header names, in lower case. */
  readonly headers: readonly string[];
  /** Patterns for hosts; without a port they mean HTTPS on 443. Hosts where strangers publish have no place here. */
  readonly hosts: readonly string[];
}

const AUTHORIZATION = ['authorization'];

/**
 * The providers that are known. Headers and hosts as their API references say; beginnings as in
 * `src/detect/mask/key-formats.ts`.
 */
export const PROVIDERS: readonly Provider[] = [
  // Models.
  { prefixes: ['sk-ant-*'], headers: ['x-api-key', 'authorization'], hosts: ['api.anthropic.com'] },
  {
    prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-', 'sk-'],
    headers: AUTHORIZATION,
    hosts: ['api.openai.com', '*.api.openai.com'],
  },
  { prefixes: ['AIza'], headers: ['x-goog-api-key'], hosts: ['*.googleapis.com'] },
  { prefixes: ['ya29.'], headers: AUTHORIZATION, hosts: ['*.googleapis.com'] },
  {
    rules: ['azure*'],
    headers: ['api-key', 'ocp-apim-subscription-key', 'authorization'],
    hosts: ['*.openai.azure.com', '*.cognitiveservices.azure.com', '*.services.ai.azure.com'],
  },
  { prefixes: ['gsk_'], headers: AUTHORIZATION, hosts: ['api.groq.com'] },
  { prefixes: ['xai-'], headers: AUTHORIZATION, hosts: ['api.x.ai', '*.api.x.ai'] },
  { prefixes: ['sk-or-v1-'], headers: AUTHORIZATION, hosts: ['openrouter.ai'] },
  { prefixes: ['pplx-'], headers: AUTHORIZATION, hosts: ['api.perplexity.ai'] },
  { prefixes: ['fw_'], headers: AUTHORIZATION, hosts: ['api.fireworks.ai'] },
  {
    prefixes: ['tgp_v1_'],
    rules: ['together*'],
    headers: AUTHORIZATION,
    hosts: ['api.together.xyz', 'api.together.ai'],
  },
  { prefixes: ['sk-'], rules: ['deepseek*'], headers: AUTHORIZATION, hosts: ['api.deepseek.com'] },
  { rules: ['mistral*'], headers: AUTHORIZATION, hosts: ['api.mistral.ai', 'codestral.mistral.ai'] },
  { rules: ['cohere*'], headers: AUTHORIZATION, hosts: ['api.cohere.com', 'api.cohere.ai'] },
  { prefixes: ['hf_'], headers: AUTHORIZATION, hosts: ['huggingface.co', '*.huggingface.co'] },
  { prefixes: ['r8_'], headers: AUTHORIZATION, hosts: ['api.replicate.com'] },
  // Where agents work.
  {
    prefixes: ['gh?_', 'github_pat_'],
    headers: AUTHORIZATION,
    hosts: [
      'github.com',
      'api.github.com',
      'uploads.github.com',
      'codeload.github.com',
      'ghcr.io',
      '*.githubcopilot.com',
      'models.github.ai',
    ],
  },
  { prefixes: ['gl*-'], headers: ['private-token', 'job-token', 'authorization'], hosts: ['gitlab.com'] },
  { prefixes: ['xox?-', 'xapp-*'], headers: AUTHORIZATION, hosts: ['slack.com', '*.slack.com'] },
  {
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    headers: AUTHORIZATION,
    hosts: ['api.stripe.com', 'files.stripe.com'],
  },
  { prefixes: ['ntn_', 'secret_'], rules: ['notion*'], headers: AUTHORIZATION, hosts: ['api.notion.com'] },
  { prefixes: ['lin_api_', 'lin_oauth_'], headers: AUTHORIZATION, hosts: ['api.linear.app'] },
  { prefixes: ['npm_'], headers: AUTHORIZATION, hosts: ['registry.npmjs.org'] },
  { prefixes: ['pypi-'], headers: AUTHORIZATION, hosts: ['upload.pypi.org', 'test.pypi.org'] },
  { prefixes: ['dckr_pat_'], headers: AUTHORIZATION, hosts: ['auth.docker.io', 'hub.docker.com'] },
  { prefixes: ['SG.'], headers: AUTHORIZATION, hosts: ['api.sendgrid.com'] },
  { prefixes: ['do?_v1_'], headers: AUTHORIZATION, hosts: ['api.digitalocean.com'] },
  // A signature names the identifier of the key it was made with (AWS Signature Version 4).
  { prefixes: ['AKIA', 'ASIA'], headers: AUTHORIZATION, hosts: ['*.amazonaws.com', '*.amazonaws.com.cn', '*.api.aws'] },
];

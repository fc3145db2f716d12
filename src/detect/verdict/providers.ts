/** Whose credential may go where without alarm: in one of these headers, to one of these hosts. */
export interface Provider {
  /** Patterns (`*`, `?`) for the published beginning of its credentials. */
  readonly prefixes?: readonly string[];
  /**
   * Patterns for the rules that find its credentials, where these have no beginning of their own. In lower case, for they
   * also fit the name under which a known value is kept: `mistral_*` is the rule as well as MISTRAL_API_KEY.
   */
  readonly rules?: readonly string[];
  /**
   * Rules for forms that are nobody's own, in which it takes its credentials, too. They say nothing of a known value: what
   * its name tells to be another's is another's.
   */
  readonly forms?: readonly string[];
  /** Patterns for header names, in lower case. */
  readonly headers: readonly string[];
  /** Patterns for hosts; without a port they mean HTTPS on 443. Hosts where strangers publish have no place here. */
  readonly hosts: readonly string[];
}

const AUTHORIZATION = ['authorization'];
const API_KEY = ['x-api-key', 'authorization'];
/** Finds what follows `Basic` whole, of providers that document this way to log in. */
const BASIC = 'http_basic_credentials';

/**
 * The providers that are known. Headers and hosts as their API references say; beginnings as in
 * `src/detect/mask/key-formats.ts`.
 */
export const PROVIDERS: readonly Provider[] = [
  // Models.
  { prefixes: ['sk-ant-*'], headers: API_KEY, hosts: ['api.anthropic.com'] },
  {
    prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-'],
    rules: ['openai_*'],
    headers: AUTHORIZATION,
    hosts: ['api.openai.com', '*.api.openai.com', 'chatgpt.com'],
  },
  // Codex, logged in with an account of ChatGPT, sends the account's token to chatgpt.com/backend-api/codex.
  { forms: ['json_web_token'], headers: AUTHORIZATION, hosts: ['chatgpt.com'] },
  { prefixes: ['AIza'], headers: ['x-goog-api-key'], hosts: ['*.googleapis.com'] },
  { prefixes: ['ya29.'], headers: AUTHORIZATION, hosts: ['*.googleapis.com'] },
  {
    rules: ['azure_*'],
    headers: ['api-key', 'ocp-apim-subscription-key', 'authorization'],
    hosts: ['*.openai.azure.com', '*.cognitiveservices.azure.com', '*.services.ai.azure.com'],
  },
  { rules: ['azure_search_*'], headers: ['api-key'], hosts: ['*.search.windows.net'] },
  {
    rules: ['aws_bedrock_*'],
    headers: AUTHORIZATION,
    hosts: ['bedrock.*.amazonaws.com', 'bedrock-runtime.*.amazonaws.com'],
  },
  { prefixes: ['gsk_'], headers: AUTHORIZATION, hosts: ['api.groq.com'] },
  { prefixes: ['xai-'], headers: AUTHORIZATION, hosts: ['api.x.ai', '*.api.x.ai'] },
  { prefixes: ['sk-or-v1-'], headers: AUTHORIZATION, hosts: ['openrouter.ai'] },
  { prefixes: ['pplx-'], headers: AUTHORIZATION, hosts: ['api.perplexity.ai'] },
  { prefixes: ['fw_'], rules: ['fireworks_*'], headers: AUTHORIZATION, hosts: ['api.fireworks.ai'] },
  {
    prefixes: ['tgp_v1_'],
    rules: ['together_*'],
    headers: AUTHORIZATION,
    hosts: ['api.together.xyz', 'api.together.ai'],
  },
  { rules: ['cursor_*'], headers: AUTHORIZATION, hosts: ['api.cursor.com'] },
  { prefixes: ['sk-'], rules: ['deepseek_*'], headers: API_KEY, hosts: ['api.deepseek.com'] },
  { rules: ['mistral_*'], headers: AUTHORIZATION, hosts: ['api.mistral.ai', 'codestral.mistral.ai'] },
  { rules: ['cohere_*'], headers: AUTHORIZATION, hosts: ['api.cohere.com', 'api.cohere.ai'] },
  { prefixes: ['hf_'], headers: AUTHORIZATION, hosts: ['huggingface.co', '*.huggingface.co'] },
  { prefixes: ['r8_'], headers: AUTHORIZATION, hosts: ['api.replicate.com'] },
  { rules: ['cerebras_*'], headers: AUTHORIZATION, hosts: ['api.cerebras.ai'] },
  { rules: ['nvidia_*'], headers: AUTHORIZATION, hosts: ['integrate.api.nvidia.com'] },
  { prefixes: ['sk-'], rules: ['moonshot_*'], headers: API_KEY, hosts: ['api.moonshot.ai', 'api.moonshot.cn'] },
  {
    prefixes: ['sk-'],
    rules: ['dashscope_*'],
    headers: AUTHORIZATION,
    hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com'],
  },
  { rules: ['zai_*'], headers: API_KEY, hosts: ['api.z.ai', 'open.bigmodel.cn'] },
  { rules: ['minimax_*'], headers: API_KEY, hosts: ['api.minimax.io', 'api.minimaxi.com'] },
  { rules: ['friendli_*'], headers: AUTHORIZATION, hosts: ['api.friendli.ai'] },
  { rules: ['voyage_*'], headers: AUTHORIZATION, hosts: ['api.voyageai.com'] },
  { rules: ['jina_*'], headers: AUTHORIZATION, hosts: ['api.jina.ai', 'r.jina.ai', 's.jina.ai'] },
  { rules: ['elevenlabs_*'], headers: ['xi-api-key'], hosts: ['api.elevenlabs.io'] },
  { rules: ['cartesia_*'], headers: API_KEY, hosts: ['api.cartesia.ai'] },
  { rules: ['deepgram_*'], headers: AUTHORIZATION, hosts: ['api.deepgram.com'] },
  { rules: ['assemblyai_*'], headers: AUTHORIZATION, hosts: ['api.assemblyai.com'] },
  // What agents search with.
  { rules: ['tavily_*'], headers: AUTHORIZATION, hosts: ['api.tavily.com'] },
  { rules: ['exa_*'], headers: API_KEY, hosts: ['api.exa.ai'] },
  { rules: ['firecrawl_*'], headers: AUTHORIZATION, hosts: ['api.firecrawl.dev'] },
  { rules: ['brave_search_*'], headers: ['x-subscription-token'], hosts: ['api.search.brave.com'] },
  {
    rules: ['context7_*'],
    headers: ['context7_api_key', 'authorization'],
    hosts: ['context7.com', 'mcp.context7.com'],
  },
  // Where agents work.
  { rules: ['amp_api_*'], headers: AUTHORIZATION, hosts: ['ampcode.com'] },
  { rules: ['devin_api_*'], headers: AUTHORIZATION, hosts: ['api.devin.ai'] },
  { rules: ['daytona_*'], headers: AUTHORIZATION, hosts: ['app.daytona.io'] },
  { rules: ['letta_*'], headers: AUTHORIZATION, hosts: ['api.letta.com'] },
  {
    prefixes: ['gh?_', 'github_pat_'],
    rules: ['github_*'],
    forms: [BASIC],
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
  {
    prefixes: ['gl*-'],
    rules: ['gitlab_*'],
    forms: [BASIC],
    headers: ['private-token', 'job-token', 'deploy-token', 'authorization'],
    hosts: ['gitlab.com'],
  },
  { rules: ['bitbucket_*'], forms: [BASIC], headers: AUTHORIZATION, hosts: ['bitbucket.org', 'api.bitbucket.org'] },
  { prefixes: ['xox?-', 'xapp-*'], headers: AUTHORIZATION, hosts: ['slack.com', '*.slack.com'] },
  {
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    forms: [BASIC],
    headers: AUTHORIZATION,
    hosts: ['api.stripe.com', 'files.stripe.com'],
  },
  { prefixes: ['ntn_', 'secret_'], rules: ['notion_*'], headers: AUTHORIZATION, hosts: ['api.notion.com'] },
  { prefixes: ['lin_*'], rules: ['linear_*'], headers: AUTHORIZATION, hosts: ['api.linear.app'] },
  {
    prefixes: ['npm_'],
    rules: ['npm_*', 'npmrc_*'],
    forms: [BASIC],
    headers: AUTHORIZATION,
    hosts: ['registry.npmjs.org'],
  },
  {
    prefixes: ['pypi-'],
    rules: ['pypi_*'],
    forms: [BASIC],
    headers: AUTHORIZATION,
    hosts: ['upload.pypi.org', 'test.pypi.org'],
  },
  {
    prefixes: ['dckr_pat_'],
    rules: ['docker_*'],
    forms: [BASIC],
    headers: AUTHORIZATION,
    hosts: ['auth.docker.io', 'hub.docker.com'],
  },
  { prefixes: ['SG.'], headers: AUTHORIZATION, hosts: ['api.sendgrid.com'] },
  { prefixes: ['do?_v1_'], headers: AUTHORIZATION, hosts: ['api.digitalocean.com'] },
  { rules: ['cloudflare_*'], headers: ['authorization', 'x-auth-key'], hosts: ['api.cloudflare.com'] },
  { rules: ['vercel_*'], headers: AUTHORIZATION, hosts: ['api.vercel.com', 'ai-gateway.vercel.sh'] },
  { rules: ['netlify_*'], headers: AUTHORIZATION, hosts: ['api.netlify.com'] },
  { rules: ['flyio_*'], headers: AUTHORIZATION, hosts: ['api.fly.io', 'api.machines.dev'] },
  { rules: ['supabase_access_*'], headers: AUTHORIZATION, hosts: ['api.supabase.com'] },
  { rules: ['langsmith_*'], headers: ['x-api-key'], hosts: ['api.smith.langchain.com'] },
  {
    rules: ['langfuse_*'],
    forms: [BASIC],
    headers: AUTHORIZATION,
    hosts: ['cloud.langfuse.com', 'us.cloud.langfuse.com'],
  },
  { rules: ['wandb_*'], forms: [BASIC], headers: AUTHORIZATION, hosts: ['api.wandb.ai'] },
  // A signature names the identifier of the key it was made with (AWS Signature Version 4).
  { prefixes: ['AKIA', 'ASIA'], headers: AUTHORIZATION, hosts: ['*.amazonaws.com', '*.amazonaws.com.cn', '*.api.aws'] },
];

/**
 * Literals such as rule packs are anchored at: the beginnings of credentials as their vendors document them, names in
 * front of those without a form of their own (as gitleaks has them), phrases and commands that are told to agents, hosts.
 */
const CREDENTIALS =
  `ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- GR1348941 gloas-
xoxb- xoxp- xoxa- xoxr- xoxs- xoxe.xox xoxe- xapp- sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ whsec_ AIza ya29. GOCSPX- hf_ api_org_
sk-proj- sk-svcacct- sk-admin- sk-ant-api03- sk-ant-admin01- sk-or-v1- gsk_ xai- pplx- r8_ fw_ co_api_ nvapi- lsv2_pt_ lsv2_sk_ tvly- esecret_
npm_ pypi-AgE rubygems_ oy2 dckr_pat_ dckr_oat_ SG. key- pat- EAACEdEose0cBA EAAG AKIA ASIA ABIA ACCA AGPA AIDA AROA ANPA
ATATT3xFf ATCTT3xFf ATBB BBDC- dop_v1_ doo_v1_ dor_v1_ FlyV1 fo1_ fm2_ sntrys_ sntryu_ glc_ glsa_ eyJrIjoi phc_ phx_ NRAK- NRII- NRJS- NRRA-
sqOatp- sq0atp- sq0csp- EAAAE EAAAl shpat_ shpca_ shppa_ shpss_ access_token$production$ sk_prod_ FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- lin_api_ ntn_ secret_
tfp_ atlasv1. hvs. hvb. s.hvs AGE-SECRET-KEY-1 age1 pul- PMAK- PMAT- dapi rnd_ pscale_tkn_ pscale_pw_ pscale_oauth_ sbp_ sb_secret_ vercel_ nfp_ dp.pt. dp.st. dp.ct. dp.sa.
T3BlbkFJ xkeysib- mlsn. re_ AC0 SK0 4/0A 1//0 CLOJARS_ CMIIT figd_ figu_ duffel_ EZAK EZTK lip_ live_ frame.io fio-u- SHA256$ p8e- ops_eyJ
LTAI AKID AKLT tk_ cloudflare_ v1.0- v2. k9 dt0c01. dt0s01. sgp_ sl. oauth_ easypost ZAPI PRVT ICPKEY zpka_ xnd_ rzp_live_ rzp_test_ yoco_ tgp_ patAA airtable
mongodb+srv:// postgres:// postgresql:// mysql:// redis:// rediss:// amqp:// amqps:// mongodb:// mssql:// ftp:// ldap:// DefaultEndpointsProtocol= AccountKey= SharedAccessKey= SharedAccessSignature sig= AZURE_ 7Q~ 8Q~
-----BEGIN PuTTY-User-Key-File ssh-dss ssh-ed25519 ecdsa-sha2 sk-ssh-ed openssh-key-v1 MIIEv MIICX MIIJK b3BlbnNzaC1r PRIVATE KEY eyJhbGciOi eyJ0eXAiOi xprv zprv yprv tprv "private_key_id" service_account
hooks.slack.com/services discord.com/api/webhooks discordapp.com/api outlook.office.com/webhook webhook.site/ api.telegram.org/bot pastebin.com ngrok-free.app ngrok.io burpcollaborator oastify.com interact.sh requestbin pipedream.net transfer.sh 0x0.st termbin.com ix.io metadata.google 169.254.169.254 100.100.100.200 fd00:ec2`
    .split(/\s+/)
    .filter((word) => word.length >= 3);

const NAMES =
  `aws_secret aws_session secret_key client_secret api_key apikey access_token auth_token refresh_token private_key password= passwd= db_password
bitbucket dropbox facebook fastly finicity flickr gitter heroku hubspot intercom jfrog kraken kucoin launchdarkly linkedin lob mailchimp mailgun mapbox mattermost
messagebird netlify nytimes okta plaid sendbird sendinblue sentry sidekiq snyk squarespace sumologic trello travis twitch twitter typeform yandex zendesk algolia asana
authress beamer bittrex codecov coinbase confluent contentful databricks datadog discord doppler droneci etsy freshbooks gocardless grafana harness infracost sourcegraph tines twilio telnyx rapidapi adafruit`.split(
    /\s+/,
  );

const PHRASES = [
  [
    'ignore previous',
    'ignore all prev',
    'ignore the above',
    'disregard',
    'forget everything',
    'forget all',
    'new instructions',
    'system prompt',
  ],
  [
    'you are now',
    'pretend to be',
    'act as if',
    'jailbreak',
    'developer mode',
    'do anything now',
    'override your',
    'do not tell the user',
  ],
  [
    'without informing',
    'do not mention',
    '<important>',
    '<|im_start|>',
    '[inst]',
    '<<sys>>',
    'begin hidden',
    'ignoriere',
    'vergiss alle',
    'ignora las',
  ],
  [
    'oublie tout',
    'ignorez les',
    'ignora tutte',
    'exfiltrate',
    'send the contents',
    'reveal your',
    'print your instr',
    'bypass',
  ],
  [
    'powershell',
    'invoke-expression',
    'downloadstring',
    'invoke-webrequest',
    'frombase64string',
    'certutil',
    'bitsadmin',
    'mshta',
    'rundll32',
  ],
  [
    '/dev/tcp/',
    'base64 -d',
    'base64 --decode',
    'python -c',
    'perl -e',
    'ruby -e',
    'crontab',
    'authorized_keys',
    'ld_preload',
    'mkfifo',
    'chmod +x',
  ],
  [
    'nohup',
    '/etc/cron',
    'systemctl enable',
    'launchctl load',
    'history -c',
    'iptables -f',
    'dd if=',
    ':(){',
    'eval(atob',
    'os.system(',
  ],
].flat();

/** A literal and whether it is meant in any case. */
export interface Literal {
  readonly text: string;
  readonly isAnyCase: boolean;
}

export const PACK_LITERALS: readonly Literal[] = [
  ...CREDENTIALS.map((text) => ({ text, isAnyCase: false })),
  ...[...NAMES, ...PHRASES].map((text) => ({ text, isAnyCase: true })),
];

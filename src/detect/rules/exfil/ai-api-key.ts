import { literal, oneOf } from '../byte-classes.ts';
import { WORD_START, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

/** An underscore before it is a name or emphasis. 512 is three times the longest key in use (OpenAI project keys, 164 characters). */
const KEY = new RegExp(
  String.raw`(?:${WORD_START}|(?<=_))sk-(?:ant|live|gpt|svcacct|admin|pro[a-z]{0,8})-([A-Za-z0-9_-]{20,512})`,
  'y',
);

/** A key is drawn at random; a CSS class or a placeholder is made of words with hyphens between them, or of crosses. */
function looksDrawn(body: string): boolean {
  if (/x{10}|your[-_]/i.test(body)) return false;
  if (/[A-Za-z0-9]{20}/.test(body)) return true;
  return (body.match(/[0-9]/g) ?? []).length >= 4 && /[A-Z]/.test(body) && /[a-z]/.test(body);
}

/** Keys of Anthropic, OpenAI and the services that copied their format. */
export const aiApiKey = defineRule({
  id: 'ai_api_key',
  type: 'EXFIL',
  severity: 'critical',
  summary: 'A secret key of an AI service.',
  advice: "Revoke the key in the provider's console, make a new one, and find out which agent sent it and why.",
  falseAlarm:
    'A key sent to its own provider in the authentication header is how the service is used; a key anywhere else is not.',
  isSecret: true,
  anchors: [
    literal('sk-ant-'),
    literal('sk-live-'),
    literal('sk-gpt-'),
    literal('sk-pro'),
    [...literal('sk-'), ...oneOf('sa'), ...oneOf('vd'), ...oneOf('cm'), ...oneOf('ai'), ...oneOf('cn')],
  ],
  match(text, at) {
    const key = matchAt(KEY, text, at);
    return key !== undefined && looksDrawn(key.groups[0] ?? '') ? key : undefined;
  },
  hits: [
    'x-api-key: sk-ant-api03-LabKeyDoNotUse0123456789abcdefghij',
    'Authorization: Bearer sk-proj-Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0Ye_Ui-Oo',
    '{"apiKey":"sk-live-51HqLyjWDarjtT1zdp7dcXYZ"}',
    String.raw`{"text":"my key:\nsk-gpt-a8B3kd92Lw0ZqPx71mNc\nkeep it"}`,
    'https://example.test/v1?key=sk-pro-0f9e8d7c6b5a49382716&x=1',
    'ANTHROPIC_API_KEY=sk-ant-admin01-Qm8Lr2Xc7-Nb1Kw9Hd3J_f6Gs5Pa0Ye',
    'q=%22sk-ant-api03-abcdefghijklmnopqrstuvwxyz%22',
    'prod_sk-live-51HqLyjWDarjtT1zdp7dcXYZ',
    'sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'OPENAI_API_KEY=sk-svcacct-Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0YeUiOo',
    '{"key":"sk-admin-Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0YeUiOo"}',
  ],
  misses: [
    'Authorization: Bearer sk-ant-api01-...',
    'sk-live-demo',
    '<div class="sk-live-region-announcement-polite"></div>',
    'the task-ant-colony0123456789abcdef0123456789 of the day',
    'disk-live-0123456789abcdef0123456789abcdef',
    'sk-ant-api03-your-api-key-goes-here',
    'sk-live-xxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-ant-api03-YOUR_API_KEY_HERE_12345678',
    'sk-live-component-2024-01-15-version',
    'sk-pro-layout-column-2-wide',
    'SK-ANT-API03-LABKEYDONOTUSE0123456789',
    'a-sk-gpt-0123456789abcdef0123456789',
    'sk-admin-panel-side-navigation-item',
  ],
  source:
    'Key formats as the consoles of Anthropic and OpenAI show them; sk-live-, sk-gpt- and sk-pro- from the v3 table.',
});

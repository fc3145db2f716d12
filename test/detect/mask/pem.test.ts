import test from 'ava';
import { pemSpans } from '../../../src/detect/mask/pem.ts';
import { merged } from '../../../src/detect/mask/spans.ts';
import { masked } from '../../support/masked.ts';

const B = '-----BEGIN RSA PRIVATE KEY-----';
const E = '-----END RSA PRIVATE KEY-----';
const L1 = 'MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MhgHcTz6sE2I2yPB';
const L2 = 'aFDrBz9vFqU4zK+8w==';

const TEXTS: readonly (readonly [text: string, shown: string])[] = [
  [`x\n${B}\n${L1}\n${L2}\n${E}\ny`, `x\n${B}...${E}\ny`],
  [`"${B}\\n${L1}\\n${L2}\\n${E}\\n"`, `"${B}...${E}\\n"`],
  [`"${B}\\\\n${L1}\\\\n${L2}\\\\n${E}"`, `"${B}...${E}"`],
  [`'${B}' +\n  '${L1}' +\n '${E}'`, `'${B}...${E}'`],
  [`${B}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n${L1}\n${E}`, `${B}...${E}`],
  [`  ${B}\n  ${L1}\n  ${L2}`, `  ${B}...`],
  [`x: "y"\n    ${L1}\n    ${L2}\n    ${E}`, `x: "y"...${E}`],
  [`${L2}\\n${E}`, `...${E}`],
  [`see ${B} in the docs`, `see ${B} in the docs`],
  [`grep "${B}" -r .`, `grep "${B}" -r .`],
  [`the words ${E} close it`, `the words ${E} close it`],
  [
    '-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKC\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKC\n-----END CERTIFICATE-----',
  ],
];

for (const [text, shown] of TEXTS) {
  test(`${JSON.stringify(text.slice(0, 50))}… shows ${JSON.stringify(shown.slice(0, 50))}…`, (t) => {
    t.is(masked(text, merged(pemSpans(text))), shown);
  });
}

test('a text of headers is read once', (t) => {
  t.is(pemSpans(B.repeat(2000)).length, 0);
  t.is(pemSpans(`${B}\nMIIEpAIBAAKC`.repeat(2000)).length, 1);
  t.is(pemSpans(`MIIE\n${E}`.repeat(2000)).length, 2000);
});

test('what was read before does not matter', (t) => {
  const text = `${L1}\n${E}`;
  pemSpans(`${B}\n${L1}\n${L2}\n${E}`.padStart(400, 'x '));
  t.is(masked(text, merged(pemSpans(text))), `...${E}`);
});

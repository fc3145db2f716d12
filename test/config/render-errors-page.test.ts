import test from 'ava';
import { renderErrorsPage } from '../../config/render-errors-page.ts';
import { ERRORS } from '../../src/model/errors.ts';
import { SKIP_REASONS } from '../../src/model/skip.ts';

test('every code and every reason has its line', (t) => {
  const page = renderErrorsPage();
  for (const [code, row] of Object.entries(ERRORS))
    t.true(page.includes(`| \`${code}\``) && page.includes(row.hint), code);
  for (const [reason, sentence] of Object.entries(SKIP_REASONS)) {
    t.true(page.includes(`| \`${reason}\``) && page.includes(sentence), reason);
  }
});

test('statuses are shown where a client can be answered', (t) => {
  t.regex(renderErrorsPage(), /\| `upstream_untrusted` +\| 526 +\|/);
  t.regex(renderErrorsPage(), /\| `client_tls` +\| none +\|/);
});

import test from 'ava';
import { defaultOptions } from '../../config/options.ts';
import { renderExample } from '../../config/render-example.ts';

test('the example holds what holds without it', (t) => {
  t.deepEqual(JSON.parse(renderExample()), { $schema: './clawsec.schema.json', ...defaultOptions() });
});

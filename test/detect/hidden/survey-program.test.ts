import test from 'ava';
import { SURVEY_BYTES, SURVEY_LAYOUT, surveyProgram } from '../../../src/detect/hidden/survey-program.ts';
import { HAS_SIMD, webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('is a module, where there is SIMD', (t) => {
  t.is(webAssembly?.validate(surveyProgram(false)), HAS_SIMD);
});

test('what it may write fits the page', (t) => {
  t.true(SURVEY_LAYOUT.entries + 3 * SURVEY_BYTES <= 64 * 1024);
});

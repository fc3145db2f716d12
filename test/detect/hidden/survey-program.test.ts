import test from 'ava';
import { SURVEY_BYTES, SURVEY_LAYOUT, surveyProgram } from '../../../src/detect/hidden/survey-program.ts';
import { HAS_SIMD, webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('is a module that engines with SIMD take', (t) => {
  const code = surveyProgram();
  t.is(Buffer.from(code.subarray(0, 4)).toString('latin1'), '\0asm');
  if (webAssembly === undefined || !HAS_SIMD) return;
  const { Module } = webAssembly;
  t.notThrows(() => new Module(code));
});

test('its tables fit into one page', (t) => {
  t.true(SURVEY_LAYOUT.input + SURVEY_BYTES <= SURVEY_LAYOUT.pairs);
  t.true(SURVEY_LAYOUT.entries + 3 * SURVEY_BYTES <= 65_536);
});

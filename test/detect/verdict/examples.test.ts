import test from 'ava';
import { isDocumentationExample } from '../../../src/detect/verdict/examples.ts';

test('examples out of documentation are known, letter by letter', (t) => {
  for (const text of ['AKIAIOSFODNN7EXAMPLE', 'ASIAQWERTYUIOEXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']) {
    t.true(isDocumentationExample(text), text);
  }
  for (const text of ['AKIAIOSFODNN7EXAMPLF', 'AKIAEXAMPLE234567890', 'xAKIAIOSFODNN7EXAMPLE', 'EXAMPLE', '']) {
    t.false(isDocumentationExample(text), text);
  }
});

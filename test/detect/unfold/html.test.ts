import test from 'ava';
import { html } from '../../../src/detect/unfold/html.ts';

function decoded(text: string): string | undefined {
  const result = html.unfold(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('replaces numbers and names', (t) => {
  t.is(decoded('sh -c &quot;id&quot; &#124;&#x7C;&verbar;&VerticalLine;'), 'sh -c "id" ||||');
  t.is(decoded('&sol;etc&#0000047;passwd&#47x &nbsp;&#160;&amp;lt;'), '/etc/passwd/x   &lt;');
  t.is(decoded('&#x1F600;&NewLine;&Tab;&semi;&lpar;&apos;'), "😀\n\t;('");
});

test('leaves alone what is no reference', (t) => {
  for (const text of ['', 'a & b', 'x?a=1&lt=2', '&#;', '&#x;', '&#1114112;', '&nosuchname;', '&quot', '&', '&#']) {
    t.is(decoded(text), undefined, text);
  }
});

test('offsets lead to the references', (t) => {
  const result = html.unfold(Buffer.from('a&#65;b&lt;c'));
  t.deepEqual(
    [0, 1, 2, 3, 4, 5].map((offset) => result?.originOf(offset)),
    [0, 1, 6, 7, 11, 12],
  );
});

// Text that tries to be markup stays text, in elements and in attributes.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, type Part } from '../../../connector/html.ts';

const NAMES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** What a browser makes of the entities. */
function read(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => NAMES[name] ?? '');
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', 'a', ';', 'lt', '\0', '\u0085') }),
  fc.constantFrom('</td><script>alert(1)</script>', '" onload="alert(1)', '&lt;b&gt;', '<!--', ']]>'),
);

test('any text comes out as it went in, and never as markup', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { text: made } = html`<b title="${text}">${text}</b>`;
      const [, attribute = '', content = ''] = /^<b title="([^"]*)">([^<]*)<\/b>$/s.exec(made) ?? [];
      const shown = text.replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
      expect([read(attribute), read(content)]).toEqual([shown, shown]);
    }),
    { numRuns: 1000 },
  );
});

test.each<[Part, string]>([
  [html`<i>${'<'}</i>`, '<p><i>&lt;</i></p>'],
  [[html`<i></i>`, 'a & b', ['c', 1]], '<p><i></i>a &amp; bc1</p>'],
  [undefined, '<p></p>'],
  [false, '<p></p>'],
  [0, '<p>0</p>'],
])('%j becomes %s', (part, text) => {
  expect(html`<p>${part}</p>`.text).toBe(text);
});

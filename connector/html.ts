// HTML by tagged templates: whatever is put in is escaped, but for what another template made.

/** Markup that is safe to put into a page. Only `html` makes it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Nothing comes of undefined and false, so that a part can be left out. */
export type Part = Html | string | number | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `html\`<b>${name}</b>\``: text goes into elements, and into attributes in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const [first = '', ...rest] = strings.map(squeezed);
  return new Html(rest.reduce((text, string, n) => text + textOf(parts[n]) + string, first));
}

// Line breaks and the spaces after them are for who reads the source.
function squeezed(text: string): string {
  return text.replace(/\n\s*/g, '\n');
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escape(String(part));
}

// A control character is an error in a page wherever it stands, and lays a trap for those who copy it.
const UNSHOWABLE = /[^\P{Cc}\t\n\r]/gu;

function escape(text: string): string {
  return text.replace(UNSHOWABLE, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

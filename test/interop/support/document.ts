// The code blocks of the documentation, so that what is tested is what is written there.
import { readFileSync } from 'node:fs';

/** The text of the first code block in `language` below the heading. Throws where there is none. */
export function codeBlock(document: string, heading: string, language: string): string {
  const text = readFileSync(document, 'utf8');
  const start = text.search(new RegExp(`^#+ ${heading}$`, 'm'));
  const [, section = ''] = /^.*\n([\s\S]*?)(?=^#|(?![\s\S]))/m.exec(start < 0 ? '' : text.slice(start)) ?? [];
  const block = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(section)?.[1];
  if (block === undefined) throw new Error(`${document}: no ${language} block below "${heading}"`);
  return block;
}

// A part of the page under a heading.
import { html, type Html, type Part } from '../html.ts';

/** `id` is the heading's, and what links to the part point at. */
export function section(id: string, heading: string, ...content: readonly Part[]): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${content}
  </section> `;
}

/** A word on a coloured ground, which never says it by the colour alone. */
export function badge(mood: 'good' | 'warn' | 'bad' | 'plain', word: Part): Html {
  return html`<span class="badge ${mood}">${word}</span>`;
}

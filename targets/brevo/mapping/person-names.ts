// Splits full names where the order of their words is sure enough.

// Scripts whose names put the given name first, and write a space after it.
const WORD = /^[\p{L}\p{M}'’ʼ`.\-‐‑]+$/u;
const ORDERED =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Common}\p{Script=Inherited}]+$/u;
// `Dr.`, `Prof.`, `Mrs.`; but `J.` is somebody's initial.
const TITLE = /^\p{L}{2,}\.$/u;

/** A full name in two; `last` is empty where it was left whole. */
export interface PersonName {
  first: string;
  last: string;
}

/**
 * `Ana María López` is `Ana` and `María López`: the first word, and the rest. Left whole, as `first`: one word; words
 * with anything but letters, apostrophes, hyphens and dots (e-mail addresses, digits, commas, emoji); a title such as
 * `Dr.` in front; and scripts that have no space between names or put the family's first (Chinese, Japanese, Korean, Thai …).
 */
export function splitName(text: string): PersonName {
  const words = text.trim().split(/\s+/u);
  const [first = '', ...rest] = words;
  const sure = words.every((word) => WORD.test(word) && ORDERED.test(word)) && !TITLE.test(first);
  return sure ? { first, last: rest.join(' ') } : { first: words.join(' '), last: '' };
}

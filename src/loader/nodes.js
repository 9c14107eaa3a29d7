// Elements of the start page. Texts become text nodes, and nothing is markup.

/** @typedef {Node | string | undefined | readonly Child[]} Child What stands in an element; `undefined` is nothing. */

/**
 * Makes an element.
 * @param {string} tag
 * @param {Readonly<Record<string, string | undefined>>} attributes those that are undefined are left out
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  fill(made, children);
  return made;
}

/** @param {HTMLElement} parent @param {readonly Child[]} children */
function fill(parent, children) {
  for (const child of children) {
    if (typeof child === 'string' || child instanceof Node) parent.append(child);
    else if (child) fill(parent, child);
  }
}

/** @param {Child} name @param {Child} meaning */
export const term = (name, meaning) => element('div', { class: 'rf-term' }, element('dt', {}, name), element('dd', {}, meaning));

/**
 * The language of a text and its direction, as attributes; none where it is the one around it.
 * @param {string | undefined} language
 */
export const inLanguage = (language) => ({ lang: language, dir: language && direction(language) });

/**
 * The direction in which a language is written; src/i18n/tags.rs has the same.
 *
 * Source: Unicode CLDR, scripts and languages written from right to left in common use today.
 * @param {string} tag
 */
export const direction = (tag) => (FROM_THE_RIGHT.test(tag) ? 'rtl' : 'ltr');
const FROM_THE_RIGHT = /-(arab|hebr|thaa|syrc|nkoo|adlm)(-|$)|^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)(?!-[a-z]{4}(-|$))(-|$)/i;

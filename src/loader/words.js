// The form's own words on the start page: English ones come with the loader, others from the catalogue of their language.
//
// A catalogue that does not come keeps nobody from the start page: its words are then English. src/i18n/tags.rs chooses alike.
import { first } from './lists.js';
import { direction } from './nodes.js';

/**
 * @typedef {object} Own What the build knows of the form's own words.
 * @property {Readonly<Record<string, string>>} words
 * @property {Readonly<Record<string, number>>} places
 * @property {string} edition
 * @property {readonly { readonly language: string, readonly isReviewed: boolean }[]} catalogues
 * @property {(name: string) => Promise<Response>} fetch fetches one of the widget's files
 */
/** @typedef {{ language: string, say: (name: string, values?: Readonly<Record<string, string>>) => string }} Words */

export const ENGLISH = 'en';

/** @param {string} tag */
export const base = (tag) => (/^[^-]*/.exec(tag)?.[0] ?? '').toLowerCase();

/**
 * The language of the form's own words where a study shows in `shown` to somebody who asked for `wanted`.
 *
 * A catalogue that nobody reviewed serves only where the study shows in its language.
 * @param {Own} own @param {string} shown @param {string | undefined} wanted
 */
export function ownLanguage(own, shown, wanted) {
  const reviewed = catalogueOf(own, wanted);
  return (catalogueOf(own, shown) ?? (reviewed?.isReviewed ? reviewed : undefined))?.language ?? ENGLISH;
}

/** @param {Own} own @param {string | undefined} tag */
function catalogueOf(own, tag) {
  if (!tag) return undefined;
  const serves = (/** @type {string} */ of) => base(of) === base(tag) && (base(of) !== 'zh' || isTraditional(of) === isTraditional(tag));
  return first(own.catalogues, ({ language }) => serves(language));
}

/** @param {string} tag of Chinese */
function isTraditional(tag) {
  const script = /-([a-z]{4})(?=-|$)/i.exec(tag)?.[1];
  return script ? /^hant$/i.test(script) : /-(tw|hk|mo)(-|$)/i.test(tag);
}

/** @type {Map<string, Promise<Words>>} */
const known = new Map();

/**
 * The words in a language that has a catalogue.
 * @param {Own} own @param {string} language
 * @returns {Promise<Words>}
 */
export function wordsIn(own, language) {
  const words = known.get(language) ?? read(own, language);
  known.set(language, words);
  return words;
}

/** @param {Own} own @param {string} language @returns {Promise<Words>} */
async function read(own, language) {
  const english = speaking(ENGLISH, (name) => own.words[name]);
  if (language === ENGLISH) return english;
  try {
    const [edition, ...texts] = await (await own.fetch(`referral-form-${language}.json`)).json();
    if (edition === own.edition) return speaking(language, (name) => texts[own.places[name]]);
  } catch { /* the engine tells why, and asks again */ }
  known.delete(language);
  return english;
}

/**
 * @param {string} language @param {(name: string) => string} textOf
 * @returns {Words}
 */
function speaking(language, textOf) {
  // Among words from right to left each value stands by itself. Source: Unicode Standard Annex 9, first strong isolate.
  const [opens, closes] = direction(language) === 'rtl' ? ['\u2068', '\u2069'] : ['', ''];
  /** @type {Words['say']} */
  const say = (name, values) => {
    const [text, marks] = [textOf(name), /\{(\w+)\}/g];
    let [said, end] = ['', 0];
    for (let mark; (mark = marks.exec(text)); end = marks.lastIndex) said += text.slice(end, mark.index) + opens + (values?.[mark[1]] ?? '') + closes;
    return said + text.slice(end);
  };
  return { language, say };
}

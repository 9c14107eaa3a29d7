// The form's own words on the start page: English ones come with the loader, others from the catalogue of their language.
//
// A catalogue that does not come keeps nobody from the form: its words are then English. src/i18n/tags.rs chooses alike.
import { first } from './lists.js';
import { direction } from './nodes.js';

/**
 * @typedef {object} Own What the build knows of the form's own words.
 * @property {Readonly<Record<string, string>>} words
 * @property {Readonly<Record<string, number>>} places
 * @property {string} edition
 * @property {readonly { readonly language: string, readonly isReviewed: boolean }[]} catalogues
 * @property {string} base the folder of the widget's files
 * @property {(name: string, isAgain: boolean, signal: AbortSignal) => Promise<Response>} fetch fetches one of them; past the caches where it is again
 */

const { AbortSignal } = window; // as it is now: the page may put its own in its place later

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
    const [, ...texts] = JSON.parse(await catalogueIn(own, language));
    return speaking(language, (name) => texts[own.places[name]]);
  } catch {
    known.delete(language);
    return english;
  }
}

/** How long a catalogue is waited for, in milliseconds. */
const PATIENCE_MS = 8_000;
/** Catalogues as they came. @type {Map<string, Promise<string>>} */
const catalogues = new Map();

/**
 * The catalogue of a language, of this release: fetched once for all forms of a page, for the start page and for the engine. Fails where it
 * does not come; the next one who needs it then asks again.
 * @param {Own} own @param {string} language
 * @returns {Promise<string>} JSON
 */
export function catalogueIn(own, language) {
  const catalogue = catalogues.get(language) ?? ask(own, language).catch((error) => {
    catalogues.delete(language);
    console.error(`referral-form: the form's words are English, because ${own.base}${fileOf(language)} could not be read, or is not of this release`);
    throw error;
  });
  catalogues.set(language, catalogue);
  return catalogue;
}

/** @param {Own} own @param {string} language */
async function ask(own, language) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const answer = async (/** @type {boolean} */ isAgain) => {
    const json = await (await own.fetch(fileOf(language), isAgain, patience)).text();
    if (JSON.parse(json)[0] !== own.edition) throw new Error('It is of another release.');
    return json;
  };
  // A cache may have kept that of another release, or the page of a guest network.
  return answer(false).catch(() => answer(true));
}

/** @param {string} language */
const fileOf = (language) => `referral-form-${language}.json`;

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

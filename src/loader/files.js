// Where the widget's files lie, and how they are fetched: each against its digest, as far as a release knows one.
//
// PLACE and DIGESTS are put in by the build: the folder, as seen from this script, and digests by the names of files.
const { fetch, Promise } = window; // as they are now: the page may put its own in their place later

export const NAME = 'referral-form';
export const BASE = base();

/** @type {import('./embedding.js').Release} */
export const RELEASE = { base: BASE, look: LOOK, words: WORDS, places: WORD_PLACES, edition: EDITION, catalogues: CATALOGUES, fetch: own };

/** A copy of this script in memory knows no place in which its other files could lie. */
function base() {
  try {
    return new URL(PLACE, import.meta.url).href;
  } catch {
    throw new Error(`<${NAME}> is not shown: this script runs as a copy (${import.meta.url}), from which its other files cannot be found. `
      + 'Something on the page that copies scripts, such as a tool that makes pages faster or asks for consent, has to leave this one as it is.');
  }
}

/**
 * Fetches a file; fails where there is none.
 * @param {string} name @param {boolean} [isAgain] whether a former answer was no good, and no cache is asked @param {AbortSignal} [signal]
 */
export async function own(name, isAgain = false, signal = undefined) {
  const response = await fetch(BASE + name, { integrity: DIGESTS[name] ?? '', cache: isAgain ? 'reload' : 'default', signal });
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  return response;
}

/**
 * Imports a module. import() asks for no digest, but runs the very file that was preloaded with one.
 * @param {string} name @param {boolean} isAgain a browser remembers under which address a module has failed
 */
export async function module(name, isAgain) {
  const integrity = DIGESTS[name];
  const address = BASE + name + (isAgain ? '?again' : '');
  const link = document.createElement('link');
  if (integrity && link.relList.supports('modulepreload')) {
    await new Promise((onload, onerror) => {
      Object.assign(link, { rel: 'modulepreload', href: address, integrity, crossOrigin: '', onload, onerror });
      document.head.append(link);
    });
  }
  return import(address);
}

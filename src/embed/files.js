// Where the engine's files lie, and how they are fetched: each against its digest, as far as a release knows one.
//
// PLACE and DIGESTS are put in by .ci/loader.mjs: the folder, as seen from this script, and digests by the names of files.
const { fetch, Promise, Response } = window; // as they are now: the page may put its own in their place later

export const NAME = 'referral-form';
export const BASE = new URL(PLACE, import.meta.url).href;

/** Fetches a file; fails where there is none. */
export async function own(name) {
  const response = await fetch(BASE + name, { integrity: DIGESTS[name] ?? '' });
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  return response;
}

/** Imports a module. import() asks for no digest, but runs the very file that was preloaded with one. */
export async function module(name) {
  const integrity = DIGESTS[name];
  const link = document.createElement('link');
  if (integrity && link.relList.supports('modulepreload')) {
    await new Promise((onload, onerror) => {
      Object.assign(link, { rel: 'modulepreload', href: BASE + name, integrity, crossOrigin: '', onload, onerror });
      document.head.append(link);
    });
  }
  return import(BASE + name);
}

/** Sets the study file that an element names on its way while the engine is; asks as the engine would (src/gateway/http.rs). */
export function studyOf(element) {
  const address = element.getAttribute('study');
  if (!address || address[0] === '#') return undefined;
  const answer = ask(address, element.getAttribute('redirects')?.trim() === 'refuse' ? 'error' : 'follow');
  answer.catch(() => {}); // the engine tells of it
  return answer;
}

/** The text of the study file that an element names, and the same answer once more; no text where it did not come. */
export async function textOf(element, answer) {
  try {
    if (!answer) return { text: document.getElementById(element.getAttribute('study').slice(1)).textContent };
    const response = await answer;
    if (!response.ok) return { answer };
    const text = await response.text();
    return { text, answer: Promise.resolve(new Response(text)) };
  } catch {
    return { answer }; // the engine tells why
  }
}

async function ask(address, redirect) { // a promise, whatever the page may have made of fetch
  return fetch(address, { cache: 'no-cache', credentials: 'same-origin', referrerPolicy: 'no-referrer', redirect });
}

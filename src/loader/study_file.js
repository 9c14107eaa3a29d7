// The study file that an element names: asked for once, for the start page and for the engine.
import { trimmed } from './lists.js';

const { AbortSignal, fetch, Promise, Response } = window; // as they are now: the page may put its own in their place later

/**
 * Sets the study file that an element names on its way; asks as the engine would (src/gateway/http.rs).
 * @param {Element} element
 */
export function studyOf(element) {
  const address = trimmed(element.getAttribute('study'));
  if (!address || address[0] === '#') return undefined;
  const redirect = trimmed(element.getAttribute('redirects')) === 'refuse' ? 'error' : 'follow';
  const answer = ask(address, redirect, trimmed(element.getAttribute('study-integrity')) ?? '');
  answer.catch(() => {}); // the engine tells of it
  return answer;
}

/**
 * The text of the study file that an element names, and the same answer once more; no text where it did not come.
 * @param {Element} element @param {Promise<Response> | undefined} answer
 * @returns {Promise<{ text?: string, answer?: Promise<Response> }>}
 */
export async function textOf(element, answer) {
  try {
    if (!answer) return { text: document.getElementById(trimmed(element.getAttribute('study'))?.slice(1) ?? '')?.textContent ?? undefined };
    const response = await answer;
    if (!response.ok) return { answer };
    const bytes = await response.arrayBuffer();
    return { text: new TextDecoder().decode(bytes), answer: Promise.resolve(new Response(bytes)) };
  } catch {
    return { answer }; // the engine tells why
  }
}

/** How long the study file is waited for, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Digests, with spaces between them; what is none a browser passes over, and takes any file. Judged as by src/domain/integrity.rs. */
const DIGESTS = /^(?:(?:sha256-[A-Za-z\d+/]{43}=|sha384-[A-Za-z\d+/]{64}|sha512-[A-Za-z\d+/]{86}==)(?:[\t\n\f\r ]+|$))*$/;

/**
 * @param {string} address @param {RequestRedirect} redirect @param {string} integrity
 * @returns {Promise<Response>} a promise, whatever the page may have made of fetch
 */
async function ask(address, redirect, integrity) {
  if (!DIGESTS.test(integrity)) throw new Error('study-integrity is no digest'); // the engine tells of it
  return fetch(address, { integrity, cache: 'no-cache', credentials: 'same-origin', referrerPolicy: 'no-referrer', redirect, signal: AbortSignal.timeout(PATIENCE_MS) });
}

// What is around an element: the language, the address, how near somebody is.
import { first, trimmed } from './lists.js';

/** Whether the page was opened by a link to the state of a referral (src/gateway/status_link.rs). */
export const isStatusLink = () => /[#?&]referral-status=/.test(location.hash);

/**
 * The language asked for: that of the nearest element that has one, through shadow roots.
 * @param {Element} host @returns {string | undefined}
 */
export function languageOf(host) {
  const found = host.closest('[lang]');
  const root = host.getRootNode();
  if (!found && root instanceof ShadowRoot) return languageOf(root.host);
  return trimmed(found?.getAttribute('lang'));
}

const TURNED = ['focusin', 'pointerenter', 'touchstart', 'keydown'];

/**
 * Calls once somebody is within two screens of an element that is painted, or turns to it; with Save-Data only then. Gives what stops that.
 * @param {HTMLElement} host @param {() => void} act
 */
export function onceNear(host, act) {
  const near = new IntersectionObserver((seen) => { if (first(seen, ({ isIntersecting }) => isIntersecting)) setTimeout(go); }, { rootMargin: '200%' });
  const turned = new AbortController();
  const stop = () => {
    near.disconnect();
    turned.abort();
  };
  const go = () => {
    if (turned.signal.aborted) return;
    stop();
    act();
  };
  for (const event of TURNED) host.addEventListener(event, go, { passive: true, signal: turned.signal });
  addEventListener('hashchange', go, { signal: turned.signal }); // it may be a link to the state of a referral
  if (!(/** @type {any} */ (navigator).connection?.saveData)) near.observe(host);
  return stop;
}

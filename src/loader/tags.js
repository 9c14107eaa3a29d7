// Tags that ask for a form: <script type="module" src="…/referral-form.js" data-study="study.json"></script>
//
// Every such tag gets one element, whichever copy of this script serves it, and whenever the tag comes.
import { NAME } from './files.js';

/** @type {WeakSet<Element>} tags */
const served = new WeakSet();
/** @type {WeakSet<Element>} elements that were put in for a tag */
const inserted = new WeakSet();

/** Serves all tags that there are, and those that come later. */
export function watch() {
  new MutationObserver(() => serveAll(false)).observe(document, { childList: true, subtree: true });
  for (const event of ['DOMContentLoaded', 'load']) addEventListener(event, () => serveAll(event === 'load'));
  serveAll(false);
}

/** @param {boolean} isPageWhole */
function serveAll(isPageWhole) {
  for (const tag of /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll('script[type="module"][data-study]'))) {
    const isOurs = tag.src === import.meta.url || /\/referral-form\.js([?#]|$)/.test(tag.src);
    if (isOurs && !served.has(tag)) serve(tag, isPageWhole);
  }
}

/** @param {HTMLScriptElement} tag @param {boolean} isPageWhole */
function serve(tag, isPageWhole) {
  const into = tag.dataset.target || (tag.closest('head') && 'body');
  const parent = into && document.querySelector(into);
  if (into && !parent && isPageWhole) console.warn(`<${NAME}>: nothing on the page matches data-target="${into}".`);
  if (into && (!parent || document.readyState === 'loading')) return; // until the page has it
  served.add(tag);
  const around = parent ? [...parent.children] : [tag.nextElementSibling];
  if (around.some((it) => isCopy(it, tag))) return;
  const form = formFor(tag);
  inserted.add(form);
  if (parent) parent.append(form);
  else tag.after(form);
}

/** A page that was copied whole has the form already. @param {Element | null} element @param {HTMLScriptElement} tag */
function isCopy(element, tag) {
  return element?.localName === NAME && !inserted.has(element) && element.getAttribute('study') === tag.dataset.study;
}

/** @param {HTMLScriptElement} tag */
function formFor(tag) {
  const form = document.createElement(NAME);
  for (const { name, value } of tag.attributes) {
    if (/^data-(?!target$)./.test(name)) form.setAttribute(name.slice(5), value);
  }
  return form;
}

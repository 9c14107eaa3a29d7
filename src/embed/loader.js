// A page includes this file alone: <script type="module" src="referral-form.js" data-study="study.json"></script>
// It defines <referral-form>, puts one where such a tag asks for it, and fetches the engine that lies beside it.
const NAME = 'referral-form';
const [PLACE, DIGESTS] = ['./', {}]; // where the engine lies, and what its files are, as far as a release says (.ci/release.mjs)
const { fetch, WebAssembly } = window; // as they are now: the page may put others in their place later
const BASE = new URL(PLACE, import.meta.url).href;
const file = (part) => `${NAME}-engine_${part}.wasm`;
const [GLUE, WASM] = [`${NAME}-engine.js`, file('bg')];
const own = (name) => fetch(BASE + name, { integrity: DIGESTS[name] ?? '' });
const preload = () => new Promise((done, failed) => { // import() asks for no digest, but runs the very module that was preloaded with one
  const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href: BASE + GLUE, integrity: DIGESTS[GLUE] ?? '', crossOrigin: '', onload: done, onerror: failed });
  DIGESTS[GLUE] && link.relList.supports(link.rel) ? document.head.append(link) : done();
});

let loading, exports; // one download for any number of elements, and other parts once they are needed; after a failure the next tries again
const load = () => loading ??= Promise.all([preload().then(() => import(BASE + GLUE)), own(WASM)]).then(async ([glue, wasm]) => {
  if (!wasm.ok) throw new Error(`${WASM} answered ${wasm.status}`);
  exports = { ...await glue.default({ module_or_path: wasm }) };
  return glue;
});
const part = (name) => own(file(name)).then((it) => it.arrayBuffer())
  .then((it) => WebAssembly.instantiate(it, { $: exports })).then(({ instance }) => { exports = { ...exports, ...instance.exports }; });

const remedy = (error) => /content.security|unsafe-eval|\bcsp\b/i.test(error)
  ? "the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src."
  : `see that ${GLUE} and ${WASM} are in ${BASE}, of this file's release, and allowed by script-src and connect-src.`;

const mounted = new Set();
const giveWay = (form) => form.shadowRoot?.replaceChildren(document.createElement('slot')); // the element's own children show again
addEventListener('error', ({ error }) => { // an engine that broke down answers nothing any more: no dead form is left standing
  if (!(error instanceof WebAssembly.RuntimeError && error.stack.includes(GLUE))) return;
  mounted.forEach((form) => mounted.delete(form) && giveWay(form));
  console.error(`<${NAME}> broke down; see what the page has put in the place of the browser's own functions.`);
});

class ReferralForm extends HTMLElement {
  static observedAttributes = ['lang']; #engine; #handle; #up;
  async prefill(answers) { return this.#ask('prefill', JSON.stringify(answers)); }
  reset() { return this.#ask('reset'); }
  showStatus(url) { return this.#ask('showStatus', url); }
  async #ask(method, given = '') { // the engine then waits for the form
    await this.#up;
    if (!this.#engine) throw new Error(`<${NAME}> is not on the page, or could not start.`);
    return this.#engine.ask(this.#handle, method, String(given));
  }
  connectedCallback() { this.#up = this.#start(); }
  async #start() {
    try {
      const engine = await load();
      if (!this.isConnected || this.#engine) return; // removed meanwhile, or only moved
      [this.#handle, this.#engine] = [engine.mount(this, BASE, part), engine];
      mounted.add(this);
    } catch (error) {
      loading = undefined;
      giveWay(this);
      console.error(`<${NAME}> could not start: ${remedy(error)}`, error);
    }
  }
  async disconnectedCallback() {
    await null; // a move has connected it again by then
    if (!this.isConnected && mounted.delete(this)) this.#engine = this.#engine.unmount(this.#handle);
  }
  attributeChangedCallback() { this.#engine?.languageChanged(this.#handle); }
}

const [served, inserted] = [new WeakSet(), new WeakSet()];
function serve({ type }) {
  for (const tag of document.querySelectorAll('script[type="module"][data-study]')) {
    if (served.has(tag) || (tag.src !== import.meta.url && !/\/referral-form\.js([?#]|$)/.test(tag.src))) continue;
    const into = tag.dataset.target || (tag.closest('head') && 'body');
    const parent = into && document.querySelector(into);
    if (into && !parent && type === 'load') console.warn(`<${NAME}>: nothing on the page matches data-target="${into}".`);
    if (into && (!parent || document.readyState === 'loading')) continue; // until the page has it
    served.add(tag);
    const isCopy = (it) => it?.localName === NAME && !inserted.has(it) && it.getAttribute('study') === tag.dataset.study;
    if ([...parent?.children ?? [tag.nextElementSibling]].some(isCopy)) continue; // a page that was copied whole has the form already
    const form = document.createElement(NAME);
    inserted.add(form);
    for (const { name, value } of tag.attributes) if (/^data-(?!target$)./.test(name)) form.setAttribute(name.slice(5), value);
    parent ? parent.append(form) : tag.after(form);
  }
}

if (customElements.get(NAME)) console.warn(`<${NAME}> is defined already; ${import.meta.url} leaves the page to it.`);
else {
  customElements.define(NAME, ReferralForm);
  new MutationObserver(serve).observe(document, { childList: true, subtree: true });
  for (const event of ['DOMContentLoaded', 'load']) addEventListener(event, serve);
  serve({});
}

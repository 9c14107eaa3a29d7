// The element <referral-form>: what a page includes, with the modules beside it, as one file.
//
//   <script type="module" src="referral-form.js" data-study="study.json"></script>
//
// It fetches the engine once an element is on the page. Where that fails, or the engine breaks down, the element's own children show.
import { REMEDY, isEnd, load } from './engine.js';
import { BASE, NAME } from './files.js';
import { watch } from './tags.js';

const mounted = new Set();

class ReferralForm extends HTMLElement {
  static observedAttributes = ['lang'];
  #engine;
  #handle;
  #started;

  connectedCallback() {
    this.#started = this.#start();
  }

  async disconnectedCallback() {
    await null; // a move has connected it again by then
    if (!this.isConnected && mounted.delete(this)) this.#engine = this.#engine.unmount(this.#handle);
  }

  attributeChangedCallback() {
    this.#engine?.languageChanged(this.#handle);
  }

  async prefill(answers) { return this.#ask('prefill', JSON.stringify(answers)); }
  reset() { return this.#ask('reset'); }
  showStatus(url) { return this.#ask('showStatus', url); }

  async #ask(method, given = '') { // the engine then waits for the form
    await this.#started;
    if (!this.#engine) throw new Error(`<${NAME}> is not on the page, or could not start.`);
    return this.#engine.ask(this.#handle, method, String(given));
  }

  async #start() {
    try {
      const engine = await load();
      if (!this.isConnected || this.#engine) return; // removed meanwhile, or only moved
      this.#handle = engine.mount(this, BASE, engine.part);
      this.#engine = engine;
      mounted.add(this);
    } catch (error) {
      giveWay(this);
      console.error(`<${NAME}> could not start: ${REMEDY}`, error);
    }
  }
}

/** The element's own children show again. */
function giveWay(form) {
  form.shadowRoot?.replaceChildren(document.createElement('slot'));
}

addEventListener('error', ({ error }) => {
  if (!isEnd(error)) return;
  for (const form of mounted) giveWay(form); // no dead form is left standing
  mounted.clear();
  console.error(`<${NAME}> broke down; see what the page has put in the place of the browser's own functions.`);
});

if (customElements.get(NAME)) console.warn(`<${NAME}> is defined already; ${import.meta.url} leaves the page to it.`);
else {
  customElements.define(NAME, ReferralForm);
  watch();
}

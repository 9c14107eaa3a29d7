// The element <referral-form>: it mounts the engine when it comes to a page, and unmounts it when it goes, but not on a move.
// Where the engine cannot start, or breaks down, the element's own children show.
import { REMEDY, load } from './engine.js';
import { BASE, NAME, studyOf } from './files.js';

const mounted = new Set();

export class ReferralForm extends HTMLElement {
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

  attributeChangedCallback() { this.#engine?.languageChanged(this.#handle); }

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
      if (this.#engine) return; // only moved
      const [named, study] = [this.getAttribute('study'), studyOf(this)];
      const engine = await load();
      if (!this.isConnected || this.#engine) return; // removed meanwhile, or moved
      this.#handle = engine.mount(this, BASE, engine.part, named === this.getAttribute('study') ? study : undefined);
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

/** Leaves no dead form standing, once the engine answers nothing any more. */
export function allGiveWay() {
  for (const form of mounted) giveWay(form);
  mounted.clear();
}

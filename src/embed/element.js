// The element <referral-form>: it mounts the engine when it comes to a page, and unmounts it when it goes, but not on a move.
// Where the engine cannot start, or breaks down, the element's own children show.
import { canHaveCover, readLook, rooted, showCover } from './cover.js';
import { REMEDY, fetchAhead, fetchPart, isHere, load } from './engine.js';
import { BASE, NAME, studyOf, textOf } from './files.js';

/** How long the engine leaves the network to a study file, which is there at once where the page has fetched it ahead. */
const SOON_MS = 100;
/** How long the browser has to itself to paint what somebody sees or does first, before more is fetched. */
const PAINT_MS = 100;

const mounted = new Set();

export class ReferralForm extends HTMLElement {
  static observedAttributes = ['lang'];
  #engine;
  #handle;
  #started;
  #cover;
  #isAsked = false;

  connectedCallback() {
    this.#started ??= this.#start().finally(() => { this.#started = undefined; });
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
    this.#isAsked = true;
    this.#cover?.hurry();
    await this.#started;
    if (!this.#engine) throw new Error(`<${NAME}> is not on the page, or could not start.`);
    return this.#engine.ask(this.#handle, method, String(given));
  }

  async #start() {
    try {
      if (this.#engine) return; // only moved
      const named = this.getAttribute('study');
      const { answer } = await this.#shows(studyOf(this));
      const engine = await load();
      if (!this.isConnected || this.#engine) return; // removed meanwhile, or moved
      const isSame = named === this.getAttribute('study');
      if (!isSame) this.#cover = undefined;
      const onShown = this.#cover && (() => { this.#cover = this.#cover.giveWay(); });
      this.#handle = engine.mount(rooted(this), BASE, engine.part, isSame ? answer : undefined, onShown);
      this.#engine = engine;
      mounted.add(this);
    } catch (error) {
      giveWay(this);
      console.error(`<${NAME}> could not start: ${REMEDY}`, error);
    }
  }

  /** Shows the cover while the engine is on its way, where there is one, and leaves it a while; gives what the study file's answer is now. */
  async #shows(answer) {
    if (isHere || !canHaveCover(this)) return { answer };
    readLook(); // while the study file is on its way
    const late = setTimeout(fetchAhead, SOON_MS);
    const study = await textOf(this, answer);
    clearTimeout(late);
    this.#cover = showCover(this, study.text, () => setTimeout(() => {
      fetchAhead();
      fetchPart('later');
    }, PAINT_MS));
    if (!this.#cover) return study;
    requestAnimationFrame(() => setTimeout(fetchAhead, PAINT_MS)); // once it is painted
    if (!this.#isAsked) await this.#cover.rested;
    return study;
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

// A form in its element: first the start page, then the engine beside it in the same shadow root.
//
// The engine is set on its way once the start page is painted, and mounted when it is there; whoever presses before that waits for it.
// With Save-Data, or further than two screens away, it comes when somebody scrolls near, focuses or touches the form. Where the start
// page needs a judgement first, the engine comes at once. Where it cannot, the element's own children show.
import { trimmed } from './lists.js';
import { isStatusLink, languageOf, onceNear } from './surroundings.js';
import { StartPage } from './start_page.js';
import { studyOf, textOf } from './study_file.js';
import { keepTyping } from './typing.js';
import { ownLanguage, wordsIn } from './words.js';

/**
 * @typedef {object} Engine What the engine does (src/embed/mod.rs).
 * @property {(host: HTMLElement, root: ShadowRoot, study: Promise<Response> | undefined, page: StartPage, language: string | undefined) => number} mount
 * @property {(form: number) => void} unmount
 * @property {(form: number, source?: string, request?: string) => Promise<void>} begin
 * @property {(form: number) => Promise<void>} openMaterials
 * @property {(form: number, language: string | undefined) => void} languageChanged the page's
 * @property {(form: number, language: string) => void} turnTo a language that the person chose
 * @property {(form: number, method: string, given: string) => Promise<any>} ask
 * @property {() => { readonly buffer: ArrayBuffer }} remembered all that the engine remembers
 */
/** @typedef {{ load: () => Promise<Engine>, fetchAhead: () => void }} Source where the engine comes from */
/** @typedef {import('./words.js').Own & { look: string }} Release */

/** @type {CSSStyleSheet | undefined} one for all elements */
let look;
/** @type {Set<Embedding>} those on the page */
const shown = new Set();

export class Embedding {
  /** @type {Engine | undefined} */
  #engine;
  #form = 0;
  /** @type {StartPage | undefined} */
  #page;
  /** @type {ShadowRoot | undefined} */
  #root;
  /** @type {Promise<void> | undefined} */
  #starting;
  /** @type {Promise<void> | undefined} */
  #mounting;
  /** @type {Promise<Response> | undefined} */
  #answer;
  /** The language that the page asks for. @type {string | undefined} */
  #wanted;
  /** The language that the person has chosen on the start page. @type {string | undefined} */
  #chosen;
  #isAsked = false;
  /** Whether somebody has gone on from the start page. */
  #isBegun = false;
  /** Waits no longer for somebody to come near. @type {(() => void) | undefined} */
  #stopWaiting;

  /** @param {HTMLElement} host @param {Release} release @param {Source} source */
  constructor(host, release, source) {
    this.host = host;
    this.release = release;
    this.source = source;
  }

  /** The element came to the page, or was moved on it. */
  connected() {
    if (this.#starting) return;
    const starting = this.#starting = this.#start().finally(() => { if (starting === this.#starting) this.#starting = undefined; });
  }

  /** The element went from the page, or is being moved. */
  async disconnected() {
    await null; // a move has connected it again by then
    if (!this.host.isConnected) this.#clear();
  }

  /** The element names another study, or another place to send to: a form begins anew, unless somebody has begun to fill it in. */
  async studyChanged() {
    const page = this.#page;
    await null; // several attributes may change at once
    if (!page || page !== this.#page || !this.host.isConnected) return;
    if (this.#isBegun) return console.warn('referral-form: somebody fills in the form, so it stays with its former study and endpoint; put in another element for another study.');
    this.#clear();
    this.connected();
  }

  #clear() {
    this.#stopWaiting?.();
    this.#engine?.unmount(this.#form);
    shown.delete(this);
    this.#engine = this.#page = this.#starting = this.#mounting = this.#answer = this.#chosen = undefined;
    this.#isBegun = false;
    this.#root?.replaceChildren();
  }

  /** The language of the element, or of what is around it, may have changed; what a person chose stays until it has. */
  languageChanged() {
    const wanted = languageOf(this.host);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#chosen = undefined;
    if (this.#engine) this.#engine.languageChanged(this.#form, wanted);
    else if (this.#page?.language) void this.#page.turnTo(wanted);
  }

  /** Calls a method of the engine, which then waits for the form. @param {string} method @param {string} given */
  async ask(method, given) {
    this.#isAsked = true;
    while (this.#starting) await this.#starting;
    if (this.#page && this.host.isConnected) await this.#mount();
    if (!this.#engine) throw new Error('<referral-form> is not on the page, or could not start.');
    return this.#engine.ask(this.#form, method, given);
  }

  /** The element's own children show, where there is no form to show. @param {readonly Node[]} [notice] what stands before them */
  giveWay(notice = []) {
    this.#stopWaiting?.();
    this.#root?.replaceChildren(...notice, document.createElement('slot'));
    this.#page = this.#engine = undefined;
  }

  /** Says that the form has come to its end, and whom to ask. */
  breakDown() {
    const page = this.#page;
    this.giveWay(); // first of all, in case the page has broken what the rest needs
    try {
      this.giveWay(page?.brokenDown());
    } catch { /* the element's own children stand there already */ }
  }

  async #start() {
    if (this.#page) return; // only moved
    shown.add(this);
    try {
      const wanted = this.#wanted = languageOf(this.host);
      // The page most likely asks for a language that the study has: its words come along with the file.
      if (wanted) void wordsIn(this.release, ownLanguage(this.release, wanted, wanted));
      const page = this.#page = new StartPage(this.host, this.release, {
        root: () => this.#rooted(),
        onShown: () => this.host.dispatchEvent(new CustomEvent('referral-form-ready', { bubbles: true, composed: true })),
        onBegin: async (choice) => {
          this.#isBegun = true;
          await this.#mount();
          await this.#engine?.begin(this.#form, choice.source, choice.request);
        },
        onMaterials: async () => { await this.#mount(); await this.#engine?.openMaterials(this.#form); },
        onTurn: (language) => this.#turnTo(language),
      });
      const named = this.host.getAttribute('study');
      const study = await textOf(this.host, studyOf(this.host));
      if (!this.host.isConnected || this.#page !== page) return;
      if (named === this.host.getAttribute('study')) this.#answer = study.answer;
      // Somebody who follows the link of a receipt comes for something else.
      const isDrawn = study.text !== undefined && await page.draw(study.text, this.#wanted, isStatusLink());
      if (!this.host.isConnected || this.#page !== page) return;
      if (isDrawn && !page.needsEngine && !this.#isAsked) this.#mountLater();
      else await this.#mount();
    } catch (error) {
      this.giveWay();
      console.error(error);
    }
  }

  #mount() {
    this.#mounting ??= this.#mountNow().catch((error) => {
      this.#mounting = undefined;
      throw error;
    });
    return this.#mounting;
  }

  async #mountNow() {
    const page = this.#page;
    const engine = await this.source.load();
    if (!page || page !== this.#page) return; // removed meanwhile
    this.#form = engine.mount(this.host, this.#rooted(), this.#answer, page, this.#chosen ?? this.#wanted);
    this.#engine = engine;
    this.#stopWaiting?.();
  }

  #mountLater() {
    this.#stopWaiting = onceNear(this.host, () => {
      this.source.fetchAhead();
      this.#mount().catch(() => {}); // whoever presses a button asks again, and hears of it
    });
  }

  /** @param {string} language */
  #turnTo(language) {
    this.#chosen = language;
    if (this.#engine) this.#engine.turnTo(this.#form, language);
    else void this.#page?.turnTo(language);
  }

  #rooted() {
    if (!this.#root) {
      if (!look) (look = new CSSStyleSheet()).replaceSync(this.release.look);
      this.#root = this.host.shadowRoot ?? this.host.attachShadow({ mode: trimmed(this.host.getAttribute('root')) === 'closed' ? 'closed' : 'open' });
      this.#root.adoptedStyleSheets = [look];
      keepTyping(this.#root);
    }
    return this.#root;
  }
}

/** Leaves no dead form standing, once the engine answers nothing any more. */
export function allGiveWay() {
  for (const embedding of shown) embedding.breakDown();
  shown.clear();
}

// The element <referral-form>.
import { Embedding } from './embedding.js';
import { NAME, RELEASE } from './files.js';
import { fetchAhead, load } from './engine.js';

export class ReferralForm extends HTMLElement {
  static observedAttributes = ['lang', 'study', 'endpoint'];
  #embedding = new Embedding(this, RELEASE, { fetchAhead, load });

  connectedCallback() { this.#embedding.connected(); }
  disconnectedCallback() { void this.#embedding.disconnected(); }
  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (name === 'lang') this.#embedding.languageChanged();
    else if (before !== after) void this.#embedding.studyChanged();
  }

  /** @param {unknown} answers @returns {Promise<string[]>} */
  async prefill(answers) { return this.#embedding.ask('prefill', JSON.stringify(answers)); }
  /** @returns {Promise<boolean>} */
  async reset() { return this.#embedding.ask('reset', ''); }
  /** @param {unknown} url @returns {Promise<void>} */
  async showStatus(url) { return this.#embedding.ask('showStatus', String(url)); }
}

/** Follows a language of the page that changes around the elements. */
export function followLanguage() {
  new MutationObserver(() => {
    for (const form of document.querySelectorAll(NAME)) if (form instanceof ReferralForm) form.attributeChangedCallback('lang', null, null);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
}

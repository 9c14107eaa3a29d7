// The start page: what the study is, what happens to the data, and who refers. Whoever chooses that begins the form.
//
// It is drawn from the study file before the engine is there, in whatever language the study offers, and it is the only one there is:
// the engine has it shown again for whoever comes back. It judges nothing and keeps no answer.
import { first, trimmed } from './lists.js';
import { direction, element } from './nodes.js';
import { button, languages, requests, sources } from './start_page_choices.js';
import { Parts } from './start_page_parts.js';
import { best, isOpen, offered, textsOf } from './study_texts.js';
import { catalogueIn, ownLanguage, wordsIn } from './words.js';

const { Response } = window; // as it is now: the page may put its own in its place later

/** @typedef {{ source?: string, request?: string }} Choice who refers and what is asked for, by their ids */
/**
 * @typedef {object} Hearer Who hears what somebody does on the page.
 * @property {() => ShadowRoot} root where the page stands
 * @property {() => void} onShown the page stands for the first time
 * @property {(choice: Choice) => Promise<void>} onBegin somebody has chosen, and wants the first question; until that is there they may choose otherwise; fails where it cannot come
 * @property {() => Promise<void>} onMaterials somebody wants to know more about the study; fails where that cannot come
 * @property {(language: string) => void} onTurn somebody wants another language
 */

export class StartPage {
  /** The language that is shown. @type {string | undefined} */
  language;
  /** Whether the engine has something to add: what waits on the device, the watch over a shared one. */
  needsEngine = false;
  /** @type {any} */
  #study;
  /** @type {Choice} */
  #choice = {};
  #node = element('div', { class: 'rf-start' });
  #status = element('p', { class: 'rf-hint', role: 'status' });
  #isBusy = false;
  /** The form's own words, as they are shown. @type {import('./words.js').Words | undefined} */
  #words;
  /** Counts the languages that were asked for: words that come late are not put over later ones. */
  #turns = 0;

  /** @param {HTMLElement} host @param {import('./words.js').Own} own @param {Hearer} hearer */
  constructor(host, own, hearer) {
    this.host = host;
    this.own = own;
    this.hearer = hearer;
  }

  /**
   * Draws the start page of a study; false where the engine has to judge first, and where something else is wanted first.
   * @param {string} file the study file @param {string | undefined} wanted a language @param {boolean} isLater
   */
  async draw(file, wanted, isLater) {
    try {
      this.#study = await new Response(file).json();
      if (!isSecureContext || file.length > STUDY_FILE_MAX_CHARS || !isOpen(this.#study)) return false;
      const given = attribute(this.host, 'source');
      this.#choice = { source: first(this.#study.sources, (/** @type {any} */ { id }) => id === given)?.id };
      this.needsEngine = this.#study.outbox != null || isKiosk(this.host);
      if (isLater) return false;
      await this.turnTo(wanted);
      this.#stand();
      return true;
    } catch {
      return false; // the engine tells why
    }
  }

  /** Shows the page in another language, where the study offers it. @param {string | undefined} wanted */
  async turnTo(wanted) {
    const shown = best(offered(this.#study), wanted);
    const own = ownLanguage(this.own, shown, wanted);
    const turn = ++this.#turns;
    const words = this.#words?.language === own ? this.#words : await wordsIn(this.own, own);
    if (turn !== this.#turns) return;
    const focused = this.#node.isConnected ? this.hearer.root().activeElement?.id : undefined;
    [this.language, this.#words] = [shown, words];
    this.#node.replaceChildren(this.#page(new Parts(textsOf(this.#study, shown), words, headingLevel(this.host))));
    if (focused) this.hearer.root().getElementById(focused)?.focus({ preventScroll: true });
  }

  /**
   * Has the page stand, with whatever was chosen on it. The engine calls it.
   * @param {string} language one that the study offers
   */
  stand(language) {
    this.#node.hidden = false;
    this.#leave();
    if (language !== this.language) void this.turnTo(language);
    if (!this.#node.isConnected) this.#stand();
  }

  /**
   * Shows the page again, with these choices. The engine calls it.
   * @param {string} language @param {string | undefined} source @param {string} request
   */
  show(language, source, request) {
    this.#choice = { source, request };
    this.language = undefined; // drawn anew
    this.stand(language);
  }

  /** The catalogue of a language, as JSON; fails where it does not come. The engine calls it. @param {string} language */
  catalogue(language) {
    return catalogueIn(this.own, language);
  }

  /** Takes the page away. The engine calls it. */
  hide() {
    this.#node.hidden = true;
    this.#leave();
  }

  /** The heading, which takes the focus. The engine calls it. */
  heading() {
    return this.hearer.root().getElementById('start-heading') ?? undefined;
  }

  /**
   * Makes room for what the engine has to say in its place: at once where its author looks, or somebody waits for it; otherwise when
   * somebody presses a button, so that nothing is taken away from under whoever reads. The engine calls it.
   */
  giveWay() {
    const isAuthor = /^(localhost|\[::1\]|127\..*)$/.test(location.hostname);
    if (isAuthor || this.#isBusy || !this.#node.isConnected) this.hide();
    else this.#node.classList.add(HOLDS);
  }

  /**
   * What is said once the form has come to its end, and whom to ask; nothing where the page was never drawn.
   * @returns {readonly Node[]}
   */
  brokenDown() {
    if (!this.#words || !this.language) return [];
    const parts = new Parts(textsOf(this.#study, this.language), this.#words, headingLevel(this.host));
    const anew = button({ class: 'rf-button-secondary', part: 'button', ...parts.own }, () => location.reload(), parts.say('start-over'));
    return [this.#root(parts, element('p', { class: 'rf-lead', role: 'alert', ...parts.own }, parts.say('broken-down')), element('p', {}, anew), parts.contact())];
  }

  #stand() {
    this.hearer.root().prepend(this.#node);
    this.hearer.onShown();
  }

  /** @param {Parts} parts */
  #page(parts) {
    const { texts, say, own } = parts;
    const [tags, { source, request }] = [offered(this.#study), this.#choice];
    const more = button({ class: 'rf-link', part: 'link', id: 'start-materials', 'aria-haspopup': 'dialog', ...own },
      () => this.#awaits(parts, this.hearer.onMaterials()), say('materials-heading'));
    const begin = (/** @type {string} */ id) => {
      this.#choice.source = id;
      void this.#awaits(parts, this.hearer.onBegin(this.#choice));
    };
    return this.#root(parts,
      languages(parts, tags, (tag) => this.hearer.onTurn(tag)),
      element('div', { class: 'rf-top' }, more),
      element(`h${parts.level}`, { class: 'rf-heading', part: 'heading', id: 'start-heading', tabindex: '-1' }, parts.words(texts.title)),
      element('div', { class: 'rf-step', part: 'step' },
        parts.about(), parts.facts(), parts.privacy(),
        requests(parts, request, (id) => { this.#choice.request = id; }), sources(parts, source, begin), this.#status),
      parts.contact());
  }

  /** @param {Parts} parts @param {...import('./nodes.js').Child} children */
  #root({ texts: { shown }, say }, ...children) {
    const look = isKiosk(this.host) ? 'rf-root rf-kiosk' : 'rf-root';
    return element('section', { class: look, part: 'root', 'aria-label': say('form-name'), lang: shown, dir: direction(shown) }, children);
  }

  /** Says that what was asked for is on its way, and whether it did not come. @param {Parts} parts @param {Promise<void>} coming */
  async #awaits({ say }, coming) {
    if (this.#node.classList.contains(HOLDS)) this.hide();
    this.#isBusy = true;
    this.#status.textContent = say('loading');
    const isHere = await coming.then(() => true, () => false);
    this.#isBusy = false;
    this.#status.textContent = isHere ? '' : say('fetch-failed');
    if (!isHere && !this.#node.querySelector('slot')) this.#status.after(element('slot', {})); // the element's own children
  }

  #leave() {
    this.#status.textContent = '';
    this.#node.classList.remove(HOLDS);
  }
}

/** Largest study file; src/domain/study/mod.rs has the same. */
const STUDY_FILE_MAX_CHARS = 1_000_000;
/** Something else is to stand in its place (style/layout.css). */
const HOLDS = 'rf-start-holds';

/** @param {Element} host @param {string} name */
const attribute = (host, name) => trimmed(host.getAttribute(name));
/** @param {Element} host */
const isKiosk = (host) => attribute(host, 'mode') === 'kiosk';
/** The level of the first heading, as src/embed/attributes.rs has it. @param {Element} host */
const headingLevel = (host) => (/^[1-5]$/.test(attribute(host, 'heading-level') ?? '') ? Number(attribute(host, 'heading-level')) : 2);

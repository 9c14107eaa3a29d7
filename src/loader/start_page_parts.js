// What stands on the start page, piece by piece: what the study is, what happens to the data, who answers questions.
import { first, mapped } from './lists.js';
import { element, inLanguage, term } from './nodes.js';
import { base } from './words.js';

/** @typedef {import('./nodes.js').Child} Child */
/** @typedef {import('./study_texts.js').Text} Text */
/** @typedef {import('./study_texts.js').Texts} Texts */
/** @typedef {import('./words.js').Words} Words */

/** What makes the pieces: in the language of a study, with the form's own words and the level of the first heading. */
export class Parts {
  /** @type {Words['say']} */
  say;
  /** The language of the form's own words, where it is not that of the study. @type {{ lang?: string, dir?: string }} */
  own;

  /** @param {Texts} texts @param {Words} words @param {number} level */
  constructor(texts, words, level) {
    this.texts = texts;
    this.level = level;
    this.say = words.say;
    this.own = base(words.language) === base(texts.shown) ? {} : inLanguage(words.language);
  }

  /** @param {string} name */
  ownWords = (name) => element('span', { ...this.own }, this.say(name));

  /** @param {Text} text @param {string} [tag] @param {string} [part] the class */
  words = ({ words, language }, tag = 'span', part = undefined) => element(tag, { class: part, ...inLanguage(language) }, words);

  /** @param {string} name */
  heading = (name) => element(`h${this.level + 1}`, { class: 'rf-subheading', ...this.own }, this.say(name));

  /** @param {string} name @param {Child} meaning */
  named = (name, meaning) => term(this.ownWords(name), meaning);

  /** A link that opens beside the form. @param {string} to @param {string} name */
  link(to, name) {
    // What could lead elsewhere than it seems is the engine's to refuse.
    if (!/^(https:\/\/[\w.:[\]-]+([/?#]|$)|mailto:[^?&%#,]+(\?(subject|body)=[^&]*)?$|tel:)/.test(to)) throw new TypeError();
    const attributes = { class: 'rf-link', part: 'link', href: to, target: '_blank', rel: 'noopener noreferrer' };
    return element('a', attributes, this.ownWords(name), ' ', element('span', { class: 'rf-hidden', ...this.own }, this.say('new-tab')));
  }

  /** @returns {Child} */
  about() {
    const { summary, condition, sponsor, ethics, registry } = this.texts;
    const facts = [
      condition && this.named('condition', this.words(condition)),
      sponsor && this.named('sponsor', this.words(sponsor)),
      ethics && this.named('ethics', element('span', { ...this.own }, this.say('ethics-line', ethics))),
    ];
    return [
      summary && this.words(summary, 'p', 'rf-lead'),
      first(facts, Boolean) ? element('dl', { class: 'rf-facts' }, facts) : undefined,
      registry === undefined ? undefined : element('p', {}, this.link(registry, 'registry')),
    ];
  }

  /** @returns {Child} */
  facts() {
    const { facts } = this.texts;
    return facts.length === 0 ? undefined : [
      this.heading('facts-heading'),
      element('dl', { class: 'rf-facts' }, mapped(facts, ({ label, text }) => term(this.words(label), this.words(text)))),
    ];
  }

  /** @returns {Child} */
  privacy() {
    const { privacy, shown } = this.texts;
    return element('div', { class: 'rf-panel', part: 'privacy' },
      this.heading('privacy-heading'),
      element('dl', { class: 'rf-privacy' },
        this.named('privacy-controller', this.words(privacy.controller)),
        this.named('privacy-purpose', this.words(privacy.purpose)),
        this.named('privacy-basis', this.words(privacy.legalBasis)),
        this.named('privacy-recipients', this.listed(privacy.recipients)),
        privacy.countries.length === 0 ? undefined : this.named('privacy-countries', element('span', {}, countries(privacy.countries, shown))),
        this.named('privacy-retention', this.words(privacy.retention)),
        this.named('privacy-withdrawal', this.words(privacy.withdrawal)),
        this.named('privacy-contact', element('bdi', { translate: 'no' }, privacy.contact))),
      element('p', {}, this.link(privacy.noticeUrl, 'privacy-notice')));
  }

  /** @param {readonly Text[]} texts */
  listed(texts) {
    const words = mapped(texts, ({ words }) => words);
    return element('span', inLanguage(texts[0]?.language), words.length < 2 ? words : new Intl.ListFormat(this.texts.shown).format(words));
  }

  /** Who answers questions. What the clock shows there is for the steps that follow. */
  contact() {
    const { name, role, phone, email, hours, respondsWithin } = this.texts.contact;
    if (/[?&%#,]/.test(email ?? '')) throw new TypeError(); // as for links
    /** @param {...Child} words */
    const line = (...words) => element('p', { class: 'rf-contact-line', ...this.own }, words);
    /** @param {string} key @param {string} words @param {string} href */
    const reach = (key, words, href) => line(`${this.say(key)}: `, element('a', { class: 'rf-link', part: 'link', href, dir: 'ltr' }, words));
    return element('aside', { class: 'rf-contact', part: 'contact', 'aria-label': this.say('contact-heading') },
      this.heading('contact-heading'),
      this.words(name, 'p', 'rf-contact-name'),
      role && this.words(role, 'p', 'rf-hint'),
      phone === undefined ? undefined : reach('phone', phone, `tel:${dialled(phone)}`),
      email === undefined ? undefined : reach('email', email, `mailto:${email}`),
      hours === undefined ? undefined : line(this.say('contact-hours', { hours })),
      respondsWithin === undefined ? undefined : line(this.say('contact-responds', { time: respondsWithin })));
  }
}

/** The names of countries, of which a study file has the codes (ISO 3166). @param {readonly string[]} codes @param {string} language */
function countries(codes, language) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'code' });
  const nameOf = (/** @type {string} */ code) => { try { return names.of(code) ?? code; } catch { return code; } };
  return new Intl.ListFormat(language).format(mapped(codes, nameOf));
}

/** What a telephone needs of a number. @param {string} phone */
function dialled(phone) {
  let digits = '';
  for (const sign of phone) if (/[\d+]/.test(sign)) digits += sign;
  return digits;
}

// The texts of a study file that stand on the start page, in one language.
//
// It checks no more than what it shows, and judges nothing: whatever is not as it should be throws, and the engine tells why.
import { all, first, mapped } from './lists.js';
import { base } from './words.js';

/** @typedef {any} Json a piece of the study file; what is read of it is checked where it is read */
/** @typedef {{ words: string, language?: string }} Text a text, with its language where that is not the one that is shown */

/**
 * Every language in which no text is missing that a person consents to or decides by, the file's own first;
 * src/domain/study/overlay.rs has the same.
 * @param {Json} study
 * @returns {string[]}
 */
export function offered(study) {
  const tags = [study.language];
  for (const tag of Object.keys(study.languages ?? {})) if (isWhole(study, study.languages[tag])) tags.push(tag);
  return tags;
}

/** @param {Json} study @param {Json} texts */
function isWhole({ consents, precheck, sections, contact }, texts) {
  const has = (/** @type {string[]} */ ...path) => {
    let found = texts;
    for (const key of path) found = found?.[key];
    return typeof found === 'string' || Array.isArray(found) || found?.label !== undefined;
  };
  /** @param {Json} field */
  const hasOptions = ({ id, options }) => all(options ?? [], (/** @type {Json} */ { value }) => has('fields', id, 'options', value));
  return all(consents ?? [], (/** @type {Json} */ { id }) => has('consents', id, 'text'))
    && all(precheck?.criteria ?? [], (/** @type {Json} */ { id, note }) => has('criteria', id, 'label') && (note == null || has('criteria', id, 'note')))
    && all(sections ?? [], (/** @type {Json} */ section) => all(section.fields ?? [], hasOptions))
    && all(['controller', 'purpose', 'legalBasis', 'recipients', 'retention', 'withdrawal'], (key) => has('privacy', key))
    && all(['name', 'role', 'hours', 'respondsWithin'], (key) => contact[key] == null || has('contact', key));
}

/**
 * The one of these languages that serves somebody who wants `tag`.
 * @param {readonly string[]} tags @param {string | undefined} wanted
 */
export const best = (tags, wanted) => (wanted
  && (first(tags, (tag) => tag.toLowerCase() === wanted.toLowerCase()) ?? first(tags, (tag) => base(tag) === base(wanted)))) || tags[0];

/**
 * @param {Json} study @param {string} shown one of the languages that are offered
 */
export function textsOf(study, shown) {
  const over = shown === study.language ? undefined : study.languages[shown];

  /** @param {Json} own @param {Json} other @returns {Text} */
  const text = (own, other) => {
    if (typeof own !== 'string' || (other !== undefined && typeof other !== 'string')) throw new TypeError();
    return { words: other ?? own, language: over && other === undefined ? study.language : undefined };
  };
  /** @param {Json} own @param {Json} other */
  const some = (own, other) => (own == null ? undefined : text(own, other));
  /** @param {Json} own @param {Json} other @returns {Text[]} */
  const list = (own, other) => mapped(own ?? [], (/** @type {Json} */ it, index) => text(it, other?.[index]));
  /**
   * The entries of a list with what stands over each; an overlay names them by id, or has one for each in their order.
   * @param {string} key @param {string} [main] the key for which a bare text of the overlay stands
   * @returns {{ of: Json, over: Json }[]}
   */
  const entries = (key, main = 'label') => mapped(study[key] ?? [], (/** @type {Json} */ of, index) => {
    const texts = over?.[key];
    const found = Array.isArray(texts) ? texts[index] : texts?.[of.id];
    return { of, over: typeof found === 'string' ? { [main]: found } : found };
  });

  const { study: head, privacy, contact } = study;
  return {
    shown,
    title: text(head.title, over?.study?.title),
    summary: some(head.summary, over?.study?.summary),
    condition: some(head.condition, over?.study?.condition),
    sponsor: some(head.sponsor, over?.study?.sponsor),
    /** @type {{ committee: string, reference: string } | undefined} */
    ethics: head.ethics ?? undefined,
    /** @type {string | undefined} */
    registry: over?.study?.registry ?? head.registry ?? undefined,
    facts: mapped(entries('facts', ''), ({ of, over }) => ({ label: text(of.label, over?.label), text: text(of.text, over?.text) })),
    privacy: {
      controller: text(privacy.controller, over?.privacy?.controller),
      purpose: text(privacy.purpose, over?.privacy?.purpose),
      legalBasis: text(privacy.legalBasis, over?.privacy?.legalBasis),
      recipients: list(privacy.recipients, over?.privacy?.recipients),
      /** @type {string[]} */
      countries: privacy.countries ?? [],
      retention: text(privacy.retention, over?.privacy?.retention),
      withdrawal: text(privacy.withdrawal, over?.privacy?.withdrawal),
      contact: text(privacy.contact, over?.privacy?.contact).words,
      /** @type {string} */
      noticeUrl: over?.privacy?.noticeUrl ?? privacy.noticeUrl,
    },
    contact: {
      name: text(contact.name, over?.contact?.name),
      role: some(contact.role, over?.contact?.role),
      phone: some(contact.phone, undefined)?.words,
      email: some(contact.email, undefined)?.words,
      hours: some(contact.hours, over?.contact?.hours)?.words,
      respondsWithin: some(contact.respondsWithin, over?.contact?.respondsWithin)?.words,
    },
    sources: mapped(entries('sources', ''), ({ of, over }) => ({ id: String(of.id), label: text(of.label, over?.label) })),
    requests: mapped(entries('requests'), ({ of, over }) => ({ id: String(of.id), label: text(of.label, over?.label) })),
  };
}

/** @typedef {ReturnType<typeof textsOf>} Texts */

const DAY_MS = 86_400_000;

/**
 * Whether a study is open without a doubt; whether it is on its last days is the engine's to judge.
 * @param {Json} study
 */
export function isOpen({ version, sources, study: { status, closes, ethics } }) {
  const soon = new Date(Date.now() + 2 * DAY_MS).toISOString(); // no time zone is further ahead
  return version === 1 && sources.length > 0 && (status == null || status === 'recruiting')
    && all([closes, ethics?.expiresOn], (day) => day == null || day > soon);
}

// The cover before the engine is there: the first screen of a study, as src/ui/cover.rs then shows it in the same place.
//
// It is there a good while sooner than the engine, and what is chosen and pressed on it counts in the form. It judges nothing, and shows
// only what it need not judge: a study that is open without a doubt, in its own language, whose words are English. Anything else
// waits for the engine, and so does whatever is wrong with a study file. The texts are texts; nothing is markup.

/** How long the engine stays away, so that nobody who reads or chooses has to wait for it. */
const REST_MS = 600;
/** How long somebody who has turned to the form may choose before it comes. */
const TURNED_MS = 150;
const DAY_MS = 86_400_000;
const ENGLISH = 'en';

let look; // one sheet for all elements

/** Reads the look of what is in there, once. */
export function readLook() {
  if (!look) {
    look = new CSSStyleSheet();
    look.replaceSync(LOOK);
  }
}

/** Gives an element its shadow root, with that look; and gives the element. */
export function rooted(host) {
  if (!host.shadowRoot) {
    readLook();
    host.attachShadow({ mode: 'open' }).adoptedStyleSheets = [look];
  }
  return host;
}

const say = (key, values) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Shows the cover of a study in an element; gives nothing where there is none. `onTurn` is told when somebody turns to it. */
export function showCover(host, text, onTurn) {
  try {
    const study = JSON.parse(text);
    const tags = offered(study);
    return isPlain(host, study, tags) ? new Cover(host, study, tags, onTurn) : undefined;
  } catch {
    return undefined; // the engine tells why
  }
}

class Cover {
  #root;
  #stand = el('div', { class: 'rf-early' });
  #chosen = new Map();
  #pressed;
  #hint = el('p', { class: 'rf-hint', role: 'status' });
  #onTurn;
  /** Fulfilled once the engine may come. */
  rested;
  /** Has the engine come soon. */
  hurry;

  constructor(host, study, tags, onTurn) {
    this.rested = new Promise((done) => { this.hurry = (ms = 0) => setTimeout(done, ms); });
    this.#onTurn = onTurn;
    this.#stand.append(this.#screen(study, tags, host.getAttribute('source')?.trim(), levelOf(host)));
    this.#root = rooted(host).shadowRoot;
    this.#root.replaceChildren(this.#stand);
    this.hurry(REST_MS);
  }

  /** Makes room for the same screen of the engine, which stands beside it by now. */
  giveWay() {
    const stops = (within) => [...within.querySelectorAll('a, button, input')];
    const focused = stops(this.#stand).indexOf(this.#root.activeElement); // not every one has an id
    this.#stand.remove();
    const at = (id) => id && this.#root.getElementById(id);
    for (const id of this.#chosen.values()) choose(at(id));
    stops(this.#root)[focused]?.focus({ preventScroll: true });
    at(this.#pressed)?.click();
  }

  #screen(study, tags, source, level) {
    const on = (it, events, handle) => { for (const event of events) it.addEventListener(event, handle); return it; };
    const turn = () => { this.hurry(TURNED_MS); this.#onTurn(); };
    const press = (event) => {
      event.preventDefault();
      this.#pressed = event.currentTarget.id || 'go-on';
      this.#hint.textContent = say('loading');
      this.hurry();
    };
    const button = (attributes, words) => on(el('button', { type: 'button', ...attributes }, words), ['click'], press);
    return on(el('section', { class: 'rf-root', part: 'root', 'aria-label': say('form-name'), lang: study.language, dir: 'ltr' },
      this.#languages(tags, button),
      el('div', { class: 'rf-top' },
        el('p', { class: 'rf-progress', part: 'progress' }, unseen(say('progress', { step: 1, steps: 9, n: 9 }))),
        button({ class: 'rf-link', part: 'link', id: 'open-materials', 'aria-haspopup': 'dialog' }, say('materials-heading'))),
      el(`h${level}`, { class: 'rf-heading', part: 'heading', tabindex: -1 }, words(study.study.title)),
      on(el('form', { class: 'rf-step', part: 'step', novalidate: '' },
        about(study.study),
        facts(study.facts, level),
        privacy(study.privacy, level),
        this.#radios('request', 'what-request', study.requests ?? [], 0),
        this.#sources(study.sources, source),
        el('div', { class: 'rf-actions', part: 'actions' }, button({ class: 'rf-button', part: 'button', type: 'submit', id: 'go-on' }, say('start'))),
      ), ['submit'], press),
      this.#hint,
      el('div', {}, contact(study.contact, level)),
    ), ['pointerenter', 'focusin'], turn);
  }

  #languages(tags, button) {
    if (tags.length < 2) return [];
    return el('div', { class: 'rf-languages', part: 'languages', role: 'group', 'aria-label': say('language') }, tags.map((tag, index) => {
      const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag);
      const attributes = { class: 'rf-language', part: 'language', id: `language-${index}`, lang: tag, dir: direction(tag) };
      return index ? button(attributes, name) : el('button', { type: 'button', ...attributes, 'aria-current': 'true' }, name);
    }));
  }

  #sources(sources, given) {
    const notes = el('div', {});
    const show = (index) => notes.replaceChildren(...instructions(sources[index]));
    const found = sources.length > 1 ? sources.findIndex((it) => it.id === given) : 0;
    if (found >= 0) show(found);
    return [this.#radios('source', 'who-refers', sources, found, show), notes];
  }

  #radios(name, legend, options, checked, show) {
    if (options.length < 2) return [];
    const radio = (id, index) => {
      const input = el('input', { class: 'rf-radio', type: 'radio', name, id });
      input.checked = index === checked;
      input.addEventListener('change', () => { this.#chosen.set(name, id); show?.(index); });
      return input;
    };
    return el('fieldset', { class: 'rf-field', part: 'field', role: 'radiogroup', 'aria-required': 'true', 'aria-describedby': `${name}-problem` },
      el('legend', { class: 'rf-label', part: 'label' }, say(legend)),
      el('p', { class: 'rf-problem', part: 'problem', id: `${name}-problem` }),
      options.map(({ label }, index) => el('div', { class: 'rf-option', part: 'option' },
        radio(`${name}-${index}`, index), el('label', { class: 'rf-option-label', for: `${name}-${index}` }, words(label)))));
  }
}

/** The level of the first heading, as src/embed/attributes.rs has it. */
const levelOf = (host) => /^[1-5]$/.test(host.getAttribute('heading-level')?.trim()) ? Number(host.getAttribute('heading-level')) : 2;

const about = ({ condition, sponsor, ethics, summary, registry }) => [
  summary == null ? [] : el('p', { class: 'rf-lead' }, text(summary)),
  el('dl', { class: 'rf-facts' },
    condition == null ? [] : term(say('condition'), words(condition)),
    sponsor == null ? [] : term(say('sponsor'), words(sponsor)),
    ethics ? term(say('ethics'), words(say('ethics-line', ethics))) : []),
  registry == null ? [] : el('p', {}, link(registry, say('registry'))),
];

const facts = (all, level) => all?.length ? [
  heading(level, 'facts-heading'),
  el('dl', { class: 'rf-facts' }, all.map((it) => term(text(it.label), words(it.text)))),
] : [];

const privacy = (it, level) => el('div', { class: 'rf-panel', part: 'privacy' },
  heading(level, 'privacy-heading'),
  el('dl', { class: 'rf-privacy' },
    term(say('privacy-controller'), words(it.controller)),
    term(say('privacy-purpose'), words(it.purpose)),
    term(say('privacy-basis'), words(it.legalBasis)),
    term(say('privacy-recipients'), words(it.recipients.join(', '))),
    it.countries?.length ? term(say('privacy-countries'), words(it.countries.join(', '))) : [],
    term(say('privacy-retention'), words(it.retention)),
    term(say('privacy-withdrawal'), words(it.withdrawal)),
    term(say('privacy-contact'), el('bdi', {}, text(it.contact)))),
  el('p', {}, link(it.noticeUrl, say('privacy-notice'))));

const instructions = ({ instructions: hint, checklist }) => [
  ...hint == null ? [] : [el('p', { class: 'rf-hint' }, text(hint))],
  ...checklist?.length ? [el('p', {}, say('have-ready')), el('ul', { class: 'rf-checklist' }, checklist.map((it) => el('li', {}, text(it))))] : [],
];

function contact({ name, role, phone, email, hours, respondsWithin }, level) {
  const line = (...words) => el('p', { class: 'rf-contact-line' }, words);
  const reach = (key, words, href) => line(`${say(key)}: `, el('a', { class: 'rf-link', part: 'link', href, dir: 'ltr' }, words));
  if (/[?&%#,]/.test(email)) throw new TypeError(); // as for links below
  return el('aside', { class: 'rf-contact', part: 'contact', 'aria-label': say('contact-heading') },
    heading(level, 'contact-heading'),
    el('p', { class: 'rf-contact-name' }, text(name)),
    role == null ? [] : el('p', { class: 'rf-hint' }, text(role)),
    phone == null ? [] : reach('phone', phone, `tel:${phone.replace(/[^\d+]/g, '')}`),
    email == null ? [] : reach('email', email, `mailto:${email}`),
    hours == null ? [] : line(say('contact-hours', { hours })),
    respondsWithin == null ? [] : line(say('contact-responds', { time: respondsWithin })));
}

/** The direction in which a language is written, as src/i18n/tags.rs has it. */
const direction = (tag) => /-(arab|hebr|thaa|syrc|nkoo|adlm)(-|$)|^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)(?!-[a-z]{4}(-|$))(-|$)/i.test(tag) ? 'rtl' : 'ltr';

const heading = (level, key) => el(`h${level + 1}`, { class: 'rf-subheading' }, say(key));
const words = (it) => el('span', {}, text(it));
const term = (name, meaning) => el('div', { class: 'rf-term' }, el('dt', {}, words(name)), el('dd', {}, meaning));

function link(to, name) {
  // What could lead elsewhere than it seems is the engine's to refuse.
  if (!/^(https:\/\/[\w.:[\]-]+([/?#]|$)|mailto:[^?&%#,]+(\?(subject|body)=[^&]*)?$|tel:)/.test(to)) throw new TypeError();
  const attributes = { class: 'rf-link', part: 'link', href: to, target: '_blank', rel: 'noopener noreferrer' };
  return el('a', attributes, words(name), ' ', el('span', { class: 'rf-hidden' }, say('new-tab')));
}

function text(it) {
  if (typeof it !== 'string') throw new TypeError();
  return it;
}

function el(tag, attributes, ...children) {
  const it = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
  it.append(...children.flat(2));
  return it;
}

/** Keeps the place of words that are not known yet. */
function unseen(words) {
  const it = el('span', {}, words);
  it.style.visibility = 'hidden';
  return it;
}

function choose(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event('change'));
}

/** Tells whether an element can have such a cover, whatever its study is. */
export function canHaveCover(host) {
  try {
    return isSecureContext && host.getAttribute('mode')?.trim() !== 'kiosk' && !location.hash.startsWith('#referral-status=')
      && base(wantedIn(host) || ENGLISH) === ENGLISH;
  } catch {
    return false; // on a page that has replaced what this needs
  }
}

/** Tells whether the cover of a study needs no judgement. */
function isPlain(host, study, tags) {
  const { status, closes, ethics } = study.study;
  const soon = new Date(Date.now() + 2 * DAY_MS).toISOString(); // no zone is further ahead
  const wanted = tags.find((it) => it.toLowerCase() === wantedIn(host)) ?? tags.find((it) => base(it) === ENGLISH);
  return study.version === 1 && !study.outbox && study.sources.length > 0 && (!status || status === 'recruiting')
    && [closes, ethics?.expiresOn].every((it) => it == null || it > soon)
    && base(study.language) === ENGLISH && wanted === study.language;
}

const wantedIn = (host) => host.closest('[lang]')?.getAttribute('lang').trim().toLowerCase();
const base = (tag) => tag.split('-')[0].toLowerCase();

/** The languages in which no text is missing that a person consents to or decides by, the file's own first (src/domain/study/overlay.rs). */
const offered = (study) => [study.language, ...Object.keys(study.languages ?? {}).filter((it) => isWhole(study, study.languages[it]))];

function isWhole({ consents, precheck, sections, contact }, texts) {
  const has = (...path) => {
    const it = path.reduce((it, key) => it?.[key], texts);
    return typeof it === 'string' || Array.isArray(it) || it?.label !== undefined;
  };
  return (consents ?? []).every(({ id }) => has('consents', id, 'text'))
    && (precheck?.criteria ?? []).every(({ id, note }) => has('criteria', id, 'label') && (note == null || has('criteria', id, 'note')))
    && (sections ?? []).flatMap((it) => it.fields ?? []).every(({ id, options }) => (options ?? []).every(({ value }) => has('fields', id, 'options', value)))
    && ['controller', 'purpose', 'legalBasis', 'recipients', 'retention', 'withdrawal'].every((it) => has('privacy', it))
    && ['name', 'role', 'hours', 'respondsWithin'].every((it) => contact[it] == null || has('contact', it));
}

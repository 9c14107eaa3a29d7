// Our own form: the built widget, a study file, and the lines that the README gives for a page.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { page } from '../page.mjs';

export const NAME = 'referral-form';

/** The study file of a form. Everything is sent, so that everything asked has a use. */
function study(form) {
  const ids = form.sections.map((section) => [section.source, section.fields.map((it) => it.id)]);
  const covered = (source) => ids.filter(([of]) => !of || of === source).flatMap(([, of]) => of);
  return {
    version: 1, language: 'en',
    study: { id: 'BENCH-1', title: form.title, summary: form.summary, status: 'recruiting' },
    privacy: form.privacy, contact: form.contact,
    sources: form.who.options.map(({ value, label, note }) => ({ id: value, label, instructions: note })),
    sections: form.sections.map(({ id, title, source, fields }) => ({ id, title, sources: source && [source], fields: fields.map(field) })),
    precheck: form.criteria.length ? { criteria: form.criteria } : undefined,
    consents: form.consents.map(({ id, source, text }) => ({
      id, version: '2026-11', kind: source === 'self' ? 'consent' : 'attestation', givenBy: source === 'self' ? 'self' : 'referrer', sources: [source], required: true, text, covers: covered(source),
    })),
    endpoint: { url: form.endpoint },
    languages: form.translations,
  };
}

function field({ id, type, label, hint, required, unsure, showWhen, options, min, max }) {
  const common = { id, type, label, hint, required, unsure, showWhen, options, send: 'value' };
  switch (type) {
    case 'text': return { ...common, maxLength: max };
    case 'month': return { ...common, type: 'date', precision: 'month', send: 'age' };
    case 'number': return { ...common, min: String(min), max: String(max), decimals: 0 };
    case 'phone': case 'postal': return { ...common, region: 'US' };
    default: return common;
  }
}

/** What docs/performance.md recommends for the head: room for the form, its script, and the engine on its way at once. */
const AHEAD = `<style>referral-form { display: block; min-height: 100vh; }</style>
<script type="module" src="referral-form.js"></script>
<link rel="modulepreload" href="referral-form-engine.js">
<link rel="preload" href="referral-form-engine_bg.wasm" as="fetch" crossorigin>`;

/** The one line that the README begins with. */
const TAG = '<script type="module" src="referral-form.js" data-study="study.json"></script>';

/** The study in the page; no text in it ends the script. */
const inPage = (text) => `<script type="application/json" id="study">${text.replaceAll('<', '\\u003c')}</script>
<referral-form study="#study"></referral-form>`;

/** The files of its page: with the tag alone where the page is `plain`, in the language `lang`. */
export function files(form, { dist, plain, lang }) {
  const text = JSON.stringify(study(form));
  const own = readdirSync(dist).filter((it) => /^referral-form.*\.(js|json|wasm)$/.test(it)).map((it) => [it, readFileSync(join(dist, it))]);
  return { ...Object.fromEntries(own), 'index.html': page(form, { head: plain ? '' : AHEAD, main: plain ? TAG : inPage(text), lang }), ...plain && { 'study.json': text } };
}

/** What the page is asked, in the page. */
export function probe(form) {
  const root = () => document.querySelector('referral-form')?.shadowRoot;
  const all = form.sections.flatMap((it) => it.fields);
  const at = (id) => `f${all.findIndex((it) => it.id === id)}`;
  const byId = (id) => root()?.getElementById(id);
  // A press on one of these says who refers, and begins the form; where the start page has one only, that is Start.
  const begins = (index) => {
    const buttons = root()?.querySelectorAll('.rf-begin') ?? [];
    return buttons[index] ?? buttons[0];
  };
  const isTypedIn = (it) => it.getClientRects().length && !/^(radio|checkbox|hidden|button|submit|file)$/.test(it.type) && !it.disabled && !it.readOnly;
  const firstText = () => [...root()?.querySelectorAll('input, textarea') ?? []].find(isTypedIn);
  return {
    begins: true,
    root,
    who: begins,
    note: firstText, // what the press brings is the first question
    onward: () => root()?.querySelector('[part~=send], button[type=submit]'),
    firstText,
    text: (id) => byId(at(id)),
    option: (id, index) => byId(`${at(id)}-${index}`),
    date: (id) => [byId(`${at(id)}-month`), byId(`${at(id)}-year`)],
    consent: (id) => byId(`consent-${form.consents.findIndex((it) => it.id === id)}`),
    mount() {
      const element = document.createElement('referral-form');
      element.setAttribute('study', document.getElementById('study') ? '#study' : 'study.json');
      document.querySelector('main').append(element);
    },
    unmount: () => document.querySelector('referral-form').remove(),
  };
}

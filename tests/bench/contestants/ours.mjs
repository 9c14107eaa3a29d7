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

/** Keeps the place of the form free until it is there. */
const AHEAD = `<style>referral-form { display: block; min-height: 100vh; }</style>
<script type="module" src="referral-form.js"></script>`;

/** The study in the page; no text in it ends the script. */
const inPage = (text) => `<script type="application/json" id="study">${text.replaceAll('<', '\\u003c')}</script>
<referral-form study="#study"></referral-form>`;

/** The files of its page. `plain` is the one line that the README begins with. */
export function files(form, { dist, plain }) {
  const text = JSON.stringify(study(form));
  const main = plain ? '<script type="module" src="referral-form.js" data-study="study.json"></script>' : inPage(text);
  const own = readdirSync(dist).filter((it) => /^referral-form.*\.(js|json|wasm)$/.test(it)).map((it) => [it, readFileSync(join(dist, it))]);
  return { ...Object.fromEntries(own), 'index.html': page(form, { head: plain ? '' : AHEAD, main }), ...plain && { 'study.json': text } };
}

/** What the page is asked, in the page. */
export function probe(form) {
  const root = () => document.querySelector('referral-form')?.shadowRoot;
  const all = form.sections.flatMap((it) => it.fields);
  const at = (id) => all.findIndex((it) => it.id === id);
  return {
    who: (index) => root()?.getElementById(`source-${index}`),
    note: () => root()?.querySelector('form .rf-hint'),
    start: () => root()?.querySelector('button[type=submit]'),
    text: (id) => root()?.getElementById(`f${at(id)}`),
    option: (id, index) => root()?.getElementById(`f${at(id)}-${index}`),
    mount() {
      const element = document.createElement('referral-form');
      element.setAttribute('study', document.getElementById('study') ? '#study' : 'study.json');
      document.querySelector('main').append(element);
    },
    unmount: () => document.querySelector('referral-form').remove(),
  };
}

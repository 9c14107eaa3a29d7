// A page written by hand, as a careful author would: the questions of the small form stand in the page, the large one is made by DOM code.
import { readFileSync } from 'node:fs';
import { bundle } from '../bundle.mjs';
import { PATTERNS, options, problem } from '../forms.mjs';
import { contact, introduction, page, tag, text } from '../page.mjs';
import { questions } from './hand-written/questions.js';

export const NAME = 'hand-written';

const source = (name) => readFileSync(new URL(`hand-written/${name}`, import.meta.url), 'utf8');

const MESSAGES = {
  missing: problem('missing'), consent: problem('consent-missing'), number: problem('problem-number'), low: problem('problem-small'), high: problem('problem-large'),
  email: problem('problem-email'), phone: problem('problem-phone'), npi: problem('problem-npi'), postal: problem('problem-postal'), month: problem('problem-date'),
};

/** The form with what its controls need said in full. */
const written = (form) => ({
  who: form.who, consents: form.consents,
  sections: form.sections.map((it) => ({ ...it, fields: it.fields.map((field) => ({
    ...field, ...(options(field) ? { options: options(field) } : {}), ...(PATTERNS[field.type] ? { pattern: PATTERNS[field.type] } : {}),
  })) })),
});

/** Markup in place of elements; strings among the children are texts. */
const markup = (name, attributes, ...children) => ({ markup: tag(name, attributes, children.map((it) => it.markup ?? text(it))).replace(/<\/input>/, '') });

const IN_PAGE = `
import { behave } from 'bench:behaviour';
behave(document.querySelector('form'), MESSAGES, ENDPOINT);
`;

const BY_SCRIPT = `
import { behave } from 'bench:behaviour';
import { questions } from 'bench:questions';
import described from 'bench:form';
const h = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  made.append(...children);
  return made;
};
const place = document.getElementById('form');
const mount = () => {
  const form = h('form', { novalidate: true }, ...questions(described, h));
  behave(form, MESSAGES, ENDPOINT);
  place.append(form);
};
mount();
window.contestant = { mount, unmount: () => place.replaceChildren() };
`;

export async function files(form, { packages, plain }) {
  const inPage = form.id === 'small' && !plain;
  const described = written(form);
  const made = await bundle(inPage ? IN_PAGE : BY_SCRIPT, {
    packages, form: described, modules: { behaviour: source('behaviour.js'), questions: source('questions.js') },
    define: { ENDPOINT: JSON.stringify(form.endpoint), MESSAGES: JSON.stringify(MESSAGES) },
  });
  const main = inPage ? tag('form', { novalidate: true }, questions(described, markup).map((it) => it.markup)) : '<div id="form"></div>';
  const head = `<style>\n${source('style.css')}</style>\n<script type="module" src="form.js"></script>`;
  return { ...made, 'index.html': page(form, { head, main: introduction(form) + main + contact(form) }) };
}

export function probe() {
  return {
    root: () => document.querySelector('form'),
    who: (index) => document.getElementById(`source-${index}`),
    note: () => document.getElementById('note'),
    text: (id) => document.getElementById(id),
    option: (id, index) => document.getElementById(`${id}-${index}`),
    onward: () => document.querySelector('form > button'),
    date: (id) => [document.getElementById(`${id}-month`), document.getElementById(`${id}-year`)],
    consent: (id) => document.getElementById(id),
    mount: () => window.contestant.mount(),
    unmount: () => window.contestant.unmount(),
  };
}

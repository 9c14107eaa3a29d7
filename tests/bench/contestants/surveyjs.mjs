// SurveyJS, as its guide for plain JavaScript has it: `survey-core` with `survey-js-ui`, and the stylesheet without fonts.
import { bundle } from '../bundle.mjs';
import { PATTERNS, options, problem, problems } from '../forms.mjs';
import { contact, introduction, page } from '../page.mjs';

export const NAME = 'SurveyJS';

const condition = ({ field, is }) => `{${field}} = '${is}'`;
const choices = (all) => all.map(({ value, label }) => ({ value, text: label }));

function element(field) {
  const said = problems(field);
  const common = {
    name: field.id, title: field.label, description: field.hint,
    isRequired: field.required, requiredErrorText: said.required, visibleIf: field.showWhen && condition(field.showWhen),
  };
  const regex = PATTERNS[field.type] && [{ type: 'regex', text: said.text, regex: PATTERNS[field.type] }];
  switch (field.type) {
    case 'text': return { ...common, type: 'text', maxLength: field.max };
    case 'email': return { ...common, type: 'text', inputType: 'email', validators: [{ type: 'email', text: said.text }] };
    case 'phone': return { ...common, type: 'text', inputType: 'tel', validators: regex };
    case 'npi': case 'postal': return { ...common, type: 'text', validators: regex };
    case 'number': return { ...common, type: 'text', inputType: 'number', min: field.min, max: field.max, minErrorText: said.low, maxErrorText: said.high };
    case 'month': return { ...common, type: 'text', inputType: 'month' };
    case 'choice': case 'yes-no': return { ...common, type: 'radiogroup', choices: choices(options(field)) };
    case 'choices': {
      const none = field.options.find((it) => it.exclusive);
      return { ...common, type: 'checkbox', choices: choices(field.options.filter((it) => it !== none)), showNoneItem: Boolean(none), noneText: none?.label };
    }
    default: throw new Error(`SurveyJS: no field of type ${field.type}`);
  }
}

function survey(form) {
  const who = { type: 'radiogroup', name: form.who.id, title: form.who.label, isRequired: true, requiredErrorText: form.who.problem, choices: choices(form.who.options) };
  const notes = form.who.options.filter((it) => it.note)
    .map((it) => ({ type: 'html', name: 'note', html: `<p id="note">${it.note}</p>`, visibleIf: condition({ field: form.who.id, is: it.value }) }));
  const panels = form.sections.map((it) => ({
    type: 'panel', name: it.id, title: it.title, elements: it.fields.map(element), visibleIf: it.source && condition({ field: form.who.id, is: it.source }),
  }));
  const consents = form.consents.map((it) => ({
    type: 'checkbox', name: it.id, titleLocation: 'hidden', title: 'Consent', choices: [{ value: 'yes', text: it.text }], isRequired: true,
    requiredErrorText: problem('consent-missing', { text: it.text }), visibleIf: condition({ field: form.who.id, is: it.source }),
  }));
  return { showQuestionNumbers: false, completeText: 'Send', elements: [who, ...notes, ...panels, ...consents] };
}

const ENTRY = `
import { Model } from 'survey-core';
import 'survey-js-ui';
import 'survey-core/survey-core.fontless.min.css';
import json from 'bench:form';
const place = document.getElementById('form');
let survey;
const mount = () => {
  const fresh = document.createElement('div'); // a place that a survey was taken from shows no other one
  place.append(fresh);
  survey = new Model(json);
  survey.onComplete.add(({ data }) => fetch(ENDPOINT, { method: 'POST', body: JSON.stringify(data) }));
  survey.render(fresh);
};
mount();
window.contestant = { mount, unmount: () => { survey.dispose(); place.replaceChildren(); } };
`;

export async function files(form, { packages }) {
  const made = await bundle(ENTRY, { packages, form: survey(form), define: { ENDPOINT: JSON.stringify(form.endpoint) } });
  const main = `${introduction(form)}<div id="form"></div>${contact(form)}`;
  return { ...made, 'index.html': page(form, { head: '<link rel="stylesheet" href="form.css">\n<script type="module" src="form.js"></script>', main }) };
}

export function probe() {
  const within = (id, selector) => document.querySelector(`[data-name="${id}"] ${selector}`);
  const nth = (id, selector, index) => document.querySelectorAll(`[data-name="${id}"] ${selector}`)[index];
  return {
    root: () => document.getElementById('form'),
    who: (index) => nth('source', 'input', index),
    note: () => document.getElementById('note'),
    text: (id) => within(id, 'input'),
    option: (id, index) => nth(id, 'input', index),
    onward: () => document.querySelector('.sd-navigation__complete-btn'),
    date: (id) => [within(id, 'input')],
    consent: (id) => within(id, 'input'),
    mount: () => window.contestant.mount(),
    unmount: () => window.contestant.unmount(),
  };
}

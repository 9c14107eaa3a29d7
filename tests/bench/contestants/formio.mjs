// Form.io: its renderer without the builder, `formio.form.min.js`, which is smaller than what a bundler makes of its modules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATTERNS, options, problem, problems } from '../forms.mjs';
import { contact, introduction, page } from '../page.mjs';

export const NAME = 'Form.io';

const condition = ({ field, is }) => ({ show: true, when: field, eq: is });
const values = (all) => all.map(({ value, label }) => ({ value, label }));

function component(field) {
  const said = problems(field);
  const common = {
    key: field.id, label: field.label, description: field.hint, input: true, validate: { required: Boolean(field.required) },
    errors: { required: said.required, requiredDayEmpty: said.required, pattern: said.text, invalid_email: said.text, min: said.low, max: said.high, number: said.number },
    conditional: field.showWhen && condition(field.showWhen),
  };
  const pattern = { ...common.validate, pattern: PATTERNS[field.type] };
  switch (field.type) {
    case 'text': return { ...common, type: 'textfield', validate: { ...common.validate, maxLength: field.max } };
    case 'email': return { ...common, type: 'email' };
    case 'phone': return { ...common, type: 'textfield', inputType: 'tel', validate: pattern };
    case 'npi': case 'postal': return { ...common, type: 'textfield', validate: pattern };
    case 'number': return { ...common, type: 'number', validate: { ...common.validate, min: field.min, max: field.max } };
    case 'month': return { ...common, type: 'day', fields: { day: { hide: true }, month: { type: 'number', required: Boolean(field.required) }, year: { type: 'number', required: Boolean(field.required) } } };
    case 'choice': case 'yes-no': return { ...common, type: 'radio', values: values(options(field)) };
    case 'choices': return { ...common, type: 'selectboxes', values: values(field.options) };
    default: throw new Error(`Form.io: no field of type ${field.type}`);
  }
}

function definition(form) {
  const who = { type: 'radio', key: form.who.id, label: form.who.label, input: true, values: values(form.who.options), validate: { required: true }, errors: { required: form.who.problem } };
  const notes = form.who.options.filter((it) => it.note)
    .map((it) => ({ type: 'content', key: 'note', html: `<p id="note">${it.note}</p>`, conditional: condition({ field: form.who.id, is: it.value }) }));
  const panels = form.sections.map((it) => ({
    type: 'panel', key: `section_${it.id}`, title: it.title, components: it.fields.map(component), conditional: it.source && condition({ field: form.who.id, is: it.source }),
  }));
  const consents = form.consents.map((it) => ({
    type: 'checkbox', key: it.id, label: it.text, input: true, validate: { required: true }, errors: { required: problem('consent-missing', { text: it.text }) },
    conditional: condition({ field: form.who.id, is: it.source }),
  }));
  return { display: 'form', components: [who, ...notes, ...panels, ...consents, { type: 'button', action: 'submit', key: 'submit', label: 'Send', input: true }] };
}

const script = (form) => `const json = ${JSON.stringify(definition(form))};
const place = document.getElementById('form');
let form;
const mount = async () => {
  form = await Formio.createForm(place, json);
  form.on('submit', ({ data }) => fetch(${JSON.stringify(form.endpoint)}, { method: 'POST', body: JSON.stringify(data) }));
};
mount();
window.contestant = { mount, unmount: () => { form.destroy(true); place.replaceChildren(); } };
`;

export function files(form, { packages }) {
  const built = (name) => readFileSync(join(packages, 'node_modules/@formio/js/dist', name));
  const names = ['formio.form.min.js', 'formio.form.min.css'];
  const head = '<link rel="stylesheet" href="formio.form.min.css">\n<script defer src="formio.form.min.js"></script>\n<script defer src="form.js"></script>';
  return {
    ...Object.fromEntries(names.map((it) => [it, built(it)])),
    'form.js': script(form),
    'index.html': page(form, { head, main: `${introduction(form)}<div id="form"></div>${contact(form)}` }),
  };
}

export function probe() {
  const inputs = (id) => document.querySelectorAll(`input[name^="data[${id}]"]`);
  return {
    root: () => document.getElementById('form'),
    who: (index) => inputs('source')[index],
    note: () => document.getElementById('note'),
    text: (id) => inputs(id)[0],
    option: (id, index) => inputs(id)[index],
    onward: () => document.querySelector('button[name="data[submit]"]'),
    date: (id) => [...document.querySelectorAll(`.formio-component-${id} input[type=number]`)],
    consent: (id) => inputs(id)[0],
    mount: () => window.contestant.mount(),
    unmount: () => window.contestant.unmount(),
  };
}

// react-jsonschema-form: its core on React, with the validator compiled ahead, which its guide recommends for size and speed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundle } from '../bundle.mjs';
import { PATTERNS, fields, options, problem, problems } from '../forms.mjs';
import { contact, introduction, page } from '../page.mjs';

export const NAME = 'react-jsonschema-form';

const among = (all) => ({ type: 'string', enum: all.map((it) => it.value) });
const named = (all) => ({ 'ui:enumNames': all.map((it) => it.label) });

function property(field) {
  const common = { title: field.label, description: field.hint };
  switch (field.type) {
    case 'text': return { ...common, type: 'string', maxLength: field.max };
    case 'email': case 'phone': case 'npi': case 'postal': return { ...common, type: 'string', pattern: PATTERNS[field.type] };
    case 'number': return { ...common, type: 'integer', minimum: field.min, maximum: field.max };
    case 'month': return { ...common, type: 'string' };
    case 'choice': case 'yes-no': return { ...common, ...among(options(field)) };
    case 'choices': return { ...common, type: 'array', uniqueItems: true, items: among(field.options), ...(field.required ? { minItems: 1 } : {}) };
    default: throw new Error(`react-jsonschema-form: no field of type ${field.type}`);
  }
}

const rule = (field, is, then) => ({ if: { properties: { [field]: { const: is } }, required: [field] }, then });

/** An object whose fields show by rules, written as `if` and `then`, one for each answer that shows something. */
function object(title, all) {
  const of = (some) => ({ properties: Object.fromEntries(some.map((it) => [it.id, property(it)])), required: some.filter((it) => it.required).map((it) => it.id) });
  const rules = new Map();
  for (const it of all.filter((it) => it.showWhen)) {
    const key = JSON.stringify(it.showWhen);
    rules.set(key, [...rules.get(key) ?? [], it]);
  }
  const allOf = [...rules].map(([key, shown]) => {
    const { field, is } = JSON.parse(key);
    return rule(field, is, of(shown));
  });
  return { type: 'object', title, ...of(all.filter((it) => !it.showWhen)), ...(allOf.length ? { allOf } : {}) };
}

function schema(form) {
  const section = (it) => [it.id, object(it.title, it.fields)];
  const open = form.sections.filter((it) => !it.source);
  const branch = ({ value, note }) => {
    const consents = form.consents.filter((it) => it.source === value);
    const own = form.sections.filter((it) => it.source === value);
    return rule(form.who.id, value, {
      properties: {
        ...(note ? { note: { type: 'null', title: note } } : {}),
        ...Object.fromEntries(own.map(section)),
        ...Object.fromEntries(consents.map((it) => [it.id, { type: 'boolean', title: it.text, const: true }])),
      },
      required: consents.map((it) => it.id),
    });
  };
  return {
    type: 'object',
    properties: { [form.who.id]: { title: form.who.label, ...among(form.who.options) }, ...Object.fromEntries(open.map(section)) },
    required: [form.who.id],
    allOf: form.who.options.map(branch),
  };
}

function look(field) {
  switch (field.type) {
    case 'choice': case 'yes-no': return { 'ui:widget': 'radio', ...named(options(field)) };
    case 'choices': return { 'ui:widget': 'checkboxes', ...named(field.options) };
    case 'email': return { 'ui:options': { inputType: 'email' } };
    case 'phone': return { 'ui:options': { inputType: 'tel' } };
    case 'month': return { 'ui:options': { inputType: 'month' } };
    default: return undefined;
  }
}

const looks = (form) => ({
  'ui:order': [form.who.id, 'note', ...form.sections.map((it) => it.id), '*'],
  [form.who.id]: { 'ui:widget': 'radio', ...named(form.who.options) },
  ...Object.fromEntries(form.sections.map((section) => [section.id, {
    // What a rule shows would otherwise stand at the end of its section.
    'ui:order': section.fields.map((it) => it.id),
    ...Object.fromEntries(section.fields.filter(look).map((it) => [it.id, look(it)])),
  }])),
});

/** The words of every problem: by the last part of the path, then by the keyword that failed. */
function messages(form) {
  const words = (it) => {
    const said = problems(it);
    return { required: said.required, minItems: said.required, pattern: said.text, type: said.number, minimum: said.low, maximum: said.high };
  };
  return {
    [form.who.id]: { required: form.who.problem },
    ...Object.fromEntries(fields(form).map((it) => [it.id, Object.fromEntries(Object.entries(words(it)).filter(([, value]) => value))])),
    ...Object.fromEntries(form.consents.map((it) => [it.id, { required: problem('consent-missing', { text: it.text }), const: problem('consent-missing', { text: it.text }) }])),
  };
}

const ENTRY = `
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import Form from '@rjsf/core';
import { createPrecompiledValidator } from '@rjsf/validator-ajv8';
import { schema, uiSchema, messages } from 'bench:form';
import * as functions from 'bench:validators';
const validator = createPrecompiledValidator(functions, schema);
const worded = (errors) => errors.filter((it) => it.name !== 'if').map((it) => {
  const message = messages[it.property.split('.').pop()]?.[it.name] ?? it.message;
  return { ...it, message, stack: message };
});
const onSubmit = ({ formData }) => fetch(ENDPOINT, { method: 'POST', body: JSON.stringify(formData) });
const place = document.getElementById('form');
let root;
const mount = () => {
  root = createRoot(place);
  root.render(createElement(Form, { schema, uiSchema, validator, transformErrors: worded, onSubmit, noHtml5Validate: true, experimental_defaultFormStateBehavior: { constAsDefaults: 'never' } }));
};
mount();
window.contestant = { mount, unmount: () => root.unmount() };
`;

export async function files(form, { packages }) {
  const own = createRequire(join(packages, 'package.json'));
  const { compileSchemaValidatorsCode } = own('@rjsf/validator-ajv8/compileSchemaValidators');
  const described = schema(form);
  const validators = compileSchemaValidatorsCode(described);
  const made = await bundle(ENTRY, {
    packages, form: { schema: described, uiSchema: looks(form), messages: messages(form) }, modules: { validators }, define: { ENDPOINT: JSON.stringify(form.endpoint) },
  });
  return { ...made, 'index.html': page(form, { head: '<script type="module" src="form.js"></script>', main: `${introduction(form)}<div id="form"></div>${contact(form)}` }) };
}

export function probe(form) {
  const section = (id) => form.sections.find((it) => it.fields.some((field) => field.id === id)).id;
  const id = (field) => (field === 'source' ? 'root_source' : `root_${section(field)}_${field}`);
  return {
    root: () => document.getElementById('form'),
    who: (index) => document.getElementById(`root_source-${index}`),
    note: () => document.getElementById('root_note__title') ?? document.querySelector('label[for=root_note]'),
    text: (field) => document.getElementById(id(field)),
    option: (field, index) => document.getElementById(`${id(field)}-${index}`),
    onward: () => document.querySelector('#form button[type=submit]'),
    date: (field) => [document.getElementById(id(field))],
    consent: (field) => document.getElementById(`root_${field}`),
    mount: () => window.contestant.mount(),
    unmount: () => window.contestant.unmount(),
  };
}

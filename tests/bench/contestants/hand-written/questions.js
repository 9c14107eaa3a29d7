// The questions as elements. `h(name, attributes, ...children)` makes one: markup when the page is built, nodes in the browser.

export function questions(form, h) {
  const note = form.who.options.filter((it) => it.note).map((it) => h('p', { id: 'note', 'data-when': form.who.id, 'data-is': it.value, hidden: true }, it.note));
  const section = (it) => h('section', it.source ? { 'data-when': form.who.id, 'data-is': it.source, hidden: true } : {}, h('h2', {}, it.title), ...it.fields.map((field) => question(field, h)));
  return [
    h('div', { id: 'problems', role: 'group', tabindex: '-1', 'aria-labelledby': 'problems-title', hidden: true }, h('h2', { id: 'problems-title' }, 'There is a problem'), h('ul', {})),
    group({ ...form.who, type: 'choice', required: true }, h), ...note,
    ...form.sections.map(section),
    ...form.consents.map((it) => consent(form.who.id, it, h)),
    h('button', {}, 'Send'),
  ];
}

function question(field, h) {
  switch (field.type) {
    case 'choice': case 'choices': case 'yes-no': case 'month': return group(field, h);
    default: return single(field, h);
  }
}

const shown = ({ showWhen }) => (showWhen ? { 'data-when': showWhen.field, 'data-is': showWhen.is, hidden: true } : {});
const problem = (id, h) => h('p', { class: 'problem', id: `${id}-problem` });
const hint = ({ id, hint: words }, h) => (words ? [h('p', { class: 'hint', id: `${id}-hint` }, words)] : []);
const optional = ({ required }, h) => (required ? [] : [h('small', {}, ' (optional)')]);

function single(field, h) {
  const { id, type, label, required, min, max, pattern } = field;
  const kind = {
    text: { type: 'text', maxlength: max }, email: { type: 'email' }, phone: { type: 'tel', pattern }, number: { type: 'number', min, max },
    npi: { type: 'text', inputmode: 'numeric', pattern }, postal: { type: 'text', pattern },
  }[type];
  return h('div', { class: 'question', ...shown(field) },
    h('label', { for: id }, label, ...optional(field, h)), ...hint(field, h), problem(id, h),
    h('input', { id, name: id, 'data-kind': type, required, 'aria-describedby': `${field.hint ? `${id}-hint ` : ''}${id}-problem`, ...kind }));
}

function group(field, h) {
  const { id, type, label, required, options } = field;
  const isRadio = type === 'choice' || type === 'yes-no';
  const option = (it, index) => h('div', {},
    h('input', { type: isRadio ? 'radio' : 'checkbox', id: `${id}-${index}`, name: id, value: it.value, required: required && isRadio, 'data-alone': it.exclusive }), h('label', { for: `${id}-${index}` }, it.label));
  const part = (name, words, digits) => h('div', {}, h('label', { for: `${id}-${name}` }, words),
    h('input', { id: `${id}-${name}`, name: `${id}-${name}`, inputmode: 'numeric', pattern: `[0-9]{${digits}}`, required, 'data-kind': 'month' }));
  return h('fieldset', { class: 'question', role: isRadio && 'radiogroup', 'data-some': required && type === 'choices', 'aria-describedby': `${id}-problem`, ...shown(field) },
    h('legend', { id: `${id}-label` }, label, ...optional(field, h)), ...hint(field, h), problem(id, h),
    ...type === 'month' ? [part('month', 'Month', '1,2'), part('year', 'Year', '4')] : options.map(option));
}

const consent = (who, { id, source, text }, h) => h('div', { class: 'question', 'data-when': who, 'data-is': source, hidden: true },
  problem(id, h), h('div', {}, h('input', { type: 'checkbox', id, name: id, required: true, 'data-kind': 'consent', 'aria-describedby': `${id}-problem` }), h('label', { for: id }, text)));

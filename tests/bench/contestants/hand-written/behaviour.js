// What a form does once its questions are on the page: follow the rules, say what is wrong, send.

const unasked = (control) => control.closest('[hidden]');
const label = (control) => (control.closest('fieldset')?.querySelector('legend') ?? control.labels[0]).firstChild.data;
const filled = (words, values) => words.replace(/{(\w+)}/, (_, name) => values[name]);

export function behave(form, messages, endpoint) {
  // What an answer shows: for the name of each question that a rule reads, the questions that it shows.
  const shown = Map.groupBy(form.querySelectorAll('[data-when]'), (it) => it.dataset.when);
  const follow = (name) => {
    const value = form.elements[name].value;
    for (const it of shown.get(name) ?? []) it.hidden = it.dataset.is !== value;
  };

  const wrong = (control) => {
    const { validity, dataset: { kind }, min, max } = control;
    if (validity.valueMissing) return filled(kind === 'consent' ? messages.consent : messages.missing, { label: label(control), text: control.labels[0].textContent });
    if (validity.badInput) return messages.number;
    if (validity.rangeUnderflow) return filled(messages.low, { min });
    if (validity.rangeOverflow) return filled(messages.high, { max });
    return validity.valid ? '' : messages[kind];
  };
  const wrongIn = (question) => {
    const controls = [...question.querySelectorAll('input')];
    if ('some' in question.dataset && !controls.some((it) => it.checked)) return filled(messages.missing, { label: label(controls[0]) });
    return controls.map(wrong).find(Boolean) ?? '';
  };

  let wasSent = false;
  const check = (question) => {
    const words = unasked(question) ? '' : wrongIn(question);
    question.querySelector('.problem').textContent = words;
    for (const it of question.querySelectorAll('input')) it.ariaInvalid = words ? 'true' : null;
    return words;
  };
  const summary = form.querySelector('#problems');
  const checkAll = () => {
    const found = [...form.querySelectorAll('.question')].map((it) => [it, check(it)]).filter(([, words]) => words);
    summary.hidden = !found.length;
    summary.querySelector('ul').replaceChildren(...found.map(([it, words]) => {
      const link = Object.assign(document.createElement('a'), { href: `#${it.querySelector('input').id}`, textContent: words });
      const entry = document.createElement('li');
      entry.append(link);
      return entry;
    }));
    return !found.length;
  };

  form.addEventListener('input', ({ target }) => {
    if (target.type === 'checkbox' && target.checked) {
      for (const it of form.elements[target.name] instanceof RadioNodeList ? form.elements[target.name] : []) {
        if (it !== target && ('alone' in target.dataset || 'alone' in it.dataset)) it.checked = false;
      }
    }
    if (shown.has(target.name)) follow(target.name);
    if (wasSent) check(target.closest('.question'));
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    wasSent = true;
    if (!checkAll()) return summary.focus();
    const answers = [...form.elements].filter((it) => it.name && !unasked(it) && (it.checked || !/radio|checkbox/.test(it.type))).map((it) => [it.name, it.value]);
    const { ok } = await fetch(endpoint, { method: 'POST', body: JSON.stringify(answers) });
    if (ok) form.replaceChildren('Sent.');
  });
  for (const name of shown.keys()) follow(name); // what was chosen before this script was here
}

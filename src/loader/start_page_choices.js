// What can be pressed on the start page: another language, what is asked for, who refers.
import { mapped } from './lists.js';
import { direction, element } from './nodes.js';

/** @typedef {import('./start_page_parts.js').Parts} Parts */

/** @param {Parts} parts @param {readonly string[]} tags @param {(tag: string) => void} onTurn */
export function languages({ texts: { shown }, say, own }, tags, onTurn) {
  if (tags.length < 2) return undefined;
  const named = (/** @type {string} */ tag) => {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name[0].toLocaleUpperCase(tag) + name.slice(1);
  };
  return element('div', { class: 'rf-languages', part: 'languages', role: 'group', 'aria-label': say('language'), ...own }, mapped(tags, (tag, index) => {
    const current = tag === shown ? 'true' : undefined;
    const attributes = { class: 'rf-language', part: 'language', id: `start-language-${index}`, lang: tag, dir: direction(tag), 'aria-current': current };
    return button(attributes, () => { if (!current) onTurn(tag); }, named(tag));
  }));
}

/** @param {Parts} parts @param {string | undefined} chosen @param {(id: string) => void} onChoose */
export function requests(parts, chosen, onChoose) {
  const { requests } = parts.texts;
  if (requests.length < 2) return undefined;
  const options = mapped(requests, ({ id, label }, index) => {
    const input = /** @type {HTMLInputElement} */ (element('input', { class: 'rf-radio', type: 'radio', name: 'request', id: `request-${index}` }));
    input.checked = id === (chosen ?? requests[0].id);
    input.addEventListener('change', () => onChoose(id));
    return element('div', { class: 'rf-option', part: 'option' }, input, element('label', { class: 'rf-option-label', for: input.id }, parts.words(label)));
  });
  return element('fieldset', { class: 'rf-field', part: 'field', role: 'radiogroup' }, legend(parts, 'what-request'), options);
}

/**
 * Each source begins the form; where there is but one, Start does.
 * @param {Parts} parts @param {string | undefined} chosen @param {(id: string) => void} onBegin
 */
export function sources(parts, chosen, onBegin) {
  const { texts: { sources }, say, own } = parts;
  const [first, ...others] = sources;
  if (others.length === 0) {
    const attributes = { class: 'rf-button rf-begin', part: 'button begin', id: 'source-0', ...own };
    return element('div', { class: 'rf-actions', part: 'actions' }, button(attributes, () => onBegin(first.id), say('start')));
  }
  return element('fieldset', { class: 'rf-field rf-sources', part: 'field' }, legend(parts, 'who-refers'), mapped(sources, ({ id, label }, index) => {
    const isChosen = id === chosen;
    const attributes = { class: `${isChosen ? 'rf-button' : 'rf-button-secondary'} rf-begin`, part: 'button begin', id: `source-${index}`, 'aria-current': isChosen ? 'true' : undefined };
    return button(attributes, () => onBegin(id), parts.words(label));
  }));
}

/** @param {Parts} parts @param {string} name */
const legend = ({ say, own }, name) => element('legend', { class: 'rf-label', part: 'label', ...own }, say(name));

/** @param {Readonly<Record<string, string | undefined>>} attributes @param {() => void} onPress @param {Node | string} words */
export function button(attributes, onPress, words) {
  const made = element('button', { type: 'button', ...attributes }, words);
  made.addEventListener('click', onPress);
  return made;
}

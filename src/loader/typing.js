// What somebody types ends at the root of the form: nothing of the page that listens by bubbling spells it out, and no shortcut of the page
// takes a letter out of it, since all that the page could see of the target is an element that is no text field.

const TYPING = [
  'beforeinput', 'input', 'textInput', 'keydown', 'keypress', 'keyup', 'compositionstart', 'compositionupdate', 'compositionend',
  'select', 'selectionchange', 'copy', 'cut', 'paste', 'beforecopy', 'beforecut', 'beforepaste', 'dragstart', 'drop',
];

/** Ends what is typed in there. @param {ShadowRoot} root */
export function keepTyping(root) {
  /** Whether Escape, as it was last pressed, closed a dialog of the form: the key then goes up outside of it. */
  let hasClosed = false;
  for (const name of TYPING) {
    root.addEventListener(name, (event) => {
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (isEscape && name === 'keydown') hasClosed = event.target instanceof Element && Boolean(event.target.closest('dialog[open]'));
      if (isEscape ? hasClosed : !isForThePage(event, root)) event.stopPropagation();
    });
  }
}

/**
 * What moves the focus of the page, and what happens in the element's own children, which are the page's.
 * @param {Event} event @param {ShadowRoot} root
 */
function isForThePage(event, root) {
  const { target } = event;
  if (!(target instanceof Element) || target.getRootNode() !== root) return true;
  return event instanceof KeyboardEvent && event.key === 'Tab';
}

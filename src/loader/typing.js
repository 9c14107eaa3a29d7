// What somebody types ends at the root of the form: nothing of the page that listens by bubbling spells it out, and no shortcut of the page
// takes a letter out of it, since all that the page could see of the target is an element that is no text field.

const TYPING = [
  'beforeinput', 'input', 'textInput', 'keydown', 'keypress', 'keyup', 'compositionstart', 'compositionupdate', 'compositionend',
  'copy', 'cut', 'paste', 'beforecopy', 'beforecut', 'beforepaste', 'dragstart', 'drop',
];

/** Ends what is typed in there. @param {ShadowRoot} root */
export function keepTyping(root) {
  for (const name of TYPING) {
    root.addEventListener(name, (event) => {
      if (!isForThePage(event, root)) event.stopPropagation();
    });
  }
}

/**
 * What moves the focus of the page, what closes what it has opened, and what happens in the element's own children, which are the page's.
 * @param {Event} event @param {ShadowRoot} root
 */
function isForThePage(event, root) {
  const { target } = event;
  if (!(target instanceof Element) || target.getRootNode() !== root) return true;
  if (!(event instanceof KeyboardEvent)) return false;
  return event.key === 'Tab' || (event.key === 'Escape' && !target.closest('dialog[open]'));
}

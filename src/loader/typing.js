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
      const { target } = event;
      // The element's own children are the page's, and so is what moves the focus, or closes what the page has opened.
      if (!(target instanceof Element) || target.getRootNode() !== root) return;
      const key = event instanceof KeyboardEvent ? event.key : undefined;
      if (key === 'Escape' && name === 'keydown') hasClosed = Boolean(target.closest('dialog[open]'));
      if (key !== 'Tab' && (key !== 'Escape' || hasClosed)) event.stopPropagation();
    });
  }
}

// Makes elements of their description, with everything in them that stays as it is.
//
// A call from the engine into the page costs more than most of what it does there, so a tree of elements comes in one. The description
// is a list of pairs, each half ended by a zero:
//
//   `<` a tag       begins an element           `>` nothing   ends it
//   `@` a name      of an attribute             `=` a value   of it
//   `"` words       a text in it                `#` nothing   an element that changes
//   `!` an event    that it listens to          `&` a number  by which the engine knows who handles it
//   `*` nothing     the next of those given     `.` nothing   a control in which the next of those given stands

// As they are now: the page may put its own in their place later.
const { apply } = Reflect;
const { split } = String.prototype;
const { dispatchEvent } = EventTarget.prototype;
const { Event } = window;

const parts = isIntact() ? (text) => apply(split, text, ['\0']) : byLetter;

/**
 * Makes what is described: more of the element `onto`, or new elements, which are then all that is `into` another one.
 *
 * `hear` is called with the number of who handles an event, and the event; `given` are elements that are there already, and values, in
 * the order of the description. Returns the first new element, and behind it everything that changes, in that order too.
 */
export function make(description, hear, given, onto, into) {
  const list = parts(description);
  const whole = document.createDocumentFragment();
  const marked = [undefined];
  let element = onto ?? whole;
  let name;
  let taken = 0;
  for (let at = 0; at < list.length - 1; at += 2) {
    const kind = list[at];
    const rest = list[at + 1];
    if (kind === '<') {
      const inner = document.createElement(rest);
      element.append(inner);
      element = inner;
    } else if (kind === '>') element = element.parentNode;
    else if (kind === '"') element.append(rest);
    else if (kind === '=') element.setAttribute(name, rest);
    else if (kind === '.') element.value = given[taken++];
    else if (kind === '&') element.addEventListener(name, (event) => hear(+rest, event));
    else if (kind === '*') element.append(given[taken++]);
    else if (kind === '#') marked[marked.length] = element;
    else name = rest;
  }
  marked[0] = whole.firstChild;
  into?.replaceChildren(whole);
  return marked;
}

/**
 * Has every control in there told to whoever listens to it, since what fills it in may tell nobody: a password manager, the browser, a script.
 *
 * The event goes no further than its control.
 */
export function reread(within) {
  for (const control of within.querySelectorAll('input, select, textarea')) apply(dispatchEvent, control, [new Event('change')]);
}

/** Tells whether the page has left alone what takes a text apart. */
function isIntact() {
  try {
    const list = apply(split, 'a\0b', ['\0']);
    return list.length === 2 && list[0] === 'a' && list[1] === 'b';
  } catch {
    return false;
  }
}

/** Takes a text apart without a single method of the language. */
function byLetter(text) {
  const list = [];
  for (let at = 0; at <= text.length; at++) {
    let part = '';
    while (at < text.length && text[at] !== '\0') part += text[at++];
    list[list.length] = part;
  }
  return list;
}

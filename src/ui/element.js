// Makes an element of its description, with everything in it that stays as it is.
//
// A call from the engine into the page costs more than most of what it does there, so an element comes in one. The description is a
// list of pairs, parted by zeros: `<` and a tag begin an element, `@` and a name with `=` and a value are an attribute of it, `"` and words
// a text in it, `>` and nothing end it.

// As they are now: the page may put its own in their place later.
const { apply } = Reflect;
const { split } = String.prototype;

const parts = isIntact() ? (text) => apply(split, text, ['\0']) : byLetter;

/** Gives the first element of a description. */
export function make(description) {
  const list = parts(description);
  let element;
  let name;
  for (let at = 0; at < list.length; at += 2) {
    const kind = list[at];
    const rest = list[at + 1];
    if (kind === '<') {
      const inner = document.createElement(rest);
      element?.append(inner);
      element = inner;
    } else if (kind === '>') element = element.parentNode;
    else if (kind === '"') element.append(rest);
    else if (kind === '@') name = rest;
    else element.setAttribute(name, rest);
  }
  return element;
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

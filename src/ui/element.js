// Makes an element of its description, with everything in it that stays as it is.
//
// A call from the engine into the page costs more than most of what it does there, so an element comes in one. The description is a
// list, parted by zeros: `<tag` begins an element, `@name` and `=value` are an attribute of it, `"words` a text in it, `>` ends it.
// It is read without a single method of the language, which the page may have replaced by something else.

/** Gives the first element of a description. */
export function make(description) {
  let element;
  let name;
  for (let at = 0; at < description.length; at++) {
    const kind = description[at++];
    let rest = '';
    while (at < description.length && description[at] !== '\0') rest += description[at++];
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

// Makes an element of its description, with everything in it that stays as it is.
//
// A call from the engine into the page costs more than most of what it does there, so an element comes in one. The description is a
// list, parted by zeros: `<tag` begins an element, `@name=value` is an attribute of it, `"words` a text in it, `>` ends it.

/** Gives the first element of a description. */
export function make(description) {
  const around = [];
  let element;
  for (const part of description.split('\0')) {
    const rest = part.slice(1);
    if (part[0] === '<') {
      around.push(element);
      element = document.createElement(rest);
      around.at(-1)?.append(element);
    } else if (part[0] === '>') {
      element = around.pop();
    } else if (part[0] === '"') {
      element.append(rest);
    } else {
      const end = rest.indexOf('=');
      element.setAttribute(rest.slice(0, end), rest.slice(end + 1));
    }
  }
  return element;
}

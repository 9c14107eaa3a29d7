// Makes an element of its description, with everything in it that stays as it is.
//
// A call from the engine into the page costs more than most of what it does there, so an element comes in one. The description is a
// list, parted by zeros: `<tag` begins an element, `@name=value` is an attribute of it, `"words` a text in it, `>` ends it.

// As they are now: the page may put others in their place later.
const [split, slice, indexOf] = ['split', 'slice', 'indexOf'].map((name) => Function.prototype.call.bind(String.prototype[name]));

/** Gives the first element of a description. */
export function make(description) {
  const parts = split(description, '\0');
  let element;
  for (let at = 0; at < parts.length; at++) {
    const rest = slice(parts[at], 1);
    switch (parts[at][0]) {
      case '<': {
        const inner = document.createElement(rest);
        element?.append(inner);
        element = inner;
        break;
      }
      case '>':
        element = element.parentNode;
        break;
      case '"':
        element.append(rest);
        break;
      default: {
        const end = indexOf(rest, '=');
        element.setAttribute(slice(rest, 0, end), slice(rest, end + 1));
      }
    }
  }
  return element;
}

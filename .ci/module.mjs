// What a WebAssembly module is made of, from its sections: the functions with their symbols and sizes.
//
// Symbols are Rust's (v0), which name the crate that defines a function before any other; what follows may be types or the
// crate that happened to ask for a generic function, and says nothing.
import { readFileSync } from 'node:fs';

/** Every function that the module defines, as `{ symbol, crate, size }`; `size` in bytes of code. */
export function functions(path) {
  const bytes = readFileSync(path);
  let at = 8; // past the magic number and the version
  const number = () => { // unsigned LEB128
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const text = () => { const length = number(); return bytes.toString('latin1', at, at += length); };

  const sizes = []; // of the bodies in the code section, in order
  const symbols = new Map(); // by function index, where imports come first
  while (at < bytes.length) {
    const [id, length] = [bytes[at++], number()];
    const end = at + length;
    if (id === 10) for (let left = number(); left > 0; left--) { const size = number(); sizes.push(size); at += size; }
    if (id === 0 && text() === 'name') while (at < end) {
      const [kind, size] = [bytes[at++], number()];
      const next = at + size;
      if (kind === 1) for (let left = number(); left > 0; left--) symbols.set(number(), text());
      at = next;
    }
    at = end;
  }
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === 'function').length;
  return sizes.map((size, index) => {
    const symbol = symbols.get(index + imported) ?? '';
    return { symbol, crate: crate(symbol), size };
  });
}

/** A crate root is C, perhaps s…_, the length of the name, perhaps _, and the name. */
function crate(symbol) {
  const root = /C(?:s[0-9A-Za-z]*_)?(\d+)_?/.exec(symbol);
  return symbol.startsWith('_R') && root ? symbol.substr(root.index + root[0].length, Number(root[1])) : 'without a crate';
}

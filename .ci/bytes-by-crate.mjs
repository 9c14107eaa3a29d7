// Where the bytes of a module come from: `node .ci/bytes-by-crate.mjs MODULE [CRATE]`.
//
// Sums the code of every function by the crate that its symbol (v0) names first; with CRATE, lists that crate's largest
// functions instead. Before wasm-opt and compression, so compare, do not add up: brotli leaves about a third.
import { readFileSync } from 'node:fs';

const [path, wanted] = process.argv.slice(2);
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
const names = new Map(); // by function index, where imports come first
while (at < bytes.length) {
  const [id, length] = [bytes[at++], number()];
  const end = at + length;
  if (id === 10) for (let left = number(); left > 0; left--) { const size = number(); sizes.push(size); at += size; }
  if (id === 0 && text() === 'name') while (at < end) {
    const [kind, size] = [bytes[at++], number()];
    const next = at + size;
    if (kind === 1) for (let left = number(); left > 0; left--) names.set(number(), text());
    at = next;
  }
  at = end;
}

const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === 'function').length;
const crate = (symbol = '') => {
  const root = /C(?:s[0-9A-Za-z]*_)?(\d+)_?/.exec(symbol);
  return root ? symbol.substr(root.index + root[0].length, Number(root[1])) : 'without a crate';
};
const rows = new Map();
for (const [index, size] of sizes.entries()) {
  const symbol = names.get(index + imports);
  const key = !wanted ? crate(symbol) : crate(symbol) === wanted ? symbol : undefined;
  if (key) rows.set(key, (rows.get(key) ?? 0) + size);
}
for (const [key, size] of [...rows].sort((one, other) => other[1] - one[1]).slice(0, 40)) console.log(String(size).padStart(8), key);

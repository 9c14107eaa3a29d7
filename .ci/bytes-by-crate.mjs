// Where the bytes of a module come from: `node .ci/bytes-by-crate.mjs MODULE [CRATE]`.
//
// Sums the code of the functions of each crate; with CRATE, lists that crate's largest functions instead. This is before
// wasm-opt and compression, so compare, do not add up: brotli leaves about a third.
import { functions } from './module.mjs';

const [module, wanted] = process.argv.slice(2);
const rows = new Map();
for (const { symbol, crate, size } of functions(module)) {
  if (wanted && crate !== wanted) continue;
  const key = wanted ? symbol : crate;
  rows.set(key, (rows.get(key) ?? 0) + size);
}
const largest = [...rows].sort((one, other) => other[1] - one[1]);
for (const [key, size] of largest.slice(0, 40)) console.log(String(size).padStart(8), key);

// The size budget of a first visit, and what the module may not hold.
//
//   node .ci/size.mjs DIST STUDY MODULE
//
// DIST is the built folder, STUDY the study file a visit reads, MODULE the WebAssembly before wasm-opt, which still has the
// names of its functions. Prints every file's sizes; exits 1 over the budget, or when MODULE has code of a forbidden crate.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const BUDGET_BYTES = 130_000; // brotli, quality 11
const FORBIDDEN = ['regex', 'regex_automata', 'regex_syntax', 'aho_corasick', 'idna', 'idna_adapter', 'url'];

const [dist, study, module] = process.argv.slice(2);
const files = ['referral-form.js', 'referral-form-engine.js', 'referral-form-engine_bg.wasm'].map((name) => `${dist}/${name}`);

const print = (raw, gzip, brotli, name) =>
  console.log([raw, gzip, brotli].map((it) => it.toLocaleString('en').padStart(9)).join(' '), ` ${name}`);
console.log('      raw      gzip    brotli  first visit, in bytes');
const totals = [0, 0, 0];
for (const file of [...files, study]) {
  const bytes = readFileSync(file);
  const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  sizes.forEach((size, column) => { totals[column] += size; });
  print(...sizes, file);
}
print(...totals, `total; the budget is ${BUDGET_BYTES.toLocaleString('en')} brotli`);

const found = crates(readFileSync(module));
const forbidden = FORBIDDEN.filter((name) => found.has(name));
const failures = [];
if (totals[2] > BUDGET_BYTES) failures.push(`the first visit is ${totals[2] - BUDGET_BYTES} bytes over its budget: see what was added with \`make size-by-crate\``);
if (!found.has('referral_form')) failures.push(`${module} has no names, so nobody can tell what is in it: keep \`strip\` off in Cargo.toml`);
for (const name of forbidden) failures.push(`the module has ${found.get(name)} functions of the crate \`${name}\`: call something smaller, or write it`);
for (const failure of failures) console.error(`size: ${failure}`);
process.exitCode = failures.length && 1;

/**
 * How many function names mention each crate. Rust's symbols (v0) write a crate root as C, s…_, length, name. At the end of
 * a symbol stands the crate that happened to compile a generic function; that says nothing of whose code it is.
 */
function crates(bytes) {
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'name');
  const text = Buffer.from(section ?? []).toString('latin1').replace(/C(?:s[0-9A-Za-z]*_)?\d+_?[a-z0-9_]+(?=[^A-Za-z0-9_]|$)/g, '');
  const counts = new Map();
  for (const { index, 0: root, 1: length } of text.matchAll(/C(?:s[0-9A-Za-z]*_)?(\d+)_?/g)) {
    const name = text.substr(index + root.length, Number(length));
    if (/^[a-z][a-z0-9_]*$/.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

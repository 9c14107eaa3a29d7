// The size budgets of a first visit, with WebAssembly and without it, and what the module may not hold.
//
//   node .ci/size.mjs DIST STUDY MODULE
//
// DIST is the built folder, STUDY the study file a visit reads, MODULE the WebAssembly before wasm-opt, which still has the
// names of its functions. Prints every file's sizes; exits 1 over the budget, or when MODULE has code of a forbidden crate.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { functions } from './module.mjs';

const BUDGET_BYTES = 130_000; // brotli, quality 11
const WHOLE = 'referral-form-engine-javascript.js';
const WHOLE_BUDGET_BYTES = 300_000; // brotli too
const FORBIDDEN = ['regex', 'regex_automata', 'regex_syntax', 'aho_corasick', 'idna', 'idna_adapter', 'url'];

const [dist, study, module] = process.argv.slice(2);
const files = ['referral-form.js', 'referral-form-engine.js', 'referral-form-engine_bg.wasm'].map((name) => `${dist}/${name}`);

const print = (raw, gzip, brotli, name) =>
  console.log([raw, gzip, brotli].map((it) => it.toLocaleString('en').padStart(9)).join(' '), ` ${name}`);
console.log('      raw      gzip    brotli  first visit, in bytes');
const totals = [0, 0, 0];
const sizesOf = (bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
for (const file of [...files, study]) {
  const sizes = sizesOf(readFileSync(file));
  sizes.forEach((size, column) => { totals[column] += size; });
  print(...sizes, file);
}
print(...totals, `total; the budget is ${BUDGET_BYTES.toLocaleString('en')} brotli`);

console.log('      raw      gzip    brotli  fetched when needed: later, once somebody begins');
for (const name of readdirSync(dist).filter((it) => /_(?!bg)\w+\.wasm$/.test(it)).sort()) print(...sizesOf(readFileSync(`${dist}/${name}`)), `${dist}/${name}`);
console.log('      raw      gzip    brotli  fetched where a study shows in the language');
for (const name of readdirSync(dist).filter((it) => /^referral-form-.*\.json$/.test(it)).sort()) {
  print(...sizesOf(readFileSync(`${dist}/${name}`)), `${dist}/${name}`);
}

const whole = sizesOf(readFileSync(`${dist}/${WHOLE}`));
console.log('      raw      gzip    brotli  fetched instead of the engine where a page refuses WebAssembly');
print(...whole, `${dist}/${WHOLE}; the budget is ${WHOLE_BUDGET_BYTES.toLocaleString('en')} brotli`);

const counts = new Map();
for (const { crate } of functions(module)) counts.set(crate, (counts.get(crate) ?? 0) + 1);
const failures = [];
if (totals[2] > BUDGET_BYTES) failures.push(`the first visit is ${totals[2] - BUDGET_BYTES} bytes over its budget: \`make size-by-crate\` tells what is large`);
if (whole[2] > WHOLE_BUDGET_BYTES) failures.push(`the engine as JavaScript is ${whole[2] - WHOLE_BUDGET_BYTES} bytes over its budget`);
if (!counts.has('referral_form')) failures.push(`${module} has no names, so nobody can tell what is in it: Cargo.toml must not strip them`);
for (const name of FORBIDDEN.filter((it) => counts.has(it))) failures.push(`the module has ${counts.get(name)} functions of the crate ${name}: call something smaller, or write it`);
for (const failure of failures) console.error(`size: ${failure}`);
process.exitCode = failures.length && 1;

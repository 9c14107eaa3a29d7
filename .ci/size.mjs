// What the widget weighs, by file and by crate, what of it grew since the last commit, and whether it keeps its budgets.
//
//   node .ci/size.mjs DIST STUDY MODULE RECORDS
//
// DIST is the built folder, STUDY the study file a visit reads, MODULE the WebAssembly before wasm-opt, which still has the
// names of its functions. RECORDS is a folder with the sizes of earlier builds (.ci/size-records.mjs).
// Exits 1 over a budget, or when MODULE has code of a forbidden crate.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { functions } from './module.mjs';
import { recordsIn } from './size-records.mjs';

const BUDGET_BYTES = 90_000; // brotli, quality 11
const WHOLE_BUDGET_BYTES = 300_000; // brotli too
const WHOLE = 'referral-form-engine-javascript.js';
const FORBIDDEN = ['regex', 'regex_automata', 'regex_syntax', 'aho_corasick', 'idna', 'idna_adapter', 'url'];

const [dist, study, module, records] = process.argv.slice(2);
const { earlier, keep } = recordsIn(records);
const sizes = { files: {}, crates: {} };
const failures = [];

const visit = ['referral-form.js', 'referral-form-engine.js', 'referral-form-engine_bg.wasm'].map((name) => `${dist}/${name}`);
const named = (pattern) => readdirSync(dist).filter((it) => pattern.test(it)).sort().map((it) => `${dist}/${it}`);
const first = print('first visit, in bytes', [...visit, study]);
row(first, earlier && totalOf(earlier), `total; the budget is ${BUDGET_BYTES.toLocaleString('en')} brotli`);
print('fetched when needed: later, once somebody begins', named(/_(?!bg)\w+\.wasm$/));
print('fetched where a study shows in the language', named(/^referral-form-(?!engine).*\.json$/));
const whole = print(`fetched instead of the engine where a page refuses WebAssembly; the budget is ${WHOLE_BUDGET_BYTES.toLocaleString('en')} brotli`, [`${dist}/${WHOLE}`]);
if (first.brotli > BUDGET_BYTES) failures.push(`the first visit is ${first.brotli - BUDGET_BYTES} bytes over its budget: the crates above, or \`make size-by-crate CRATE=name\`, tell what is large`);
if (whole.brotli > WHOLE_BUDGET_BYTES) failures.push(`the engine as JavaScript is ${whole.brotli - WHOLE_BUDGET_BYTES} bytes over its budget`);

for (const { crate, size } of functions(module)) sizes.crates[crate] = (sizes.crates[crate] ?? 0) + size;
printCrates();
if (!sizes.crates.referral_form) failures.push(`${module} has no names, so nobody can tell what is in it: Cargo.toml must not strip them`);
for (const name of FORBIDDEN.filter((it) => sizes.crates[it])) failures.push(`the module has ${sizes.crates[name]} bytes of the crate ${name}: call something smaller, or write it`);

console.log(earlier ? `change since ${earlier.commit}` : 'no earlier commit was built here: nothing to compare with');
keep(sizes);
for (const failure of failures) console.error(`size: ${failure}`);
process.exitCode = failures.length && 1;

/** Prints the sizes of files, and gives their sum. */
function print(title, paths) {
  console.log(`      raw      gzip    brotli   change  ${title}`);
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const path of paths) {
    const bytes = readFileSync(path);
    const size = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
    for (const column in sum) sum[column] += size[column];
    sizes.files[path] = size.brotli;
    row(size, earlier && (earlier.files[path] ?? 0), path);
  }
  return sum;
}

function row({ raw, gzip, brotli }, before, name) {
  const column = (it, width) => it.toLocaleString('en').padStart(width);
  console.log(`${column(raw, 9)} ${column(gzip, 9)} ${column(brotli, 9)} ${change(brotli, before)}  ${name}`);
}

/** The total of a first visit in an earlier build. */
function totalOf({ files }) {
  return [...visit, study].reduce((sum, it) => sum + (files[it] ?? 0), 0);
}

/** Prints what each crate adds, largest first; this is before wasm-opt and compression, which leave less than a third. */
function printCrates() {
  console.log('     code   change  crate, before wasm-opt and compression');
  const before = earlier?.crates ?? sizes.crates;
  const all = [...new Set([...Object.keys(sizes.crates), ...Object.keys(before)])].map((name) => [name, sizes.crates[name] ?? 0, before[name] ?? 0]);
  const telling = all.filter(([, now, former]) => now >= 1000 || now !== former).sort((one, other) => other[1] - one[1]);
  for (const [name, now, former] of telling) console.log(`${now.toLocaleString('en').padStart(9)} ${change(now, earlier && former)}  ${name}`);
}

/** By how much something grew, in eight columns; empty where nothing is known, or nothing changed. */
function change(now, before) {
  const by = before === undefined ? 0 : now - before;
  return (by ? (by > 0 ? '+' : '') + by.toLocaleString('en') : '').padStart(8);
}

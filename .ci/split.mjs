// Cuts the engine in two and makes both parts small: `node .ci/split.mjs PATH`, where PATH_bg.wasm is what wasm-bindgen made.
//
// It goes by the names of functions, and wasm-opt and rustc give equal functions one name. So it comes before wasm-opt, and only where
// rustc was told not to do so: REFERRAL_FORM_PARTS says 2 then. Otherwise the engine stays whole, and the later part is empty.
//
// PATH_bg.wasm keeps what a page needs at once, without names; PATH_later.wasm gets what nobody needs before one of the ENTRIES
// is called. An entry's module is later as a whole: its closures, and all that nothing but those call. A visitor fetches the later
// part when the form asks for it (src/gateway/later.rs); the loader hands it the first part's exports.
//
// Nothing is called before it is there, because the way in is an entry, and whoever calls one has asked `later::is_here`. A
// function that anything else calls too stays in the first part.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from './symbols.mjs';

// Each of them is #[inline(never)].
const ENTRIES = [
  'domain::validate::check::check',
  'ui::broken::in_words',
  'ui::change_over::change_over',
  'ui::consents::consents',
  'ui::materials::panel::panel',
  'ui::idle::idle',
  'ui::problems::text',
  'ui::questions::questions',
  'ui::receipt::receipt',
  'ui::review::review',
  'ui::verdicts::verdicts',
];
// Modules that only later ones use.
const MODULES = ['gateway::print', 'gateway::save', 'ui::controls', 'ui::data_line', 'ui::delivery', 'ui::materials::summary', 'ui::receipt_document', 'ui::sent'];
// What nobody puts into words before that.
const WORDED = ['domain::study::problem::Wrong'];

const CRATE = 'referral_form';
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map((it) => `--enable-${it}`);
const SMALL = ['-Oz', '-Oz', '--low-memory-unused', '--skip-pass=code-folding', '--skip-pass=local-cse', '--reorder-functions-by-name', '--strip-debug', '--strip-producers'];
const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;

const [modulePath, laterPath] = ['_bg.wasm', '_later.wasm'].map((end) => process.argv[2] + end);
const entries = new Set(ENTRIES.map((it) => `${CRATE}::${it}`));
const laterModules = new Set([...[...entries].map((it) => it.slice(0, it.lastIndexOf('::'))), ...MODULES.map((it) => `${CRATE}::${it}`)]);
const worded = WORDED.map((it) => `${CRATE}::${it}`);
const folder = mkdtempSync(join(tmpdir(), 'split-'));
try {
  if (process.env.REFERRAL_FORM_PARTS === '2') split();
  else writeFileSync(laterPath, Buffer.from('\0asm\x01\0\0\0'));
  if (process.env.TRUNK_PROFILE === 'release') for (const path of [modulePath, laterPath]) execFileSync('wasm-opt', [...FEATURES, ...SMALL, path, '-o', path]);
} finally { rmSync(folder, { recursive: true }); }

function split() {
  const text = join(folder, 'whole.wat');
  execFileSync('wasm-dis', [...FEATURES, modulePath, '-o', text]);
  const items = topLevel(readFileSync(text, 'utf8'));
  const functions = new Map(items.filter((it) => it.kind === 'func').map((it) => [it.name, it]));
  const elements = items.filter((it) => it.kind === 'elem');
  if (elements.length !== 1) throw new Error(`the module has ${elements.length} lists of functions, where one is expected`);
  const table = tableOf(elements[0]);
  const moved = laterFunctions(functions, table, new Set(items.filter((it) => it.kind === 'export').map(exported)));

  // What goes is called through the table: an entry by a slot of its own behind the last one.
  const slots = new Map();
  let slot = table.first + table.names.length;
  for (const { calls, name } of functions.values()) if (!moved.has(name)) for (const callee of calls) if (moved.has(callee) && !slots.has(callee)) slots.set(callee, slot++);
  const missing = [...entries].filter((it) => ![...slots.keys()].some((name) => pathOf(name) === it));
  if (missing.length) throw new Error(`no function, or no call from outside: ${missing.join(', ')}; is it #[inline(never)]?`);

  const shared = new Map(); // what both use, such as `func $name`: the name of its export
  const share = (what) => { if (!shared.has(what)) shared.set(what, `$${shared.size.toString(36)}`); return shared.get(what); };
  const later = laterText(items, functions, moved, slots, table, slot, share);
  const first = firstText(items, moved, slots, table, slot, shared);
  assemble(later, laterPath);
  assemble(first, modulePath);
}

/** The items of a module in wasm-dis's text, which begins each of them with one blank. */
function topLevel(text) {
  const items = [];
  for (const line of text.split('\n').slice(1)) {
    const head = /^ \((\w+)/.exec(line);
    if (head) items.push({ kind: head[1], lines: [line] });
    else if (line.startsWith(' ')) items.at(-1).lines.push(line);
  }
  for (const item of items) {
    item.text = item.lines.join('\n');
    item.name = new RegExp(item.kind === 'import' ? String.raw`\(\w+ (${NAME})` : `(${NAME})`).exec(item.kind === 'import' ? item.text.slice(9) : item.lines[0])?.[1];
    if (item.kind === 'func') item.calls = uses(item.text, 'call');
  }
  return items;
}

function uses(text, instruction) {
  return new Set([...text.matchAll(new RegExp(String.raw`\(${instruction} (${NAME})`, 'g'))].map((it) => it[1]));
}

function exported({ text }) {
  return new RegExp(String.raw`\(func (${NAME})\)`).exec(text)?.[1];
}

/** The one list of functions: `(elem $0 (table $0) (i32.const 1) func $one $two …)`. */
function tableOf({ text }) {
  const [, table, first, names] = new RegExp(String.raw`^ \(elem ${NAME} (?:\(table (${NAME})\) )?\(i32\.const (\d+)\) (?:func )?(.*)\)$`, 's').exec(text);
  return { name: table ?? '$0', first: Number(first), names: names.match(new RegExp(NAME, 'g')) };
}

function pathOf(name) {
  return paths(name.slice(1))[0];
}

function laterFunctions(functions, table, exports) {
  const inTable = new Set(table.names);
  const taken = new Set([...functions.values()].flatMap((it) => [...uses(it.text, String.raw`ref\.func`)]));
  const canMove = (name) => !exports.has(name) && !taken.has(name);
  const isLater = (path) => [...laterModules].some((it) => path.startsWith(`${it}::`));
  const isWords = (named) => named[0] === 'core::fmt' && worded.some((it) => named.includes(it));
  const ofTable = (named) => named.some((it, index) => (index === 0 || it.endsWith('{closure}')) && isLater(it)) || isWords(named);
  const belongs = (name) => inTable.has(name) ? ofTable(paths(name.slice(1))) : entries.has(pathOf(name));
  const moved = new Set([...functions.keys()].filter((it) => canMove(it) && belongs(it)));
  const callers = new Map();
  for (const { name, calls } of functions.values()) for (const callee of calls) callers.set(callee, [...callers.get(callee) ?? [], name]);
  // An element of the table that something in the first part calls directly stays there.
  for (const name of moved) if (!entries.has(pathOf(name)) && callers.get(name)?.some((it) => !moved.has(it))) moved.delete(name);
  for (let before = -1; before < moved.size;) {
    before = moved.size;
    for (const name of functions.keys()) {
      if (moved.has(name) || !canMove(name) || inTable.has(name)) continue;
      if (callers.get(name)?.every((it) => moved.has(it) || it === name)) moved.add(name);
    }
  }
  return moved;
}

/** Parameters and results of a function as the text has them, without the names of parameters. */
function signature({ kind, lines, name }) {
  const line = kind === 'import' ? lines[0].slice(lines[0].indexOf(name)) : lines[0];
  return [...line.slice(line.indexOf(name) + name.length).matchAll(/\((param|result)( \$\d+)? ([^()]+)\)/g)].map(([, what, , types]) => `(${what} ${types})`).join(' ');
}

/** What stands behind the name of a memory, a table or a global. */
function typeOf({ kind, name, lines }) {
  return lines[0].slice(` (${kind} ${name} `.length).replace(/\)$/, '');
}

function laterText(items, functions, moved, slots, table, size, share) {
  const bodies = [...moved].map((it) => functions.get(it));
  const text = bodies.map((it) => it.text).join('\n');
  const named = new Map(items.map((it) => [`${it.kind === 'import' ? 'func' : it.kind} ${it.name}`, it]));
  const imports = [];
  const take = (what, name, type) => imports.push(` (import "$" "${share(`${what} ${name}`)}" (${what} ${name} ${type}))`);
  const memory = items.find((it) => it.kind === 'memory');
  take('memory', memory.name, typeOf(memory));
  for (const it of items.filter((it) => it.kind === 'table')) take('table', it.name, it.name === table.name ? `${size} ${size} funcref` : typeOf(it));
  for (const name of new Set([...uses(text, String.raw`global\.get`), ...uses(text, String.raw`global\.set`)])) {
    take('global', name, /^(\(mut \w+\)|\w+)/.exec(typeOf(named.get(`global ${name}`)))[1]);
  }
  for (const name of uses(text, 'call')) if (!moved.has(name)) take('func', name, signature(named.get(`func ${name}`)));
  const elements = [...slots].map(([name, slot]) => [slot, name]);
  table.names.forEach((name, index) => { if (moved.has(name)) elements.push([table.first + index, name]); });
  const fill = elements.map(([slot, name]) => ` (elem (table ${table.name}) (i32.const ${slot}) func ${name})`);
  const types = items.filter((it) => it.kind === 'type').map((it) => it.text);
  return ['(module', ...types, ...imports, ...fill, text, ')'].join('\n');
}

function firstText(items, moved, slots, table, size, shared) {
  const lines = items.map((it) => {
    if (it.kind === 'elem') {
      const names = table.names.map((name) => moved.has(name) ? '$not_here' : name);
      return ` (elem $0 (table ${table.name}) (i32.const ${table.first}) func ${names.join(' ')})`;
    }
    if (it.kind === 'table' && it.name === table.name) return ` (table ${table.name} ${size} ${size} funcref)`;
    if (!moved.has(it.name)) return it.text;
    return slots.has(it.name) ? stub(it, slots.get(it.name), table) : '';
  });
  const exports = [...shared].map(([what, short]) => ` (export "${short}" (${what}))`);
  return ['(module', ...lines, ' (func $not_here unreachable)', ...exports, ')'].join('\n');
}

function stub(item, slot, table) {
  const count = [...item.lines[0].matchAll(/\(param \$/g)].length;
  const head = signature(item);
  const values = Array.from({ length: count }, (_, index) => `(local.get ${index})`).join(' ');
  return ` (func ${item.name} ${head} (call_indirect ${table.name} ${head} ${values} (i32.const ${slot})))`;
}

function assemble(text, path) {
  const file = join(folder, 'part.wat');
  writeFileSync(file, text);
  execFileSync('wasm-as', [...FEATURES, '-g', file, '-o', path]);
}

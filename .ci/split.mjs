// Cuts the engine in parts and makes each of them small: `node .ci/split.mjs PATH LINKED`, where PATH_bg.wasm is what wasm-bindgen made
// of the module LINKED.
//
// It goes by the names of functions, and wasm-opt and rustc give equal functions one name. So it comes before wasm-opt, and only where
// rustc was told not to do so: REFERRAL_FORM_PARTS says so then. Otherwise the engine stays whole, and the other parts are empty.
//
// PATH_bg.wasm keeps what a page needs at once, without names; PATH_NAME.wasm gets what nobody needs before one of the entries of that
// part is called. An entry's module goes with it as a whole: its closures, and all that nothing but those call. A visitor fetches a
// part when the form asks for it (src/gateway/later.rs); the loader hands it the exports of those that are there.
//
// A constant lies in the part of those who use it, which the linker tells (.ci/statics.mjs).
//
// Nothing is called before it is there, because the way in is an entry, and whoever calls one has asked for its part. A function that
// several parts call lies in the last part that all of them come after.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget, statics } from './statics.mjs';
import { paths } from './symbols.mjs';

// Each part comes after the one that it names, and is fetched after it. Each entry is #[inline(never)]. `modules` are those that only
// this part uses; `worded` is what nobody puts into words before it; `texts` are constants whose bytes lie in this part (src/domain/apart.rs).
const PARTS = [
  { name: 'bg' },
  {
    name: 'later', // once somebody turns to the form
    after: 'bg',
    entries: [
      'ui::flow::flow', 'ui::opening::first', 'ui::opening::is_unbegun', 'ui::opening::open_form', 'ui::opening::prepare', 'ui::opening::press',
      'ui::opening::put_focus', 'ui::opening::show_in',
    ],
    modules: [
      'domain::form', 'domain::precheck', 'domain::rule', 'domain::validate', 'domain::study::check', 'domain::study::resolve',
      'domain::study::rules', 'domain::study::Study', 'gateway::clipboard', 'gateway::crypto', 'gateway::print', 'gateway::save', 'ui::broken',
      'ui::change_over', 'ui::consents', 'ui::controls', 'ui::data_line', 'ui::delivery', 'ui::dialog', 'ui::idle', 'ui::keep_link', 'ui::materials',
      'ui::problems', 'ui::questions', 'ui::receipt', 'ui::receipt_document', 'ui::review', 'ui::sending', 'ui::sent', 'ui::start_over', 'ui::store',
      'ui::unsent', 'ui::verdicts',
    ],
    worded: ['domain::study::problem::Wrong'],
    texts: ['english'],
  },
  { name: 'sealing', after: 'later', entries: ['gateway::seal::seal'] }, // where the study file has a key to seal to
  // where it lets referrals wait on the device
  { name: 'outbox', after: 'later', entries: ['keep', 'outbox', 'send_now', 'settle', 'take_back', 'watch'].map((it) => `ui::outbox::${it}`), modules: ['gateway::outbox'] },
  {
    name: 'status', // once somebody follows the link of a receipt
    after: 'later',
    entries: ['ui::status::status'],
    modules: ['domain::status'],
  },
  { name: 'asked', after: 'later', entries: ['ui::asked::ask'], modules: ['domain::prefill', 'domain::typing'] }, // once the page calls a method of the element
];

const CRATE = 'referral_form';
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map((it) => `--enable-${it}`);
// Flattened and put together again, control flow comes out more alike; and an alignment is a hint that no browser reads.
const SMALL = ['-Oz', '-Oz', '--flatten', '--rereloop', '-Oz', '-Oz', '--dealign', '--low-memory-unused', '--skip-pass=code-folding', '--skip-pass=local-cse', '--reorder-functions-by-name', '--strip-debug', '--strip-producers'];
/** Fewer zeros than this between two constants only align the second. */
const ALIGNED = 8;
const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;

const folder = mkdtempSync(join(tmpdir(), 'split-'));
const isCut = process.env.REFERRAL_FORM_PARTS === 'cut';
const parts = new Map(PARTS.map(({ name, after, entries = [], modules = [], worded = [], texts = [] }) => {
  const full = (its) => its.map((it) => `${CRATE}::${it}`);
  const own = entries.filter((it) => it.includes('::')).map((it) => it.slice(0, it.lastIndexOf('::')));
  return [name, { name, after, entries: full(entries), modules: full([...own, ...modules]), worded: full(worded), texts, path: `${process.argv[2]}_${name}.wasm` }];
}));
try {
  if (isCut) split();
  else for (const { after, path } of parts.values()) if (after) writeFileSync(path, Buffer.from('\0asm\x01\0\0\0'));
  if (process.env.TRUNK_PROFILE === 'release') for (const { path } of parts.values()) execFileSync('wasm-opt', [...FEATURES, ...SMALL, path, '-o', path]);
} finally { rmSync(folder, { recursive: true }); }

function split() {
  const text = join(folder, 'whole.wat');
  forget(parts.get('bg').path);
  execFileSync('wasm-dis', [...FEATURES, parts.get('bg').path, '-o', text]);
  const items = topLevel(readFileSync(text, 'utf8'));
  const functions = new Map(items.filter((it) => it.kind === 'func').map((it) => [it.name, it]));
  const elements = items.filter((it) => it.kind === 'elem');
  if (elements.length !== 1) throw new Error(`the module has ${elements.length} lists of functions, where one is expected`);
  const table = tableOf(elements[0]);
  const places = placesOf(functions, table, new Set(items.filter((it) => it.kind === 'export').map(exported)));

  // Whoever cannot rely on the part of a function calls it through the table: an entry, by a slot of its own behind the last one.
  const slots = new Map();
  let size = table.first + table.names.length;
  for (const { calls, name } of functions.values()) {
    for (const callee of calls) if (functions.has(callee) && !comesAfter(places.get(name), places.get(callee)) && !slots.has(callee)) slots.set(callee, size++);
  }
  const reached = new Set([...slots.keys()].map(pathOf));
  const missing = [...parts.values()].flatMap((it) => it.entries).filter((it) => !reached.has(it));
  if (missing.length) throw new Error(`no function, or no call from another part: ${missing.join(', ')}; is it #[inline(never)]?`);

  // What one part uses of another: the name of its export, by what it is, such as `func $name`.
  const shared = new Map([...parts.keys()].map((it) => [it, new Map()]));
  let count = 0;
  const share = (part, what) => {
    const exports = shared.get(part);
    if (!exports.has(what)) exports.set(what, `$${(count++).toString(36)}`);
    return exports.get(what);
  };
  const constants = statics(process.argv[3]);
  const owners = ownersOf(constants, places);
  const whole = memoryOf(items.map((it) => it.text));
  const data = new Map([...parts.values()].map((part) => [part.name, take(items, constants.filter((_, index) => part.after && owners[index] === part.name))]));
  for (const part of parts.values()) data.get(part.name).push(...part.texts.map((text) => cutOut(items, text)));
  for (const part of parts.values()) if (part.after) isComplete(part, { items, data, constants, owners, whole });
  const module = { items, functions, places, slots, data, table: { ...table, size }, share };
  // Backwards, because a part exports what those after it use.
  const texts = [...parts.values()].reverse().map((part) => [part, part.after ? laterText(module, part.name, shared.get(part.name)) : firstText(module, shared.get(part.name))]);
  for (const [{ path }, text] of texts) assemble(text, path);
}

/** Tells whether a part can rely on another: it is that one, or is fetched after it. */
function comesAfter(part, other) {
  return part === other || (parts.get(part).after !== undefined && comesAfter(parts.get(part).after, other));
}

/** The last part that both can rely on. */
function commonPart(one, other) {
  return comesAfter(one, other) ? other : commonPart(one, parts.get(other).after);
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

/** The part of each function: that of its module or entry, and else the last one that all its callers can rely on. */
function placesOf(functions, table, exports) {
  const inTable = new Set(table.names);
  const taken = new Set([...functions.values()].flatMap((it) => [...uses(it.text, String.raw`ref\.func`)]));
  const callers = new Map();
  for (const { name, calls } of functions.values()) for (const callee of calls) callers.set(callee, [...callers.get(callee) ?? [], name]);
  const places = new Map(); // those that are not in it yet may lie anywhere
  const fixed = new Set();
  for (const name of functions.keys()) {
    const entry = [...parts.values()].find((it) => it.entries.includes(pathOf(name)));
    if (exports.has(name) || taken.has(name)) places.set(name, 'bg');
    else if (inTable.has(name)) places.set(name, partInTable(paths(name.slice(1))));
    else if (entry) places.set(name, entry.name);
    else if (!callers.has(name)) places.set(name, 'bg');
    if (entry && places.get(name) !== 'bg') fixed.add(name);
  }
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (const name of functions.keys()) {
      if (fixed.has(name)) continue;
      const around = [places.get(name), ...(callers.get(name) ?? []).map((it) => places.get(it))].filter(Boolean);
      const place = around.length ? around.reduce(commonPart) : undefined;
      if (place !== places.get(name)) { places.set(name, place); hasChanged = true; }
    }
  }
  for (const name of functions.keys()) if (!places.get(name)) places.set(name, 'bg'); // nobody calls them
  return places;
}

/** The part of a function that is called through the table, by all the paths in its name. */
function partInTable(named) {
  const isDrop = named[0] === 'core::ptr::drop_in_place';
  const lies = (it, module) => it === module || it.startsWith(`${module}::`);
  const mine = (part) => named.some((it, index) => (index === 0 || isDrop || it.endsWith('{closure}')) && part.modules.some((module) => lies(it, module)))
    || (named[0] === 'core::fmt' && part.worded.some((it) => named.includes(it)))
    || (part.after === 'bg' && named.includes('core::fmt::Debug')); // what only a programmer would read
  return [...parts.values()].find(mine)?.name ?? 'bg';
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

/** Takes a text apart out of the module's data; what it gives puts the text back at its address. */
function cutOut(items, name) {
  const mark = Buffer.from(`\x01${name}\x01`);
  for (const item of items.filter((it) => it.kind === 'data')) {
    const [, head, address, text] = /^( \(data \$\S+ )\(i32\.const (\d+)\) "(.*)"\)$/s.exec(item.text) ?? [];
    if (text === undefined) continue;
    const bytes = bytesOf(text);
    const from = bytes.indexOf(mark);
    if (from < 0) continue;
    const end = bytes.indexOf(1, from + mark.length) + 1;
    const cut = bytes.subarray(from, end);
    const left = Buffer.concat([bytes.subarray(0, from), Buffer.alloc(cut.length), bytes.subarray(end)]);
    item.text = `${head}(i32.const ${address}) "${escaped(left)}")`;
    return ` (data (i32.const ${Number(address) + from}) "${escaped(cut)}")`;
  }
  throw new Error(`the module has no text "${name}"`);
}

/** The part of each constant: the last one that all who use it can rely on. Those that share bytes lie in one part. */
function ownersOf(constants, places) {
  const owners = [];
  const shared = constants.map(() => []);
  constants.forEach(({ address, size }, index) => {
    for (let next = index + 1; next < constants.length && constants[next].address < address + size; next++) { shared[index].push(next); shared[next].push(index); }
  });
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    constants.forEach(({ functions, statics }, index) => {
      const others = [index, ...statics, ...shared[index]].map((it) => owners[it]);
      const users = [...[...functions].map((it) => places.get(`$${it}`) ?? 'bg'), ...others].filter(Boolean);
      const owner = users.length ? users.reduce(commonPart) : undefined;
      if (owner !== owners[index]) { owners[index] = owner; hasChanged = true; }
    });
  }
  return owners;
}

/** Takes constants out of the module's data; what it gives puts them back at their addresses. */
function take(items, constants) {
  const taken = [];
  for (const item of items.filter((it) => it.kind === 'data')) {
    const [, head, start, text] = /^( \(data \$\S+ )\(i32\.const (\d+)\) "(.*)"\)$/s.exec(item.text) ?? [];
    if (text === undefined) continue;
    const bytes = bytesOf(text);
    item.whole ??= Buffer.from(bytes); // what earlier parts have taken stands there as zeros by now
    const own = constants.filter(({ address }) => address >= Number(start) && address < Number(start) + bytes.length);
    const ranges = []; // neighbours in one, for a segment has a head of its own
    for (const { address, size } of own) {
      const from = address - Number(start);
      const last = ranges.at(-1);
      if (last && from - last.end < ALIGNED && item.whole.subarray(last.end, from).every((it) => it === 0)) last.end = Math.max(last.end, from + size);
      else ranges.push({ from, end: from + size });
    }
    for (const { from, end } of ranges) {
      taken.push(` (data (i32.const ${Number(start) + from}) "${escaped(bytes.subarray(from, end))}")`);
      bytes.fill(0, from, end);
    }
    item.text = `${head}(i32.const ${start}) "${escaped(bytes)}")`;
  }
  return taken;
}

/** Fails where a part, with all that it comes after, does not have every constant of theirs as it was. */
function isComplete(part, { items, data, constants, owners, whole }) {
  const chain = [];
  for (let name = part.name; parts.get(name).after; name = parts.get(name).after) chain.unshift(name);
  const memory = memoryOf([...items.map((it) => it.text), ...chain.flatMap((it) => data.get(it))]);
  constants.forEach(({ address, size }, index) => {
    for (let at = address; owners[index] && comesAfter(part.name, owners[index]) && at < address + size; at++) {
      if (memory.get(at) !== whole.get(at)) throw new Error(`part ${part.name} has another byte at ${at} than the whole engine`);
    }
  });
}

/** What stands in memory once these pieces of a module's text are there, in their order: bytes by address. */
function memoryOf(texts) {
  const memory = new Map();
  for (const text of texts) {
    const [, start, bytes] = /^ \(data (?:\$\S+ )?\(i32\.const (\d+)\) "(.*)"\)$/s.exec(text) ?? [];
    if (start) bytesOf(bytes).forEach((byte, index) => memory.set(Number(start) + index, byte));
  }
  return memory;
}

function bytesOf(text) {
  const NAMED = { t: 9, n: 10, r: 13, '"': 34, "'": 39, '\\': 92 };
  const bytes = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') bytes.push(...Buffer.from(text[at]));
    else if (text[at + 1] in NAMED) bytes.push(NAMED[text[++at]]);
    else { bytes.push(parseInt(text.slice(at + 1, at + 3), 16)); at += 2; }
  }
  return Buffer.from(bytes);
}

function escaped(bytes) {
  return [...bytes].map((it) => `\\${it.toString(16).padStart(2, '0')}`).join('');
}

function laterText({ items, functions, places, slots, data, table, share }, part, shared) {
  const bodies = [...functions.values()].filter((it) => places.get(it.name) === part);
  const text = bodies.map((it) => it.text).join('\n');
  const named = new Map(items.map((it) => [`${it.kind === 'import' ? 'func' : it.kind} ${it.name}`, it]));
  const [imports, stubs] = [[], []];
  const take = (what, name, type, from = 'bg') => imports.push(` (import "$" "${share(from, `${what} ${name}`)}" (${what} ${name} ${type}))`);
  const memory = items.find((it) => it.kind === 'memory');
  take('memory', memory.name, typeOf(memory));
  for (const it of items.filter((it) => it.kind === 'table')) take('table', it.name, it.name === table.name ? `${table.size} ${table.size} funcref` : typeOf(it));
  for (const name of new Set([...uses(text, String.raw`global\.get`), ...uses(text, String.raw`global\.set`)])) {
    take('global', name, /^(\(mut \w+\)|\w+)/.exec(typeOf(named.get(`global ${name}`)))[1]);
  }
  for (const name of uses(text, 'call')) {
    const place = places.get(name) ?? 'bg';
    if (place === part) continue;
    const item = named.get(`func ${name}`);
    if (comesAfter(part, place)) take('func', name, signature(item), place);
    else stubs.push(stub(item, slots.get(name), table));
  }
  const elements = [...slots].filter(([name]) => places.get(name) === part).map(([name, slot]) => [slot, name]);
  table.names.forEach((name, index) => { if (places.get(name) === part) elements.push([table.first + index, name]); });
  const fill = elements.map(([slot, name]) => ` (elem (table ${table.name}) (i32.const ${slot}) func ${name})`);
  const types = items.filter((it) => it.kind === 'type').map((it) => it.text);
  return ['(module', ...types, ...imports, ...fill, ...data.get(part), text, ...stubs, ...exportsOf(shared), ')'].join('\n');
}

function firstText({ items, functions, places, slots, table }, shared) {
  const isHere = (name) => !functions.has(name) || places.get(name) === 'bg';
  const called = new Set([...functions.values()].filter((it) => isHere(it.name)).flatMap((it) => [...it.calls]));
  const lines = items.map((it) => {
    if (it.kind === 'elem') {
      const names = table.names.map((name) => isHere(name) ? name : '$not_here');
      return ` (elem $0 (table ${table.name}) (i32.const ${table.first}) func ${names.join(' ')})`;
    }
    if (it.kind === 'table' && it.name === table.name) return ` (table ${table.name} ${table.size} ${table.size} funcref)`;
    if (it.kind !== 'func' || isHere(it.name)) return it.text;
    return called.has(it.name) ? stub(it, slots.get(it.name), table) : '';
  });
  return ['(module', ...lines, ' (func $not_here unreachable)', ...exportsOf(shared), ')'].join('\n');
}

function exportsOf(shared) {
  return [...shared].map(([what, short]) => ` (export "${short}" (${what}))`);
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

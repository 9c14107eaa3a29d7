// What a linked module says of its constants: where each lies in memory, which functions use it, and which other constants do.
//
// The linker tells it where it is asked to (--emit-relocs): every place in code and data that holds an address, and of what.
// Source: WebAssembly tool conventions, Linking.md.
import { readFileSync, writeFileSync } from 'node:fs';

const [CUSTOM, IMPORT, CODE, DATA] = [0, 2, 10, 11];
const SYMBOL_TABLE = 8;
const [FUNCTION, DATUM, SECTION] = [0, 1, 3];
const [UNDEFINED, EXPLICIT_NAME] = [0x10, 0x40];
// Relocations that name a constant, and those with an addend behind them.
const OF_MEMORY = new Set([3, 4, 5, 11, 14, 15, 16, 17, 21, 23, 25]);
const WITH_ADDEND = new Set([...OF_MEMORY, 8, 9, 22]);

/** Takes out of a module what the linker has told of it, which is right no more once the module was changed. */
export function forget(path) {
  const bytes = readFileSync(path);
  const kept = sections(bytes).filter(({ name }) => name !== 'linking' && !name?.startsWith('reloc.'));
  writeFileSync(path, Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ head, end }) => bytes.subarray(head, end))]));
}

/** Every constant: `{ address, size, functions, statics }`, with the names of functions and the places of constants in the list that use it. */
export function statics(path) {
  const bytes = readFileSync(path);
  let at;
  const number = () => {
    const [value, end] = unsigned(bytes, at);
    at = end;
    return value;
  };
  const name = () => {
    const length = number();
    return bytes.toString('latin1', at, at += length);
  };
  const list = (read) => Array.from({ length: number() }, read);
  const all = sections(bytes);
  const go = (section) => { at = section.body; return section; };
  const called = (wanted) => all.find((it) => it.name === wanted);
  if (!called('linking') || !called('reloc.CODE')) throw new Error(`${path} does not say what uses its constants; was it linked with --emit-relocs?`);

  // How a place in the code leads to a function: functions begin where their bodies do, behind those that are imported.
  go(all.find((it) => it.id === IMPORT));
  let imported = 0;
  list(() => {
    name();
    name();
    const kind = bytes[at++];
    if (kind === 0) { imported++; number(); } else throw new Error('only functions are expected among the imports');
  });
  const code = go(all.find((it) => it.id === CODE));
  const bodies = list(() => { const size = number(); const start = at; at += size; return { start, end: at }; });
  const segments = (go(all.find((it) => it.id === DATA)), list(() => {
    if (number() !== 0) throw new Error('only active segments of the one memory are expected');
    at++; // i32.const
    const address = number();
    at++; // end
    const size = number();
    const start = at;
    at += size;
    return { address, start, end: at };
  }));

  const names = new Map(); // of functions, by their index
  const symbols = [];
  const linking = go(called('linking'));
  number(); // the version
  while (at < linking.end) {
    const kind = bytes[at++];
    const end = number() + at;
    if (kind === SYMBOL_TABLE) {
      list(() => {
        const type = bytes[at++];
        const flags = number();
        const symbol = { type };
        if (type === DATUM) {
          name();
          if (!(flags & UNDEFINED)) Object.assign(symbol, { segment: number(), offset: number(), size: number() });
        } else if (type === SECTION) number();
        else {
          const index = number();
          if (!(flags & UNDEFINED) || flags & EXPLICIT_NAME) { const own = name(); if (type === FUNCTION) names.set(index, own); }
        }
        symbols.push(symbol);
      });
    }
    at = end;
  }

  const found = new Map(); // constants, by the number of their symbol
  symbols.forEach(({ type, segment, offset, size }, index) => {
    const place = type === DATUM && size > 0 && segments[segment];
    if (place) found.set(index, { address: place.address + offset, start: place.start + offset, size, functions: new Set(), statics: new Set() });
  });
  const sorted = [...found.values()].sort((one, other) => one.start - other.start);
  const holder = (those, place) => {
    let [low, high] = [0, those.length];
    while (low < high) { const middle = (low + high) >> 1; if (those[middle].start <= place) low = middle + 1; else high = middle; }
    return low - 1;
  };
  for (const [section, place] of [['reloc.CODE', code], ['reloc.DATA', all.find((it) => it.id === DATA)]]) {
    if (!called(section)) continue;
    go(called(section));
    number(); // the section that it is about
    list(() => {
      const type = bytes[at++];
      const offset = number() + place.body;
      const symbol = number();
      if (WITH_ADDEND.has(type)) number();
      const used = OF_MEMORY.has(type) && found.get(symbol);
      if (!used) return;
      if (place === code) used.functions.add(names.get(imported + holder(bodies, offset)));
      else used.statics.add(holder(sorted, offset));
    });
  }
  return sorted;
}

/** The sections of a module: `{ id, name, head, body, end }`, the places of their first byte, of what is in them and of the next one. */
function sections(bytes) {
  const found = [];
  for (let head = 8; head < bytes.length;) {
    const id = bytes[head];
    const [size, start] = unsigned(bytes, head + 1);
    const [length, after] = id === CUSTOM ? unsigned(bytes, start) : [0, start];
    const end = start + size;
    found.push({ id, name: id === CUSTOM ? bytes.toString('latin1', after, after + length) : undefined, head, body: after + length, end });
    head = end;
  }
  return found;
}

/** A number (unsigned LEB128), and the place behind it. */
function unsigned(bytes, at) {
  for (let value = 0, scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

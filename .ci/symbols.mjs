// Rust's v0 symbols: the paths that a symbol names, such as `referral_form::ui::review::review::{closure}`.
//
// The first is the path of the function itself. Types that are no path, and the generic arguments of a path, are left out of it;
// the paths within those come as further ones. Source: Rust RFC 2603.

/** Every path that the symbol names, in the order of their places; empty for a name that is no such symbol. */
export function paths(symbol) {
  if (!symbol.startsWith('_R')) return [];
  const found = [];
  for (let at = 2; at < symbol.length; at++) {
    const path = /[NCIMXY]/.test(symbol[at]) && read(symbol, at);
    if (path) found.push(path.text);
  }
  return found;
}

/** The path at a place, with the place behind it; `null` where none is there. */
function read(symbol, at) {
  switch (symbol[at]) {
    case 'C': return name(symbol, at + 1, '');
    case 'N': {
      const space = symbol[at + 1];
      const parent = space && read(symbol, at + 2);
      if (!parent) return null;
      if (space === 'C') { const end = closure(symbol, parent.end); return end && { text: `${parent.text}::{closure}`, end }; }
      const own = name(symbol, parent.end, `${parent.text}::`);
      return own;
    }
    case 'B': {
      const [, digits] = /^B([0-9A-Za-z]*)_/.exec(symbol.slice(at)) ?? [];
      if (digits === undefined) return null;
      const target = 2 + number(digits);
      if (target >= at) return null;
      const path = read(symbol, target);
      return path && { text: path.text, end: at + digits.length + 2 };
    }
    case 'I': return read(symbol, at + 1); // its arguments follow, and are found by themselves
    case 'M': return read(symbol, disambiguated(symbol, at + 1));
    default: return null;
  }
}

function closure(symbol, at) {
  const [taken] = /^(s[0-9A-Za-z]*_)?0/.exec(symbol.slice(at)) ?? [];
  return taken && at + taken.length;
}

function name(symbol, at, before) {
  const [head, , length] = /^(s[0-9A-Za-z]*_)?u?(\d+)_?/.exec(symbol.slice(at)) ?? [];
  if (!head) return null;
  const from = at + head.length;
  return { text: before + symbol.substr(from, Number(length)), end: from + Number(length) };
}

function disambiguated(symbol, at) {
  return at + (/^s[0-9A-Za-z]*_/.exec(symbol.slice(at))?.[0].length ?? 0);
}

/** A number in base 62, where nothing is 0 and `0` is 1. */
function number(digits) {
  const value = (it) => '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(it);
  return digits ? [...digits].reduce((sum, it) => sum * 62 + value(it), 0) + 1 : 0;
}

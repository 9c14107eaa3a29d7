// Lists and texts by the language's own syntax: pages have put functions of their own in the place of `map`, `find`, `split` and the like.

/** @template T, U @param {Iterable<T>} list @param {(entry: T, index: number) => U} make @returns {U[]} */
export function mapped(list, make) {
  /** @type {U[]} */
  const made = [];
  for (const entry of list) made[made.length] = make(entry, made.length);
  return made;
}

/** @template T @param {Iterable<T>} list @param {(entry: T) => boolean} is @returns {T | undefined} */
export function first(list, is) {
  for (const entry of list) if (is(entry)) return entry;
  return undefined;
}

/** @template T @param {Iterable<T>} list @param {(entry: T) => boolean} is */
export function all(list, is) {
  for (const entry of list) if (!is(entry)) return false;
  return true;
}

/** A text without the white space around it; nothing where that is all. @param {string | null | undefined} text */
export const trimmed = (text) => /\S(?:[^]*\S)?/.exec(text ?? '')?.[0];

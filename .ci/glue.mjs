// What is done to wasm-bindgen's glue, whichever engine it belongs to.

/** What the engine takes from the page's globals, it takes while it loads: what the page puts in their place later does not reach it. */
export function captured(...names) {
  return `const { ${names.join(', ')} } = globalThis;\n`;
}

/** What the glue takes from them. Whatever a page has put in the place of `fetch`, it answers or fails, and never throws into the engine. */
export const OWN = `${captured('queueMicrotask', 'Array', 'Date', 'Object', 'Promise', 'Response', 'TextDecoder', 'Uint8Array', 'URL', 'URLSearchParams')}\
const Reflect = { get: globalThis.Reflect.get, set: globalThis.Reflect.set, construct: globalThis.Reflect.construct };
const { fetch: given } = globalThis;
const fetch = async (...all) => given(...all);
`;

/**
 * Puts short names for imports and shims into a text, always the same one for the same name; `__wbg_set_wasm` is no shim.
 *
 * wasm-bindgen names each by what it does and a hash; the glue and the module repeat those names, and hashes do not compress.
 */
export function renamer() {
  const short = new Map();
  return (text) => text.replace(/\b(?!__wbg_set_wasm)(__wbg_|__wbindgen_cast|_R)\w+/g, (name) => {
    if (!short.has(name)) short.set(name, `_${short.size.toString(36)}`);
    return short.get(name);
  });
}

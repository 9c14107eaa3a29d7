// The engine: WebAssembly with its glue or, where that is refused, the same engine as JavaScript.
//
// It is downloaded once for any number of elements. Parts of the WebAssembly are fetched when they are needed; the JavaScript is whole.
import { BASE, NAME, module, own } from './files.js';

const { WebAssembly } = window; // as it is now: the page may put its own in its place later
const GLUE = `${NAME}-engine.js`;
const WHOLE = `${NAME}-engine-javascript.js`;
const file = (part) => `${NAME}-engine_${part}.wasm`;

let files; // of the engine, on their way
let loading;
let exports; // of all parts that are here
const ahead = new Map(); // answers by the name of their part, until it is wanted

/** Tells whether the engine can be asked at once. */
export let isHere = false;

/** Sets the files of the engine on their way. */
export function fetchAhead() {
  files ??= isRefused() ? [whole()] : [module(GLUE), own(file('bg'))];
  for (const it of files) it.catch(() => {}); // whoever loads the engine hears of it
}

/** Sets a part on its way. */
export function fetchPart(name) {
  if (ahead.has(name) || isHere || isRefused()) return;
  const answer = own(file(name));
  answer.catch(() => {}); // whoever wants it asks again
  ahead.set(name, answer);
}

/** Gives the engine, as `{ mount, unmount, languageChanged, ask, part }`; after a failure the next who asks tries again. */
export const load = () => loading ??= begin().catch((error) => {
  loading = files = undefined;
  throw error;
});

async function begin() {
  fetchAhead();
  const [glue, wasm] = await Promise.all(files);
  if (wasm) exports = { ...await glue.default({ module_or_path: wasm }) };
  isHere = true;
  return wasm ? { ...glue, part } : glue;
}

async function part(name) {
  const answer = ahead.get(name) ?? own(file(name));
  ahead.delete(name);
  const code = await (await answer).arrayBuffer();
  const { instance } = await WebAssembly.instantiate(code, { $: exports });
  exports = { ...exports, ...instance.exports };
}

function whole() {
  console.warn(`<${NAME}> runs as JavaScript, ${MORE_KB} kB more before it shows: the page or the browser refuses WebAssembly. `
    + "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy.");
  return module(WHOLE);
}

/** Asked before anything is fetched, with the shortest module there is; WebKit compiles it all the same, and refuses to run it. */
function isRefused() {
  try {
    return !new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return true;
  }
}

/** Tells whether an error is the end of the engine, which answers nothing any more. */
export const isEnd = (error) => error?.name === 'RuntimeError' && error.stack.includes(`${NAME}-engine`);

/** What the author of the page can do about a failure. */
export const REMEDY = `see that the files ${NAME}-engine… of this script's release are in ${BASE}, that script-src and connect-src of the page's `
  + `Content-Security-Policy name ${new URL(BASE).origin}, and that their headers are right: Content-Type, and Access-Control-Allow-Origin where the page is of another origin.`;

// The engine: WebAssembly with its glue or, where that is refused, the same engine as JavaScript.
//
// It is downloaded once for any number of elements. What failed, or was something else than the engine (a guest network answers
// everything with its own page), is asked for once more, past the HTTP cache.
import { BASE, NAME, module, own } from './files.js';

/** @typedef {import('./embedding.js').Engine} Engine */

const { Promise, WebAssembly } = window; // as it is now: the page may put its own in its place later
const GLUE = `${NAME}-engine.js`;
const MODULE = `${NAME}-engine_bg.wasm`;
const WHOLE = `${NAME}-engine-javascript.js`;

/** @type {Promise<any>[] | undefined} files of the engine, on their way */
let files;
/** @type {Promise<Engine> | undefined} */
let loading;
/** What the engine that runs remembers. @type {{ readonly buffer: ArrayBuffer } | undefined} */
let memory;

/** Sets the files of the engine on their way. */
export function fetchAhead() {
  if (!loading) files ??= fetchAll(false);
}

/** Gives the engine; after a failure the next who asks tries again. */
export function load() {
  loading ??= begin().catch((error) => {
    loading = undefined;
    console.error(`<${NAME}> could not start: ${REMEDY}`, error);
    throw error;
  });
  return loading;
}

async function begin() {
  try {
    return await soon(ready(files ?? fetchAll(false)));
  } catch {
    return await soon(ready(fetchAll(true)));
  } finally {
    files = undefined;
  }
}

/** How long the engine is waited for, in milliseconds: a network that brings it later is as good as none. */
const PATIENCE_MS = 90_000;

/** Gives up what does not come. @template T @param {Promise<T>} coming @returns {Promise<T>} */
function soon(coming) {
  const tooLate = new Promise((_, fail) => { setTimeout(fail, PATIENCE_MS, new Error(`${PATIENCE_MS / 1000} s have passed without it.`)); });
  return Promise.race([coming, tooLate]);
}

/** @param {Promise<any>[]} files @returns {Promise<Engine>} */
async function ready(files) {
  const [glue, wasm] = await Promise.all(files);
  if (wasm) await glue.default({ module_or_path: wasm });
  memory = glue.remembered();
  return glue;
}

/** @param {boolean} isAgain @returns {Promise<any>[]} */
function fetchAll(isAgain) {
  const all = isRefused() ? [whole(isAgain)] : [module(GLUE, isAgain), own(MODULE, isAgain)];
  for (const file of all) file.catch(() => {}); // whoever loads the engine hears of it
  return all;
}

/** @param {boolean} isAgain */
function whole(isAgain) {
  console.warn(`<${NAME}> runs as JavaScript, ${MORE_KB} kB more before it shows: the page or the browser refuses WebAssembly. `
    + "Add 'wasm-unsafe-eval' to the script-src of the page's Content-Security-Policy.");
  return module(WHOLE, isAgain);
}

/** Asked before anything is fetched, with the shortest module there is; WebKit compiles it all the same, and refuses to run it. */
function isRefused() {
  try {
    return !new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return true;
  }
}

/** Whether an error is the end of the engine, which answers nothing any more. @param {any} error */
export const isEnd = (error) => error?.name === 'RuntimeError' && error.stack.includes(`${NAME}-engine`);

/**
 * Has the engine forget all, once it has come to its end; false where it has before. Whatever still calls it then ends at once, since no
 * address that it reads leads anywhere.
 */
export function forget() {
  if (!memory) return false;
  new Uint8Array(memory.buffer).fill(255);
  memory = undefined;
  loading = Promise.reject(new Error(`<${NAME}> has broken down, and runs again once the page is loaded anew.`));
  loading.catch(() => {});
  return true;
}

/** What the author of the page can do about a failure. */
const REMEDY = `see that the files ${NAME}-engine… of this script's release are in ${BASE}, that script-src and connect-src of the page's `
  + `Content-Security-Policy name ${new URL(BASE).origin}, and that their headers are right: Content-Type, and Access-Control-Allow-Origin where the page is of another origin.`;

// Translates the engine to JavaScript, for pages whose policy refuses WebAssembly: `node .ci/javascript.mjs MODULE CACHE OUT`.
//
// MODULE is what rustc made, the very module that the WebAssembly comes from. OUT becomes one module script with its glue, whole: it has no
// parts. It is kept in the folder CACHE, and made again only where MODULE or what makes it has changed.
//
// wasm2js knows neither references, nor sign extension, nor conversions that do not trap. So wasm-bindgen is told that the module has none
// (then its glue keeps the page's objects in an array), and wasm-opt takes the others out.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN, captured, renamer } from './glue.mjs';
import { forget } from './statics.mjs';

const LOWERED = ['--enable-bulk-memory', '--enable-bulk-memory-opt', '--enable-mutable-globals', '--enable-nontrapping-float-to-int', '--enable-sign-ext', '--llvm-nontrapping-fptoint-lowering', '--signext-lowering'];
const SMALL = ['-Oz', '--low-memory-unused', '--strip-debug', '--strip-producers'];
/** How many places of its array the glue keeps for itself. Source: wasm-bindgen, `JSIDX_RESERVED`. */
const RESERVED = 1028;
/** The globals that wasm2js's script uses, again whenever the memory grows. */
const USED = ['ArrayBuffer', 'Error', 'Float32Array', 'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Math', 'Object', 'Uint8Array', 'Uint16Array', 'Uint32Array'];

const [source, cache, out] = process.argv.slice(2);
const whole = join(cache, 'whole.js');
const mark = join(cache, 'made-from');
const madeFrom = digest([source, ...['javascript.mjs', 'glue.mjs', 'statics.mjs', 'tools'].map((it) => new URL(it, import.meta.url))]);
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== madeFrom) {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  translate();
  writeFileSync(mark, madeFrom);
}
copyFileSync(whole, out);

function digest(paths) {
  return paths.reduce((hash, path) => hash.update(readFileSync(path)), createHash('sha256')).digest('hex');
}

function translate() {
  const at = (name) => join(cache, name);
  writeFileSync(at('plain.wasm'), without(readFileSync(source), ['reference-types', 'multivalue']));
  execFileSync('wasm-bindgen', ['--target', 'bundler', '--no-typescript', '--no-demangle', '--out-dir', cache, '--out-name', 'engine', at('plain.wasm')]);
  forget(at('engine_bg.wasm'));
  execFileSync('wasm-opt', [...LOWERED, ...SMALL, at('engine_bg.wasm'), '-o', at('engine_bg.wasm')]);
  execFileSync('wasm2js', ['-Oz', '--enable-bulk-memory', at('engine_bg.wasm'), '-o', at('translated.js')]);

  const rename = renamer();
  const shortened = (name, head, pairs) => writeFileSync(at(name), head + rename(replaced(read(at(name)), pairs)));
  shortened('engine_bg.js', OWN, [
    // Memory that has grown lies elsewhere, and nothing tells the views of the old one that it does.
    [/cachedUint8ArrayMemory0\.byteLength === 0/, 'cachedUint8ArrayMemory0.buffer !== wasm.memory.buffer'],
    [/cachedDataViewMemory0\.buffer\.detached === true \|\| \(.*?\)(?=\) \{)/, 'cachedDataViewMemory0.buffer !== wasm.memory.buffer'],
  ]);
  shortened('translated.js', captured(...USED), [
    [/import \* as (\w+) from '__wbindgen_externref_xform__';/, `const $1 = { __wbindgen_externref_statics_end: () => ${RESERVED} };`],
    // A page may have put names into Object.prototype that the description of a property then has. So nothing describes one: neither
    // this object, nor what would stand for a module that is handed on as a whole.
    [/Object\.create\(Object\.prototype, \{\s*"grow".*?return buffer;\s*\}\s*\}\s*\}\)/s, '{ get buffer() { return buffer; } }'],
    [/ var (\$\w+) = imports\["\.\/engine_bg\.js"\];\n/, ''],
    [/ {2}"\.\/engine_bg\.js": \$\w+,\n/, ''],
    [/\nvar retasmFunc = /, '\nexport var retasmFunc = '],
    [/export var (\w+) = retasmFunc\.\1;\n/g, ''],
    // The loader knows the end of an engine by this name.
    [/throw new Error\('abort'\)/, "throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' })"],
  ]);
  writeFileSync(at('engine.js'), replaced(read(at('engine.js')), [[/\* as wasm from ".\/engine_bg\.wasm"/, '{ retasmFunc as wasm } from "./translated.js"']]));
  execFileSync('esbuild', [at('engine.js'), '--bundle', '--minify', '--format=esm', '--target=es2022', '--log-level=warning', `--outfile=${whole}`], { stdio: 'inherit' });
}

/** The module, saying that it was built for machines without these features. */
function without(bytes, features) {
  for (const name of features) {
    const at = bytes.lastIndexOf(`+${String.fromCharCode(name.length)}${name}`);
    if (at > 0) bytes[at] = '-'.charCodeAt();
  }
  return bytes;
}

function read(path) {
  return readFileSync(path, 'utf8');
}

function replaced(text, pairs) {
  return pairs.reduce((text, [before, after]) => {
    if (!before.test(text)) throw new Error(`nothing in what was made looks like ${before}`);
    return text.replace(before, after);
  }, text);
}

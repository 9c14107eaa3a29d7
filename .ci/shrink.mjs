// Makes the engine's two files small: `node .ci/shrink.mjs PATH`, where wasm-bindgen made PATH.js and PATH_bg.wasm.
//
// Names of imports and shims become numbers, the same in both; the engine's own modules of JavaScript, which wasm-bindgen puts into a
// folder, join the glue; and terser takes the rest of the air out of it.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minify } from '../.tools/node_modules/terser/dist/bundle.min.js';
import { OWN, renamer } from './glue.mjs';

const [path] = process.argv.slice(2);
const [glue, module] = [`${path}.js`, `${path}_bg.wasm`];

const rename = renamer();
writeFileSync(module, renamed(readFileSync(module)));
writeFileSync(glue, OWN + rename(readFileSync(glue, 'utf8')));
execFileSync('esbuild', [glue, '--bundle', '--format=esm', '--target=es2022', '--log-level=warning', '--allow-overwrite', `--outfile=${glue}`], { stdio: 'inherit' });
rmSync(join(dirname(glue), 'snippets'), { recursive: true });
const { code } = await minify(readFileSync(glue, 'utf8'), { module: true, compress: { passes: 2 }, mangle: true });
writeFileSync(glue, code);

/** The module with short names in its import and export sections. */
function renamed(bytes) {
  const parts = [bytes.subarray(0, 8)];
  let at = 8;
  const number = () => { // unsigned LEB128
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const leb = (value) => {
    const out = [];
    do { out.push((value & 127) | (value > 127 ? 128 : 0)); value >>>= 7; } while (value);
    return Buffer.from(out);
  };
  const text = () => { const length = number(); return bytes.toString('utf8', at, at += length); };
  const sized = (buffer) => Buffer.concat([leb(buffer.length), buffer]);
  const limits = () => { if (number() & 1) number(); number(); };
  const skip = { 0: number, 1: () => { number(); limits(); }, 2: limits, 3: () => { number(); number(); }, 4: () => { number(); number(); } };
  while (at < bytes.length) {
    const [id, length] = [bytes[at++], number()];
    const end = at + length;
    if (id === 2 || id === 7) {
      const count = number();
      const entries = [leb(count)];
      for (let left = count; left > 0; left--) {
        if (id === 2) entries.push(sized(Buffer.from(text())));
        entries.push(sized(Buffer.from(rename(text()))));
        const from = at;
        const kind = bytes[at++];
        if (id === 2) skip[kind](); else number();
        entries.push(bytes.subarray(from, at));
      }
      parts.push(Buffer.from([id]), sized(Buffer.concat(entries)));
    } else parts.push(Buffer.from([id]), leb(length), bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

// Joins the loader's modules to the one small file that pages include: `node .ci/loader.mjs ENGINE OUT [PLACE DIGESTS]`.
//
// ENGINE is the folder with the engine, which tells what it weighs. A release says where its engine will lie, as seen from OUT, and
// the digests of its files, as JSON by name; otherwise the engine lies beside OUT.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { minify } from '../.tools/node_modules/terser/dist/bundle.min.js';

const [engine, out, place = './', digests = '{}'] = process.argv.slice(2);

const weight = (name) => existsSync(`${engine}/${name}`) ? brotliCompressSync(readFileSync(`${engine}/${name}`)).length : 0; // a build to try things has not all
const more = weight('referral-form-engine-javascript.js') - weight('referral-form-engine.js') - weight('referral-form-engine_bg.wasm');

const at = (path) => new URL(`../${path}`, import.meta.url).pathname;
const source = at('src/embed/loader.js');

// The cover's look, in the order of its cascade layers, and the words that it says.
const styles = ['tokens', 'base', 'layout', 'components', 'states'].map((it) => readFileSync(at(`style/${it}.css`), 'utf8')).join('');
const look = execFileSync('esbuild', ['--loader=css', '--minify'], { input: styles, encoding: 'utf8' }).trim();
const cover = readFileSync(at('src/embed/cover.js'), 'utf8');
const english = Object.entries(JSON.parse(readFileSync(at('src/i18n/catalogues/en.json'), 'utf8')));
const words = english.filter(([name]) => cover.includes(`'${name}'`)).map(([name, text]) => [name, text.other ?? text]);

const whole = execFileSync('esbuild', [
  source, '--bundle', '--format=esm', '--target=es2022', '--log-level=warning',
  `--define:PLACE=${JSON.stringify(place)}`, `--define:DIGESTS=${digests}`, `--define:LOOK=${JSON.stringify(look)}`,
  `--define:WORDS=${JSON.stringify(Object.fromEntries(words))}`, `--define:MORE_KB=${Math.round(more / 1000)}`,
], { encoding: 'utf8' });
const { code } = await minify(whole, { module: true, compress: { passes: 2 }, mangle: true });
// Chromium compiles all of it then while it is on its way, and none of it when it is first called.
writeFileSync(out, `//# allFunctionsCalledOnLoad\n${code}`);

// Joins the loader's modules to the one small file that pages include: `node .ci/loader.mjs ENGINE OUT [PLACE DIGESTS]`.
//
// ENGINE is the folder with the engine, which tells what it weighs. A release says where its engine will lie, as seen from OUT, and
// the digests of its files, as JSON by name; otherwise the engine lies beside OUT.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const [engine, out, place = './', digests = '{}'] = process.argv.slice(2);

const weight = (name) => existsSync(`${engine}/${name}`) ? brotliCompressSync(readFileSync(`${engine}/${name}`)).length : 0; // a build to try things has not all
const more = weight('referral-form-engine-javascript.js') - weight('referral-form-engine.js') - weight('referral-form-engine_bg.wasm');

const source = new URL('../src/embed/loader.js', import.meta.url).pathname;
execFileSync('esbuild', [
  source, '--bundle', '--minify', '--format=esm', '--target=es2022', '--log-level=warning', `--outfile=${out}`,
  `--define:PLACE=${JSON.stringify(place)}`, `--define:DIGESTS=${digests}`, `--define:MORE_KB=${Math.round(more / 1000)}`,
], { stdio: 'inherit' });

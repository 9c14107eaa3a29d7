// Bundles a contestant's page script for production, minified, as each one's guide asks of whoever builds with a bundler.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const MODULE = /^bench:(.*)$/;

/** Compiles `entry` to `form.js` and, where it imports styles, `form.css`. `packages` is the folder with node_modules; `modules` are texts that it imports as `bench:NAME`. */
export async function bundle(entry, { packages, form, modules = {}, define = {} }) {
  const { build } = createRequire(join(packages, 'package.json'))('esbuild');
  const own = { form: JSON.stringify(form), ...modules };
  const given = {
    name: 'given',
    setup(it) {
      it.onResolve({ filter: MODULE }, ({ path }) => ({ path: path.match(MODULE)[1], namespace: 'given' }));
      it.onLoad({ filter: /.*/, namespace: 'given' }, ({ path }) => ({ contents: own[path], loader: path === 'form' ? 'json' : 'js', resolveDir: packages }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: packages, sourcefile: 'form.js' },
    bundle: true, minify: true, format: 'esm', target: 'chrome120', write: false, outdir: '/', entryNames: 'form', legalComments: 'none', logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    loader: { '.svg': 'dataurl' },
    plugins: [given],
  });
  return Object.fromEntries(outputFiles.map((it) => [it.path.endsWith('.css') ? 'form.css' : 'form.js', Buffer.from(it.contents)]));
}

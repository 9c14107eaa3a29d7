// Makes a release of a built widget: `node .ci/release.mjs DIST OUT COMMAND`, where COMMAND is the built `referral-form`.
//
// OUT gets a folder to put on a web server, and the npm package with the same files. Everything but the loader lies in a folder whose
// name is the digest of what is in it, so a server may let browsers keep it for ever; the loader knows the digest of each file that it
// loads. Nothing here depends on the day or the machine.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [dist, out, command] = process.argv.slice(2);
const NAME = 'referral-form';
const version = /^version = "(.+)"$/m.exec(readFileSync('Cargo.toml', 'utf8'))[1];
const folder = join(out, `${NAME}-${version}`);
rmSync(out, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const digest = (algorithm, bytes) => createHash(algorithm).update(bytes);
const sri = (bytes) => `sha384-${digest('sha384', bytes).digest('base64')}`;
// Data that is in the engine and comes in no crate.
const DATA = [{ name: 'libphonenumber metadata', version: '9.0.43', file: 'src/domain/validate/phone_plan.rs', copyright: 'Copyright (C) The Libphonenumber Authors', purl: 'pkg:pypi/phonenumbers@9.0.43' }];
const read = (name) => readFileSync(join(dist, name));

// The engine and its words.
const engine = readdirSync(dist).filter((it) => /^referral-form-(engine[\w-]*\.(js|wasm)|[A-Za-z-]+\.json)$/.test(it)).sort();
const whole = createHash('sha256');
for (const name of engine) whole.update(`${name}\0`).update(digest('sha256', read(name)).digest());
const place = `${NAME}-${whole.digest('hex').slice(0, 12)}`;
mkdirSync(join(folder, place));
for (const name of engine) cpSync(join(dist, name), join(folder, place, name));

// The loader, which finds them there.
const digests = Object.fromEntries(engine.filter((it) => !it.endsWith('.json')).map((it) => [it, sri(read(it))]));
execFileSync('node', ['.ci/loader.mjs', dist, join(folder, `${NAME}.js`), `./${place}/`, JSON.stringify(digests)]);

// What else a page may want.
for (const name of [`${NAME}.d.ts`, `${NAME}-react.d.ts`, 'custom-elements.json', `${NAME}-offline.js`, `${NAME}-page.html`, `${NAME}-page.js`]) if (existsSync(join(dist, name))) cpSync(join(dist, name), join(folder, name));
cpSync(join(dist, 'themes'), join(folder, 'themes'), { recursive: true });
for (const name of ['examples', 'docs']) cpSync(name, join(folder, name), { recursive: true });
for (const name of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'CHANGELOG.md', 'SECURITY.md']) cpSync(name, join(folder, name));
writeFileSync(join(folder, 'study.schema.json'), execFileSync(command, ['schema']));
execFileSync('node', ['.ci/worker.mjs', 'src/embed/worker.js', folder]);

// What it is made of.
const parts = packages();
writeFileSync(join(folder, 'sbom.cdx.json'), json(sbom(parts)));
writeFileSync(join(folder, 'THIRD-PARTY.txt'), [...parts.map(licence), ...DATA.map(dataLicence)].join(`\n${'-'.repeat(80)}\n\n`));

const files = listed(folder).filter((it) => /\.(js|wasm|css)$/.test(it));
// What a page may fetch ahead. Browsers take no digest for a preloaded file of this kind; the loader holds it against its own.
const head = [
  `<link rel="modulepreload" href="${place}/${NAME}-engine.js" integrity="${digests[`${NAME}-engine.js`]}" crossorigin>`,
  `<link rel="preload" href="${place}/${NAME}-engine_bg.wasm" as="fetch" crossorigin>`,
];
writeFileSync(join(folder, 'integrity.json'), json({
  version,
  head,
  integrity: Object.fromEntries(files.map((it) => [it, sri(readFileSync(join(folder, it)))])),
  contentSecurityPolicy: {
    'script-src': "'wasm-unsafe-eval' and the place of these files",
    'connect-src': "the place of these files, that of the study file, and the endpoint's origin",
    'worker-src': `the place of these files, where a page uses ${NAME}-offline.js`,
  },
  contentSecurityPolicyWithoutWebAssembly: { // which is larger and slower
    'script-src': 'the place of these files',
  },
}));
writeFileSync(join(folder, 'package.json'), json({
  name: NAME,
  version,
  description: 'A referral form for clinical studies: one script tag, checked in the browser, sent with consent',
  license: 'MIT OR Apache-2.0',
  type: 'module',
  exports: { '.': { types: `./${NAME}.d.ts`, default: `./${NAME}.js` }, './*': './*' },
  types: `./${NAME}.d.ts`,
  customElements: 'custom-elements.json',
  sideEffects: true,
}));
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', '..'], { cwd: folder, encoding: 'utf8' }).trim();
console.log(`${folder}: ${listed(folder).length} files\n${join(out, basename(packed))}: ${sri(readFileSync(join(out, basename(packed))))}`);

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function listed(root, below = '') {
  return readdirSync(join(root, below), { withFileTypes: true })
    .flatMap((it) => it.isDirectory() ? listed(root, join(below, it.name)) : [join(below, it.name)]).sort();
}

/** The crates whose code is in the engine: what it depends on for WebAssembly, without what only builds or tests it. */
function packages() {
  const metadata = JSON.parse(execFileSync('cargo', ['metadata', '--locked', '--format-version', '1', '--filter-platform', 'wasm32-unknown-unknown'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
  const nodes = new Map(metadata.resolve.nodes.map((it) => [it.id, it]));
  const byId = new Map(metadata.packages.map((it) => [it.id, it]));
  const isMacro = (id) => byId.get(id).targets.some((it) => it.kind.includes('proc-macro'));
  const found = new Set();
  const visit = (id) => {
    if (found.has(id) || isMacro(id)) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some((it) => it.kind === null)) visit(pkg);
  };
  visit(metadata.resolve.root);
  found.delete(metadata.resolve.root);
  const checksums = new Map([...readFileSync('Cargo.lock', 'utf8').matchAll(/^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"$/gm)].map(([, name, version, sum]) => [`${name}@${version}`, sum]));
  const direct = new Set(nodes.get(metadata.resolve.root).deps.map((it) => it.pkg));
  const part = (id) => ({ ...byId.get(id), isDirect: direct.has(id), checksum: checksums.get(`${byId.get(id).name}@${byId.get(id).version}`), needs: nodes.get(id).deps.map((it) => it.pkg).filter((it) => found.has(it)).map((it) => byId.get(it)) });
  return [...found].map(part).sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'));
}

/** Source: CycloneDX 1.5. A crate of our own that stands in for another is told as what it is: it has no address in a registry. */
function sbom(parts) {
  const self = `pkg:npm/${NAME}@${version}`;
  const refOf = (it) => it.source ? `pkg:cargo/${it.name}@${it.version}` : `stand-in:${it.name}@${it.version}`;
  const component = (it) => ({
    type: 'library', name: it.name, version: it.version, 'bom-ref': refOf(it),
    ...it.source ? { purl: refOf(it) } : { description: `Not the crate of this name: ${it.description}`, pedigree: { notes: `Written for ${NAME}, in the place of pkg:cargo/${it.name}@${it.version}; none of its code is in here.` } },
    ...it.checksum ? { hashes: [{ alg: 'SHA-256', content: it.checksum }] } : {},
    licenses: it.license ? [{ expression: it.license.replaceAll('/', ' OR ') }] : [],
  });
  const data = ({ name, version, file, purl }) => ({
    type: 'data', name, version, 'bom-ref': `data:${name}`, pedigree: { ancestors: [{ type: 'library', name: 'phonenumbers', version, purl }] },
    hashes: [{ alg: 'SHA-256', content: digest('sha256', readFileSync(file)).digest('hex') }], licenses: [{ expression: 'Apache-2.0' }],
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'library', name: NAME, version, 'bom-ref': self, purl: self, licenses: [{ expression: 'MIT OR Apache-2.0' }] } },
    components: [...parts.map(component), ...DATA.map(data)],
    dependencies: [
      { ref: self, dependsOn: [...parts.filter((it) => it.isDirect).map(refOf), ...DATA.map((it) => `data:${it.name}`)] },
      ...parts.map((it) => ({ ref: refOf(it), dependsOn: [...new Set(it.needs.map(refOf))].sort() })),
    ],
  };
}

/** A crate's own licence texts, as its authors ship them; where they ship none, the text that its licence has everywhere. */
function licence({ name, version, license, authors, source, manifest_path }) {
  const root = join(manifest_path, '..');
  const texts = readdirSync(root, { withFileTypes: true }).filter((it) => it.isFile() && /^(licen[cs]e|copying|notice)/i.test(it.name))
    .map((it) => readFileSync(join(root, it.name), 'utf8').trim()).sort();
  return [`${name} ${version}`, `Licence: ${license ?? 'see below'}`, '', ...(texts.length ? texts : [usual(license, source ? authors : ['the authors of referral-form'])]), ''].join('\n');
}

function dataLicence({ name, version, copyright }) {
  return [`${name} ${version}`, 'Licence: Apache-2.0', '', copyright, '', readFileSync('LICENSE-APACHE', 'utf8').trim(), ''].join('\n');
}

function usual(license, authors) {
  if (/Apache-2\.0/.test(license)) return readFileSync('LICENSE-APACHE', 'utf8').trim();
  if (license !== 'MIT') throw new Error(`a package ships no text of its licence, ${license}`);
  const names = authors.map((it) => it.replace(/ *<.*>/, '')).join(', ');
  return readFileSync('LICENSE-MIT', 'utf8').trim().replace(/^Copyright .*$/m, `Copyright (c) ${names}`);
}

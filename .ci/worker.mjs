// Tells the service worker what it keeps: `node .ci/worker.mjs WORKER FOLDER`, where WORKER is its source and FOLDER holds the widget's files.
//
// An edition is the digest of all these files, so the worker changes, and browsers fetch it anew, whenever one of them does.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [worker, folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true }).filter((it) => /(^|\/)referral-form[\w-]*\.(js|wasm|json)$/.test(it) && it !== 'referral-form-worker.js').sort();
const digest = createHash('sha256');
for (const file of files) digest.update(`${file}\0`).update(readFileSync(`${folder}/${file}`));
const isSpare = (it) => it.endsWith('referral-form-engine-javascript.js');
const text = readFileSync(worker, 'utf8')
  .replace('/* edition */', digest.digest('hex').slice(0, 16))
  .replace('/* files */', files.filter((it) => !isSpare(it)).map((it) => `'${it}'`).join(', '))
  .replace('/* spare */', files.find(isSpare) ?? '');
writeFileSync(`${folder}/referral-form-worker.js`, text);

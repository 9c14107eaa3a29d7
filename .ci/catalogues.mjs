// Makes the catalogues as small as they can ship: `node .ci/catalogues.mjs FOLDER PREFIX`.
//
// FOLDER has a catalogue for each language; English is part of the engine. PREFIX is the path and the beginning of the names of
// what is made: a list of the edition and the texts, in the order of the names of the messages. A message about a count
// becomes one text with a line for each plural category, "other" last, as build.rs makes it for English.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [folder, prefix] = process.argv.slice(2);
const english = readFileSync(`${folder}/en.json`);
const names = Object.keys(JSON.parse(english)).filter((name) => !name.startsWith('@')).sort();

const lines = (forms) => {
  const special = Object.keys(forms).filter((category) => category !== 'other').sort();
  return [...special, 'other'].map((category) => `${category} ${forms[category]}`).join('\n');
};

for (const file of readdirSync(folder).filter((it) => it !== 'en.json')) {
  const catalogue = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  const texts = names.map((name) => {
    if (!catalogue[name]) throw new Error(`${folder}/${file} has no "${name}"`);
    return typeof catalogue[name] === 'string' ? catalogue[name] : lines(catalogue[name]);
  });
  writeFileSync(`${prefix}${file}`, JSON.stringify([edition(english), ...texts]));
}

/** The mark of the texts that belong together. Source: FNV-1a, 32 bits; build.rs computes the same. */
function edition(bytes) {
  const hash = bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return hash.toString(16).padStart(8, '0');
}

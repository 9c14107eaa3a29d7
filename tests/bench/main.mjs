// Measures our own form beside others: `node tests/bench/main.mjs DIST PACKAGES OUT`, or `make bench`.
//
// DIST is the built widget, PACKAGES the folder in which the other forms are installed, OUT where the raw numbers go. RUNS says how often
// (seven), ONLY which parts (first-visit, languages, typing, large, growth, mounts), WITH which contestants. What cannot be measured is named with
// its reason, and fails the run once everything else is measured. Whether the targets hold is printed, and judged by whoever reads it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { launch } from './chromium.mjs';
import { FORMS } from './forms.mjs';
import { MEASURES, TAG } from './measures.mjs';
import { serve } from './server.mjs';
import { failed, figures, judged } from './table.mjs';
import * as formio from './contestants/formio.mjs';
import * as handWritten from './contestants/hand-written.mjs';
import * as ours from './contestants/ours.mjs';
import * as rjsf from './contestants/rjsf.mjs';
import * as surveyjs from './contestants/surveyjs.mjs';

const [dist, packages, out] = process.argv.slice(2).map((it) => resolve(it));
const RUNS = Number(process.env.RUNS ?? 7);
const SELDOM = 3; // what needs no more is measured in every third round
const chosen = (name, wanted) => (wanted ? wanted.split(',').includes(name) : true);
const measures = MEASURES.filter((it) => chosen(it.part, process.env.ONLY));
const say = (words) => process.stderr.write(`    ${words}\n`);

// The same form by the one line that the README begins with: only its first visit differs.
const byTag = { ...ours, NAME: TAG, part: 'first-visit', files: (form, from) => ours.files(form, { ...from, plain: true }) };
const contestants = [ours, byTag, handWritten, surveyjs, formio, rjsf].filter((it) => chosen(it.NAME, process.env.WITH));

const failures = []; // each with the name of the contestant, of what was measured, and the reason
const fails = ({ NAME }, what, problem) => {
  failures.push({ name: NAME, what, reason: problem.message });
  say(`${NAME}, ${what}: ${problem.message}`);
};
const hasFailed = ({ NAME }, what) => failures.some((it) => it.name === NAME && it.what === what);

const folder = (contestant, { form, by = {} }) => [contestant.NAME.replaceAll(/\W+/g, '-'), form, ...Object.entries(by).map(([key, value]) => (value === true ? key : value))].join('/');
const takesPart = (measure, { NAME, part }) => (!part || part === measure.part) && (measure.among?.includes(NAME) ?? true);
const isDue = (measure, { NAME }, round) => (measure.once ? round === 0 : (measure.often?.includes(NAME) ?? true) || round % SELDOM === 0);

const server = await serve();
for (const contestant of contestants) {
  for (const measure of measures.filter((it) => takesPart(it, contestant))) {
    const place = folder(contestant, measure);
    if (server.has(place) || hasFailed(contestant, place)) continue;
    say(`building ${place}`);
    try { server.place(place, await contestant.files(FORMS[measure.form], { dist, packages, ...measure.by })); } catch (problem) { fails(contestant, place, problem); }
  }
}

const machine = { date: new Date().toISOString().slice(0, 16), browser: undefined, node: process.version, processor: `${cpus().length} × ${cpus()[0].model}`, runs: RUNS };
const raw = {};
mkdirSync(out, { recursive: true });
const file = join(out, `${machine.date.replaceAll(':', '-')}.json`);
const began = Date.now();
let browser;
for (let round = 0; round < RUNS; round++) {
  await again();
  // Each round begins with another contestant; the first visit of a browser, which also warms it up, counts for nobody.
  const turn = contestants.map((_, at) => contestants[(at + round) % contestants.length]);
  let isWarm = false;
  for (const measure of measures) {
    for (const contestant of turn.filter((it) => takesPart(measure, it) && isDue(measure, it, round))) {
      if (!server.has(folder(contestant, measure)) || hasFailed(contestant, measure.name)) continue;
      const of = { contestant, form: FORMS[measure.form], url: `${server.origin}/${folder(contestant, measure)}/`, server };
      if (!isWarm) await measure.run(browser, of).catch(() => {});
      isWarm = true;
      say(`round ${round + 1} of ${RUNS}, ${clock(Date.now() - began)}: ${measure.name}, ${contestant.NAME}`);
      try {
        const found = await twice(() => measure.run(browser, of));
        ((raw[contestant.NAME] ??= {})[measure.name] ??= []).push(found);
      } catch (problem) { fails(contestant, measure.name, problem); }
      writeFileSync(file, JSON.stringify({ machine, raw, failures }, null, 1));
    }
  }
}
await browser.close();
server.close();

console.log(`${Object.entries({ ...machine, took: clock(Date.now() - began) }).map(([key, value]) => `${key}: ${value}`).join('; ')}\n`);
console.log(`${judged(raw, measures.map((it) => it.name))}\n\n${figures(raw, contestants.map((it) => it.NAME).filter((it) => raw[it]))}`);
if (failures.length) console.log(`\n${failed(failures)}`);
console.log(`\nThe raw numbers are in ${file}`);
process.exitCode = failures.length ? 1 : 0;

/** Visits again, with a new browser, where a visit came to nothing. What fails twice is not tried again in later rounds. */
async function twice(run) {
  try { return await run(); } catch (problem) {
    say(`once more, for ${problem.message}`);
    await again();
    return run();
  }
}

/** Starts a new browser in the place of the one there is. */
async function again() {
  await browser?.close();
  browser = await launch();
  machine.browser = await browser.version();
}

function clock(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

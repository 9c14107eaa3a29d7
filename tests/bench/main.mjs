// Measures our own form beside others: `node tests/bench/main.mjs DIST PACKAGES OUT`, or `make bench`.
//
// DIST is the built widget, PACKAGES the folder in which the other forms are installed, OUT where the raw numbers go. RUNS says how often
// (seven), ONLY which parts (first-visit, typing, large, growth, mounts), WITH which contestants. It fails only where it could not measure: whether
// the targets hold is printed, and judged by whoever reads it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { launch } from './chromium.mjs';
import { FORMS } from './forms.mjs';
import { MEASURES } from './measures.mjs';
import { serve } from './server.mjs';
import { table } from './table.mjs';
import * as formio from './contestants/formio.mjs';
import * as handWritten from './contestants/hand-written.mjs';
import * as ours from './contestants/ours.mjs';
import * as rjsf from './contestants/rjsf.mjs';
import * as surveyjs from './contestants/surveyjs.mjs';

const [dist, packages, out] = process.argv.slice(2).map((it) => resolve(it));
const RUNS = Number(process.env.RUNS ?? 7);
const chosen = (name, wanted) => (wanted ? wanted.split(',').includes(name) : true);
const measures = MEASURES.filter((it) => chosen(it.part, process.env.ONLY));

// The first visit of the same page without the lines that fetch ahead is measured beside ours, and stands in no ratio.
const plainly = { ...ours, NAME: 'referral-form, tag alone', part: 'first-visit', files: (form, from) => ours.files(form, { ...from, plain: true }) };
const contestants = [ours, plainly, handWritten, surveyjs, formio, rjsf].filter((it) => chosen(it.NAME, process.env.WITH));

const folder = (contestant, form, by) => [contestant.NAME.replaceAll(/\W+/g, '-'), form, by].filter(Boolean).join('/');
const server = await serve();
const isFor = (measure, { NAME, part }) => (!part || part === measure.part) && (measure.among?.includes(NAME) ?? true);
for (const contestant of contestants) {
  for (const { form, by } of measures.filter((it) => isFor(it, contestant))) {
    if (server.has(folder(contestant, form, by))) continue;
    process.stderr.write(`    building ${contestant.NAME}, ${form}\n`);
    server.place(folder(contestant, form, by), await contestant.files(FORMS[form], { dist, packages, plain: by === 'script' }));
  }
}

const machine = { date: new Date().toISOString().slice(0, 16), browser: undefined, node: process.version, processor: `${cpus().length} × ${cpus()[0].model}`, runs: RUNS };
const raw = {};
mkdirSync(out, { recursive: true });
const file = join(out, `${machine.date.replaceAll(':', '-')}.json`);
for (let round = 0; round < RUNS; round++) {
  const browser = await launch();
  machine.browser = await browser.version();
  try {
    // Each round begins with another contestant; the first visit of a browser, which also warms it up, counts for nobody.
    const turn = contestants.map((_, at) => contestants[(at + round) % contestants.length]);
    let isWarm = false;
    for (const measure of measures.filter((it) => !it.once || round === 0)) {
      for (const contestant of turn.filter((it) => isFor(measure, it))) {
        const of = { contestant, form: FORMS[measure.form], url: `${server.origin}/${folder(contestant, measure.form, measure.by)}/`, server };
        if (!isWarm) await measure.run(browser, of);
        isWarm = true;
        process.stderr.write(`    round ${round + 1} of ${RUNS}: ${measure.name}, ${contestant.NAME}\n`);
        ((raw[contestant.NAME] ??= {})[measure.name] ??= []).push(await twice(() => measure.run(browser, of)));
        writeFileSync(file, JSON.stringify({ machine, raw }, null, 1));
      }
    }
  } finally { await browser.close(); }
}
server.close();

console.log(`${Object.entries(machine).map(([key, value]) => `${key}: ${value}`).join('; ')}\n`);
console.log(table(raw));
console.log(`\nThe raw numbers are in ${file}`);

/** Visits again where a visit came to nothing, once: a page that cannot be measured twice ends the bench. */
async function twice(run) {
  try { return await run(); } catch (problem) {
    process.stderr.write(`    once more, for ${problem.message}\n`);
    return run();
  }
}

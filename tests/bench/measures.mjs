// What is measured. Each measure visits one contestant once and gives numbers; which visits come when is for main.mjs.
import { GROUPS, GROWING, fields, options } from './forms.mjs';
import { SLOW_4G, SLOW_CPU, visit } from './visit.mjs';

/** The contestants that measures and targets name: our form, the same by its tag alone, and the page written by hand. */
export const OURS = 'referral-form';
export const TAG = 'referral-form by its tag';
export const HAND = 'hand-written';

const CLINICIAN = 1; // the answer that shows a sentence
const READING_MS = 3000;
const SAID = 400; // characters of a form that a reason tells
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

/** Says who refers, by pressing, as soon as that is asked or after some reading; gives when the first screen and the first field were there, and when the press was. */
async function begins(it, reading = 0) {
  const [screen, shown] = [await it.run('watch.screen'), await it.run('watch.first')];
  if (reading) await pause(reading);
  await it.press(reading ? await it.run(`watch.appears(() => watch.probe.who(${CLINICIAN}))`) : shown);
  return { screen: screen.at, shown: shown.at, pressed: await it.run('watch.clicked') };
}

const PRESSES = 10;

/** Types a letter into the first text field, and gives when it was painted there. A field that has not taken it is pressed again, as a person would. */
async function typesFirst(it) {
  await it.run('watch.keys()');
  for (let turn = 0; turn < PRESSES; turn++) {
    await it.press(await it.run('watch.text()'));
    const { at, isTaken } = await it.key('A');
    if (isTaken) return at;
  }
  throw new Error(`the first text field takes no letter, pressed ${PRESSES} times`);
}

/** The first visit: when the first screen, the first field and the first text field are there and answer, and what that cost. */
async function opens(browser, of, conditions, reading) {
  return visit(browser, { ...of, ...conditions }, async (it) => {
    const { screen, shown, pressed } = await begins(it, reading);
    const text = await typesFirst(it);
    const busy = await it.busy();
    const [answered, textShown] = [await it.run('watch.answered'), await it.run('watch.firstText')];
    const long = (await it.run('watch.longTasks')).filter(([start]) => start < text);
    const longest = Math.max(0, ...long.map(([, duration]) => duration));
    // What the press brings: the first question, or what the answer shows where the question was there before.
    const begun = Math.max(answered.at, textShown.at);
    const since = { begun: begun - pressed, typed: text - pressed };
    return { screen, shown, answered: answered.at, textShown: textShown.at, text, ...since, busy, longTasks: long.length, longest, shift: await it.run('watch.shifts') };
  });
}

/** The first screen of a page in a language; fails where it shows another one. */
async function speaks(browser, of, language) {
  const { title } = of.form.translations[language]?.study ?? of.form;
  return visit(browser, { ...of, ...slow }, async (it) => {
    const { at } = await it.run('watch.screen');
    const says = await it.run('watch.says()');
    if (!says.includes(title)) throw new Error(`the first screen lacks "${title}"; it says: ${says.slice(0, SAID)}`);
    return { screen: at };
  });
}

/** What the first visit fetches before anybody touches it, and what memory it takes; then what going through the form fetches until the referral leaves. */
async function weighs(browser, of) {
  of.server.take();
  return visit(browser, of, async (it) => {
    await it.run('watch.first');
    await quiet(of.server);
    const first = total(of.server.take());
    const memory = await it.memory();
    await begins(it);
    const body = of.form.answers && await goesThrough(it, of.form);
    const later = total(of.server.take());
    if (body && !body.includes(of.form.answers.name)) throw new Error(`the referral lacks the name: ${body}`);
    return {
      requests: first.requests, bytes: first.bytes, files: first.files,
      ...body && { requestsSent: first.requests + later.requests, bytesSent: first.bytes + later.bytes, filesLater: later.files },
      ...memory, inUse: await it.memory(),
    };
  });
}

const SENDING_MS = 30_000;
const STEP_MS = 100;

/** Answers what is required wherever it is asked, goes on from step to step, and sends; gives the body that left. */
async function goesThrough(it, form) {
  let body;
  await it.receive((sent) => { body ??= sent; });
  const left = new Map(Object.entries(form.answers));
  const end = Date.now() + SENDING_MS;
  while (body === undefined) {
    if (Date.now() > end) throw new Error(await stuck(it, left));
    for (const [id, answer] of left) if (await answers(it, form, id, answer)) left.delete(id);
    const onward = await it.run('watch.where(watch.probe.onward)');
    if (onward) await it.press(onward);
    await it.run('watch.painted()');
    await pause(STEP_MS);
  }
  return body;
}

/** Why no referral has left: what was not answered, what the form says, and what went wrong in the page. */
async function stuck(it, left) {
  const says = await it.run('watch.says()');
  return [`no referral left; not answered: ${[...left.keys()].join(', ') || 'nothing'}`, `the form says: ${says.slice(0, SAID)}`, ...it.problems].join('\n');
}

/** Answers one field if it is on the screen; tells whether the field has taken it. */
async function answers(it, form, id, answer) {
  const presses = async (control) => {
    const place = await it.run(`watch.where(() => ${control})`);
    if (place) await it.press(place);
    return Boolean(place);
  };
  const ticks = async (control) => await presses(control) && it.run(`Boolean(${control}?.checked)`);
  const types = async (control, text) => {
    if (!await presses(control) || !await it.run(`watch.takesText(() => ${control})`)) return false;
    await it.insert(text);
    return it.run(`${control}.value === '${text}'`);
  };
  const field = fields(form).find((one) => one.id === id);
  if (!field) return ticks(`watch.probe.consent('${id}')`);
  if (options(field)) return ticks(`watch.probe.option('${id}', ${options(field).findIndex((one) => one.value === answer)})`);
  if (field.type !== 'month') return types(`watch.probe.text('${id}')`, answer);
  const { month, year } = answer;
  const date = `watch.probe.date('${id}')`;
  return await it.run(`watch.setsMonth(() => ${date}, '${year}-${month.padStart(2, '0')}')`) || (await types(`${date}[0]`, month) && types(`${date}[1]`, year));
}

const total = (log) => ({ requests: log.length, bytes: log.reduce((sum, it) => sum + it.bytes, 0), files: log });

/** Waits until nothing was asked of the server for a second. */
async function quiet(server) {
  const since = Date.now();
  for (;;) {
    const rest = Math.max(since, server.latest()) + 1000 - Date.now();
    if (rest <= 0) return;
    await pause(rest);
  }
}

const TYPED = 'Ada Example and forty letters of her own';

/** How long it is from each key to the next painted frame. */
async function types(browser, of) {
  return visit(browser, of, async (it) => {
    await begins(it);
    await typesFirst(it);
    await it.slow(SLOW_CPU);
    await it.key(' '); // the first key finds whatever the slowing down has left
    const [before, delays] = [await it.busy(), []];
    for (const key of TYPED) {
      const { delay, isTaken } = await it.key(key);
      if (!isTaken) throw new Error(`the field has lost the letter ${key}`);
      delays.push(delay);
    }
    return { delays, busy: (await it.busy() - before) / TYPED.length };
  });
}

/** The large form: mounted again until its last field is painted, and an answer that shows two fields. */
async function growsAgain(browser, of) {
  return visit(browser, of, async (it) => {
    await begins(it);
    await it.run('watch.text()');
    await it.slow(SLOW_CPU);
    let busy = await it.busy();
    const since = async () => { const before = busy; busy = await it.busy(); return busy - before; };
    const mounted = await it.run(`(async () => {
      const { probe, until, painted } = watch;
      probe.unmount();
      while (probe.text('dose_${GROUPS - 1}')) await painted();
      await painted();
      const start = performance.now();
      probe.mount();
      await watch.begin();
      await until(() => probe.text('dose_${GROUPS - 1}'));
      return await painted() - start;
    })()`);
    const mountedBusy = await since();
    const [shows, showsBusy] = [[], []];
    for (const at of [1, 9, 17, 25, 33]) {
      const place = await it.run(`watch.appears(() => watch.probe.option('joined_${at}', 0))`);
      await since();
      const shown = it.run(`watch.until(() => watch.probe.text('centre_${at}')).then(() => watch.until(() => watch.probe.text('visits_${at}'))).then(watch.painted)`);
      await it.press(place);
      shows.push(await shown - await it.run('watch.clicked'));
      showsBusy.push(await since());
    }
    return { mounted, mountedBusy, shows, showsBusy };
  });
}

/** How long the page's own script is busy with one answer: a letter, and an answer that shows two fields. What the browser draws comes after. */
async function takesAnswers(browser, of) {
  return visit(browser, of, async (it) => {
    await begins(it);
    await it.run('watch.text()');
    await it.slow(SLOW_CPU);
    return it.run(`(async () => {
      const { probe, painted } = watch;
      const taken = async (act) => {
        await painted(); await painted();
        const start = performance.now();
        act();
        for (let turn = 0; turn < 100; turn++) await null; // what the answer has brought about runs before the next task
        return performance.now() - start;
      };
      const types = (field) => () => { field.value += 'A'; field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true })); };
      const [letters, shows] = [[], []];
      for (let turn = 0; turn < 25; turn++) letters.push(await taken(types(probe.text('name_' + turn % 5))));
      for (let at = 0; at < 5; at++) shows.push(await taken(() => probe.option('joined_' + at, 0).click()));
      return { letters: letters.slice(5), shows };
    })()`);
  });
}

const MOUNTS = 50;

/** How much memory is kept after the form was mounted and removed so many times. */
async function isRemoved(browser, of) {
  const turns = (count) => `(async () => {
    const { probe, until, painted } = watch;
    for (let turn = 0; turn < ${count}; turn++) { probe.unmount(); await painted(); probe.mount(); await watch.begin(); }
    probe.unmount();
    await painted(); await painted();
    probe.mount();
    await watch.begin();
    await painted();
  })()`;
  return visit(browser, of, async (it) => {
    await it.run('watch.first');
    await quiet(of.server);
    await it.run(turns(10)); // what is made once is there by then
    const before = await it.memory();
    await it.run(turns(MOUNTS));
    const after = await it.memory();
    return { kept: after.heap + after.buffers - before.heap - before.buffers, wasm: after.wasm - before.wasm };
  });
}

const slow = { network: SLOW_4G, cpu: SLOW_CPU };
const languages = ['en', 'es', 'ar'];

/**
 * Every measure: the part that it belongs to, the form, and what it does. `once`: in the first round only; `often`: whom it visits in every
 * round, the others in every third; everybody in every round without it. `among`: who takes part; `by`: how its page is made.
 */
export const MEASURES = [
  { name: 'weight', part: 'first-visit', form: 'small', once: true, run: weighs },
  { name: 'plain', part: 'first-visit', form: 'small', run: (browser, of) => opens(browser, of, {}) },
  { name: 'slow', part: 'first-visit', form: 'small', run: (browser, of) => opens(browser, of, slow) },
  { name: 'plain-read', part: 'first-visit', form: 'small', often: [], run: (browser, of) => opens(browser, of, {}, READING_MS) },
  { name: 'slow-read', part: 'first-visit', form: 'small', often: [OURS], run: (browser, of) => opens(browser, of, slow, READING_MS) },
  ...languages.map((it) => ({ name: `language-${it}`, part: 'languages', form: 'translated', by: { plain: true, lang: it }, among: [OURS], run: (browser, of) => speaks(browser, of, it) })),
  { name: 'typing', part: 'typing', form: 'small', often: [OURS, HAND], run: types },
  { name: 'large-weight', part: 'large', form: 'large', once: true, run: weighs },
  { name: 'large-slow', part: 'large', form: 'large', often: [], run: (browser, of) => opens(browser, of, slow) },
  { name: 'large-typing', part: 'large', form: 'large', often: [], run: types },
  { name: 'large-again', part: 'large', form: 'large', often: [OURS, HAND], run: growsAgain },
  ...GROWING.map((groups) => ({ name: `growth-${groups}`, part: 'growth', form: `groups-${groups}`, often: [], among: [OURS, HAND], run: takesAnswers })),
  // The others have no one documented way to be taken out again.
  { name: 'mounts', part: 'mounts', form: 'small', often: [], by: { plain: true }, among: [OURS, HAND], run: isRemoved },
];

// What is measured. Each measure visits one contestant once and gives numbers; which visits come when is for main.mjs.
import { GROUPS, GROWING } from './forms.mjs';
import { SLOW_4G, SLOW_CPU, visit } from './visit.mjs';

const CLINICIAN = 1; // the answer that shows a sentence

/** Answers who refers, by pressing; tells since when the question was there, and when the page had taken the answer. */
async function answersFirst(it) {
  const shown = await it.run('watch.first');
  await it.press(shown);
  const { at } = await it.run('watch.answered');
  return { shown: shown.at, answered: at };
}

/** Goes on to the questions where a form has a first screen, and gives the place of a text field. */
async function goesToText(it, field) {
  const found = it.run(`watch.appears(() => watch.probe.text('${field}'))`);
  if (await it.run('Boolean(watch.probe.start)')) await it.press(await it.run('watch.appears(watch.probe.start)'));
  return found;
}

/** Types one letter into a text field, and tells when it was painted. */
async function answersText(it, field) {
  const place = await goesToText(it, field);
  await it.run('watch.keys()');
  await it.press(place);
  return it.key('A');
}

const firstText = (form) => form.sections[0].fields[0].id;

/** The first visit: since when the first field is there, when it has answered, when the first text field has, and what that cost. */
async function opens(browser, of, conditions) {
  return visit(browser, { ...of, ...conditions }, async (it) => {
    const { shown, answered } = await answersFirst(it);
    const busy = await it.busy();
    const [long, shift] = [await it.run('watch.longTasks'), await it.run('watch.shifts')];
    const { at: text } = await answersText(it, firstText(of.form));
    const before = long.filter(([start]) => start < answered);
    return { shown, answered, text, busy, longTasks: before.length, longest: Math.max(0, ...before.map(([, duration]) => duration)), shift, shiftInUse: await it.run('watch.shifts') };
  });
}

/** What the first visit fetches before anybody touches it, and what memory it takes; then the same once a text field has answered. */
async function weighs(browser, of) {
  of.server.take();
  return visit(browser, of, async (it) => {
    await it.run('watch.first');
    await quiet(of.server);
    const first = total(of.server.take());
    const memory = await it.memory();
    await answersFirst(it);
    await answersText(it, firstText(of.form));
    await quiet(of.server);
    const later = total(of.server.take());
    return { requests: first.requests, bytes: first.bytes, files: first.files, requestsInUse: first.requests + later.requests, bytesInUse: first.bytes + later.bytes, ...memory, inUse: await it.memory() };
  });
}

const total = (log) => ({ requests: log.length, bytes: log.reduce((sum, it) => sum + it.bytes, 0), files: log });

/** Waits until nothing was asked of the server for a second. */
async function quiet(server) {
  const since = Date.now();
  for (;;) {
    const rest = Math.max(since, server.latest()) + 1000 - Date.now();
    if (rest <= 0) return;
    await new Promise((done) => { setTimeout(done, rest); });
  }
}

const TYPED = 'Ada Example and forty letters of her own';

/** How long it is from each key to the next painted frame. */
async function types(browser, of) {
  return visit(browser, of, async (it) => {
    await answersFirst(it);
    await it.press(await goesToText(it, firstText(of.form)));
    await it.run('watch.keys()');
    await it.slow(SLOW_CPU);
    await it.key(' '); // the first key finds whatever the slowing down has left
    const [before, delays] = [await it.busy(), []];
    for (const key of TYPED) delays.push((await it.key(key)).delay);
    return { delays, busy: (await it.busy() - before) / TYPED.length };
  });
}

/** The large form: mounted again until its last field is painted, and an answer that shows two fields. */
async function growsAgain(browser, of) {
  return visit(browser, of, async (it) => {
    await answersFirst(it);
    await goesToText(it, firstText(of.form));
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
      if (probe.start) { (await until(() => probe.who(${CLINICIAN}))).click(); (await until(probe.start)).click(); }
      await until(() => probe.text('dose_${GROUPS - 1}'));
      return await painted() - start;
    })()`);
    const mountedBusy = await since();
    const [shows, showsBusy] = [[], []];
    for (const at of [1, 9, 17, 25, 33]) {
      const place = await it.run(`watch.appears(() => watch.probe.option('joined_${at}', 0))`);
      await it.run('watch.click()');
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
    await answersFirst(it);
    await goesToText(it, firstText(of.form));
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
    for (let turn = 0; turn < ${count}; turn++) { probe.unmount(); await painted(); probe.mount(); await until(() => probe.who(0)); }
    probe.unmount();
    await painted(); await painted();
    probe.mount();
    await until(() => probe.who(0));
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

/** Every measure: the part that it belongs to, the form, how often it has to run, and what it does. */
export const MEASURES = [
  { name: 'weight', part: 'first-visit', form: 'small', once: true, run: weighs },
  { name: 'plain', part: 'first-visit', form: 'small', run: (browser, of) => opens(browser, of, {}) },
  { name: 'slow', part: 'first-visit', form: 'small', run: (browser, of) => opens(browser, of, slow) },
  { name: 'processor', part: 'first-visit', form: 'small', run: (browser, of) => opens(browser, of, { cpu: SLOW_CPU }) },
  { name: 'typing', part: 'typing', form: 'small', run: types },
  { name: 'large-weight', part: 'large', form: 'large', once: true, run: weighs },
  { name: 'large-slow', part: 'large', form: 'large', run: (browser, of) => opens(browser, of, slow) },
  { name: 'large-typing', part: 'large', form: 'large', run: types },
  { name: 'large-again', part: 'large', form: 'large', run: growsAgain },
  ...GROWING.map((groups) => ({ name: `growth-${groups}`, part: 'growth', form: `groups-${groups}`, among: ['referral-form', 'hand-written'], run: takesAnswers })),
  // The others have no one documented way to be taken out again.
  { name: 'mounts', part: 'mounts', form: 'small', by: 'script', among: ['referral-form', 'hand-written'], run: isRemoved },
];

// Runs in every measured page before its own scripts. It looks once a frame, and tells the bench by `tell` what is there and since when.
//
// All times are milliseconds since the navigation began. A message that is sent from inside a frame arrives once that frame is painted.
(probe, firstText, tell) => {
  const watch = { shifts: 0, longTasks: [] };
  new PerformanceObserver((list) => list.getEntries().forEach((it) => { if (!it.hadRecentInput) watch.shifts += it.value; })).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((it) => watch.longTasks.push([it.startTime, it.duration]))).observe({ type: 'longtask', buffered: true });

  const memories = new Set();
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await own.apply(WebAssembly, given);
      for (const it of Object.values((made.instance ?? made).exports)) if (it instanceof WebAssembly.Memory) memories.add(it);
      return made;
    };
  }

  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  const isSeen = (it) => Boolean(it?.getClientRects().length);
  const until = (find) => new Promise((done) => {
    const look = () => { const it = find(); isSeen(it) ? done(it) : requestAnimationFrame(look); };
    look();
  });
  // Where to press it; what is styled away is pressed by its label.
  const place = (it) => {
    const of = (one) => one.getBoundingClientRect();
    let [target, box] = [it, of(it)];
    if (box.width < 4) [target, box] = [it.labels[0], of(it.labels[0])];
    if (box.top < 0 || box.bottom > innerHeight) { target.scrollIntoView({ block: 'center', behavior: 'instant' }); box = of(target); }
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };

  const typed = probe.firstText ?? (() => probe.text(firstText));
  // Words that the form itself has drawn; an empty place, or one that says that it is loading, has no heading and no question.
  const words = () => [...probe.root()?.querySelectorAll('h1, h2, h3, h4, h5, h6, legend, label') ?? []].find((it) => isSeen(it) && it.textContent.trim());

  Object.assign(watch, {
    painted, until, place, probe,
    /** Bytes of WebAssembly's memory. */
    wasm: () => [...memories].reduce((sum, it) => sum + it.buffer.byteLength, 0),
    /** Waits for something to press, then until it is painted. */
    async appears(find) {
      await until(find);
      const at = await painted();
      return { at, ...place(await until(find)) }; // a form may have put another one in its place
    },
    /** Waits until something is seen, and painted. */
    async shows(find) { await until(find); return { at: await painted() }; },
    /** All words of the form. */
    says: () => probe.root().textContent,
    /** Where something is to be pressed, if it is seen by now, and once it moves no more. */
    async where(find) {
      for (let before; isSeen(find());) {
        const at = place(find());
        if (before && at.x === before.x && at.y === before.y) return at;
        before = at;
        await painted();
      }
    },
    /** Whether a field has the focus; what it holds is selected, so that a text replaces it. */
    takesText(find) {
      const field = find();
      field.select();
      return field === field.getRootNode().activeElement;
    },
    /** Waits for a field that can be typed in. */
    text: () => watch.appears(typed),
    /** Sets a month where one control takes all of it: which keys that takes depends on the browser. */
    setsMonth(find, month) {
      const [control] = find();
      if (control?.type !== 'month' || !isSeen(control)) return false;
      control.focus();
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(control, month);
      for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
      control.blur();
      return true;
    },
    /** Comes to the first text field by script, where a form shows a first screen before it. */
    async begin() {
      if (!probe.begins) return;
      (await until(() => probe.who(1))).click();
      await until(typed);
    },
    /** Tells for every key when it was painted, how long that is after its event, and whether a field has taken it. */
    keys() {
      addEventListener('keydown', (event) => {
        const [field, { key, timeStamp }] = [event.composedPath()[0], event];
        painted().then((at) => tell(JSON.stringify({ at, delay: at - timeStamp, isTaken: Boolean(field.isConnected && field.value?.endsWith(key)) })));
      }, true);
    },
  });
  // The first screen of the form, the first question, what shows that its answer was taken, and a field that can be typed in.
  watch.screen = watch.shows(words);
  watch.first = watch.appears(() => probe.who(1));
  watch.answered = watch.first.then(() => watch.shows(probe.note));
  watch.firstText = watch.shows(typed);
  // When the latest click came.
  addEventListener('click', ({ timeStamp }) => { watch.clicked = timeStamp; }, true);
  window.watch = watch;
}

// Runs in every measured page before its own scripts. It looks once a frame, and tells the bench by `tell` what is there and since when.
//
// All times are milliseconds since the navigation began. A message that is sent from inside a frame arrives once that frame is painted.
(probe, tell) => {
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
    /** Tells for every key when it was painted, and how long that is after its event. */
    keys() { addEventListener('keydown', ({ timeStamp }) => painted().then((at) => tell(JSON.stringify({ at, delay: at - timeStamp }))), true); },
    /** Notes when the next click comes. */
    click() { addEventListener('click', ({ timeStamp }) => { watch.clicked = timeStamp; }, { capture: true, once: true }); },
  });
  // The first question, and what shows that its answer was taken.
  watch.first = watch.appears(() => probe.who(1));
  watch.answered = watch.first.then(() => watch.shows(probe.note));
  window.watch = watch;
}

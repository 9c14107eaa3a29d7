// Lets a page of yours open without a network: <script type="module" src="referral-form-offline.js"></script>
// The page, this file and the widget have to lie on one origin, the page in this file's folder or below it.
const worker = new URL('./referral-form-worker.js', import.meta.url);

if (!navigator.serviceWorker) console.warn('referral-form: this page cannot be opened without a network; it is not secure, or the browser has no service workers.');
else {
  await navigator.serviceWorker.register(worker);
  const { active } = await navigator.serviceWorker.ready;
  // A page whose policy refuses WebAssembly needs what is kept for no other.
  const keepAsked = (list) => list.getEntries().some((it) => /engine-javascript\.js$/.test(it.name)) && active.postMessage('keep the engine as JavaScript');
  new PerformanceObserver(keepAsked).observe({ type: 'resource', buffered: true });
  // All that may be kept besides the widget's own files: this page, its study files, what those name, and a theme of the widget's.
  const studies = [...document.querySelectorAll('referral-form[study], script[data-study]')].map((it) => it.getAttribute('study') ?? it.dataset.study);
  const themes = [...document.querySelectorAll('link[rel="stylesheet"]')].map((it) => it.href).filter((it) => it.startsWith(new URL('./themes/', import.meta.url)));
  const materials = await Promise.all(studies.map((it) => materialsOf(it).catch(() => [])));
  const files = [...studies.filter((it) => !it.startsWith('#')), ...themes, ...materials.flat()].map((it) => new URL(it, document.baseURI));
  active.postMessage({ keep: [location.origin + location.pathname, ...files.filter((it) => it.origin === location.origin && !it.search).map((it) => it.href)] });
}

/** The addresses of the materials that a study file names, in each of its languages. */
async function materialsOf(place) {
  const study = place.startsWith('#') ? JSON.parse(document.querySelector(place).textContent) : await (await fetch(place, { cache: 'force-cache', referrerPolicy: 'no-referrer' })).json();
  const lists = [study, ...Object.values(study.languages ?? {})].map((it) => it.materials ?? []);
  return lists.flatMap((it) => Object.values(it)).map((it) => it.url).filter(Boolean);
}

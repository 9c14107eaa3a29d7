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
  // What the page loaded before the worker was there is asked for once more, so that the worker has it.
  const studies = [...document.querySelectorAll('referral-form[study], script[data-study]')].map((it) => it.getAttribute('study') ?? it.dataset.study);
  const files = [...document.querySelectorAll('script[src], link[rel="stylesheet"], img[src]')].map((it) => it.src || it.href);
  const addresses = [location.pathname, ...studies.filter((it) => !it.startsWith('#')), ...files];
  const keep = async (address) => (await caches.open('referral-form pages')).add(address);
  await Promise.allSettled(addresses.map((it) => new URL(it, document.baseURI)).filter((it) => it.origin === location.origin).map((it) => keep(it.origin + it.pathname)));
}

// A service worker that opens the form without a network, for the pages of its folder; referral-form-offline.js registers it.
//
// The widget's files are kept together, one edition at a time, so that no two releases ever mix. Pages, styles and study files come
// from the network while there is one, and from what was kept of them otherwise. Nothing else is kept: no referral, no answer
// of an endpoint, nothing that was asked for with `no-store`, and no query of an address.
const EDITION = '/* edition */';
const FILES = [/* files */];
const SPARE = '/* spare */'; // the engine as JavaScript, kept once a page was in need of it

const WIDGET = `referral-form ${EDITION}`;
const PAGES = 'referral-form pages';
const TAKE_OVER = 'take over';
const KEEP_SPARE = 'keep the engine as JavaScript';
const PATIENCE_MS = 8000; // a network that answers nothing is none
const addressOf = (name) => new URL(name, self.location).href;
const ADDRESSES = new Set([...FILES, SPARE].map(addressOf));

const plain = (url) => { const { origin, pathname } = new URL(url, self.location); return origin + pathname; };
const isKept = ({ method, url, cache, mode, destination }) => method === 'GET' && url.startsWith(self.registration.scope) && cache !== 'no-store'
  && (mode === 'navigate' || ['script', 'style', 'image', 'font', 'manifest'].includes(destination) || (destination === '' && plain(url).endsWith('.json')));

self.addEventListener('install', (event) => {
  event.waitUntil(isSpareKept().then((isKept) => keep(isKept ? [...FILES, SPARE] : FILES)));
});

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('referral-form ') && ![WIDGET, PAGES].includes(name);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) self.skipWaiting();
  else if (event.data === KEEP_SPARE) event.waitUntil(caches.match(addressOf(SPARE), { cacheName: WIDGET }).then((it) => it ?? keep([SPARE])));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (ADDRESSES.has(plain(request.url)) && request.method === 'GET') event.respondWith(caches.match(plain(request.url), { cacheName: WIDGET }).then((it) => it ?? fetch(request)));
  else if (isKept(request)) event.respondWith(request.mode === 'navigate' ? opened(request) : freshest(request));
});

/** Fetches files of this edition, and keeps all of them or none. */
async function keep(names) {
  const cache = await caches.open(WIDGET);
  await cache.addAll(names.map((name) => new Request(addressOf(name), { cache: 'reload' })));
}

/** Tells whether an earlier edition had to keep the engine as JavaScript; wherever it lay, its file had the same name. */
async function isSpareKept() {
  const editions = (await caches.keys()).filter((name) => name.startsWith('referral-form ') && name !== PAGES);
  const kept = await Promise.all(editions.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().some(({ url }) => url.endsWith(`/${SPARE.split('/').at(-1)}`));
}

/** A page; the moment at which a new edition can take over, if this is the only tab. */
async function opened(request) {
  const tabs = await self.clients.matchAll({ type: 'window' });
  if (self.registration.waiting && tabs.length < 2) {
    self.registration.waiting.postMessage(TAKE_OVER);
    return new Response('', { headers: { Refresh: '0' } });
  }
  return freshest(request);
}

/** What the network says, and kept for later; what was kept, where it says nothing. */
async function freshest(request) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(plain(request.url));
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && answer.type === 'basic') await cache.put(plain(request.url), answer.clone());
    return answer;
  });
  if (!kept) return asked;
  const enough = new Promise((done) => { setTimeout(done, PATIENCE_MS, kept); });
  return Promise.race([asked.catch(() => kept), enough]);
}

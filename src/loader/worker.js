// A service worker that opens the form without a network, for the pages of its folder; referral-form-offline.js registers it.
//
// The widget's files are kept together, one edition at a time, so that no two releases ever mix. What a page names as its own (the page,
// its study file, the materials of that, a theme) comes from the network while there is one, and from what was kept of it otherwise.
// Nothing else is kept: no other page or file of the folder, nothing that its server marks `no-store` or `private`, nothing that was asked
// for with a query or with `no-store`, no referral and no answer of an endpoint.
const EDITION = '/* edition */';
const FILES = [/* files */];
const SPARE = '/* spare */'; // the engine as JavaScript, kept once a page was in need of it

const WIDGET = `referral-form ${EDITION}`;
const NAMED = 'referral-form named files';
const TAKE_OVER = 'take over';
const KEEP_SPARE = 'keep the engine as JavaScript';
const PATIENCE_MS = 8000; // a network that answers nothing is none
const addressOf = (name) => new URL(name, self.location).href;
const ADDRESSES = new Set([...FILES, SPARE].map(addressOf));

const plain = (url) => { const { origin, pathname } = new URL(url, self.location); return origin + pathname; };
const isWithin = (url) => url.startsWith(self.registration.scope);
const mayBeNamed = ({ method, url, cache, mode, destination }) => method === 'GET' && isWithin(url) && cache !== 'no-store'
  && (mode === 'navigate' || (['', 'style'].includes(destination) && !url.includes('?')));
const mayBeKept = (answer) => answer.ok && answer.type === 'basic' && !answer.redirected && !/\b(no-store|private)\b/i.test(answer.headers.get('cache-control'));

self.addEventListener('install', (event) => {
  event.waitUntil(isSpareKept().then((isKept) => keep(isKept ? [...FILES, SPARE] : FILES)));
});

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('referral-form ') && ![WIDGET, NAMED].includes(name);
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) self.skipWaiting();
  else if (event.data === KEEP_SPARE) event.waitUntil(caches.match(addressOf(SPARE), { cacheName: WIDGET }).then((it) => it ?? keep([SPARE])));
  else if (event.data?.keep) event.waitUntil(Promise.allSettled(event.data.keep.map(plain).filter((it) => isWithin(it) && !ADDRESSES.has(it)).map(keepNamed)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (ADDRESSES.has(plain(request.url)) && request.method === 'GET') event.respondWith(caches.match(plain(request.url), { cacheName: WIDGET }).then((it) => it ?? fetch(request)));
  else if (mayBeNamed(request)) event.respondWith(request.mode === 'navigate' ? opened(request) : freshest(request));
});

/** Fetches files of this edition, and keeps all of them or none. */
async function keep(names) {
  const cache = await caches.open(WIDGET);
  await cache.addAll(names.map((name) => new Request(addressOf(name), { cache: 'reload' })));
}

/** Tells whether an earlier edition had to keep the engine as JavaScript; wherever it lay, its file had the same name. */
async function isSpareKept() {
  const editions = (await caches.keys()).filter((name) => name.startsWith('referral-form ') && name !== NAMED);
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

/** Keeps what a page names as its own, as it is now. */
async function keepNamed(address) {
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' });
  if (answer.ok) await update(await caches.open(NAMED), address, answer);
}

/** Puts an answer in the place of the former one; lets go of that where its server no longer wants it kept. */
async function update(cache, address, answer) {
  if (mayBeKept(answer)) await cache.put(address, answer);
  else await cache.delete(address);
}

/** What the network says, kept for later where a page named it; what was kept, where it says nothing. */
async function freshest(request) {
  const cache = await caches.open(NAMED);
  const address = plain(request.url);
  const kept = await cache.match(address);
  if (!kept) return fetch(request);
  const asked = fetch(request).then(async (answer) => {
    // A page that is made for a query may be about a person; it was named without one.
    if (answer.ok && request.url === address) await update(cache, address, answer.clone());
    return answer;
  });
  const enough = new Promise((done) => { setTimeout(done, PATIENCE_MS, kept); });
  return Promise.race([asked.catch(() => kept), enough]);
}

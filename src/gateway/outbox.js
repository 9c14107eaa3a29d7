// The place on the device where sealed referrals wait: IndexedDB, for the whole origin of the page.

const { Promise } = window; // as it is now: the page may put its own in its place later

/** The name of the database and of the lock. */
const NAME = 'referral-form';
/** The name of the object store. */
const STORE = 'outbox';

/** Puts a text in under a key; it is on the disk when this returns. */
export const put = (key, text) => change((store) => store.put(text, key));

/** Takes out what has a key. */
export const take = (key) => change((store) => store.delete(key));

/** All texts, in the order of their keys. */
export async function all() {
  const database = await open();
  try {
    return await settled(database.transaction(STORE).objectStore(STORE).getAll(), 'success');
  } finally {
    database.close();
  }
}

/** Does something that no other tab does at the same time: once they are done, or not at all while one is at it. */
export const alone = (waits, work) => navigator.locks.request(NAME, { ifAvailable: !waits }, (lock) => lock && work());

async function change(act) {
  const database = await open();
  try {
    // It must outlive a tablet whose battery goes.
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
    act(transaction.objectStore(STORE));
    await settled(transaction, 'complete');
  } finally {
    database.close();
  }
}

function open() {
  const request = window.indexedDB.open(NAME, 1); // a browser that keeps nothing may refuse even the name
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request, 'success');
}

/** Waits for an event; fails with an error or an end before it. */
function settled(of, event) {
  return new Promise((done, fail) => {
    of[`on${event}`] = () => done(of.result);
    of.onerror = of.onabort = () => fail(of.error);
  });
}

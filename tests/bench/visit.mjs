// A visit: a fresh page, as slow as asked, with the watch in it, and hands that press and type.
import { readFileSync } from 'node:fs';

const WATCH = readFileSync(new URL('watch.js', import.meta.url), 'utf8').replace(/^\/\/.*\n/gm, '');

/** Slow 4G, as the targets have it: 400 ms until an answer begins, 1.6 Mbit/s from then on. */
export const SLOW_4G = { offline: false, latency: 400, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
/** How many times slower than this machine a slow processor is. */
export const SLOW_CPU = 4;
const PATIENCE_MS = 20_000;
const SAID = 80; // characters of an expression that a reason tells
// What an endpoint on another origin answers: the browser asks first whether it may send, then sends.
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' };

/** Opens `url` of a contestant, and hands it to `use`; the page is gone afterwards. `network` and `cpu` slow it down. */
export async function visit(browser, { contestant, form, url, network, cpu = 1 }, use) {
  const page = await browser.page();
  try { return await use(await begin(page, { contestant, form, url, network, cpu })); } finally { await page.close(); }
}

async function begin(page, { contestant, form, url, network, cpu }) {
  const idOf = ({ id }) => ({ id });
  const ids = { sections: form.sections.map(({ id, fields }) => ({ id, fields: fields.map(idOf) })), consents: form.consents.map(idOf) };
  const [told, problems] = [[], []];
  let [begun, received] = [];
  const hasBegun = new Promise((done) => { begun = done; });
  page.hears((method, { payload, exceptionDetails, context, type, args, requestId, request }) => {
    if (method === 'Fetch.requestPaused') {
      if (request.method === 'POST') received(request.postData ?? '');
      const headers = Object.entries({ ...CORS, 'content-type': 'application/json' }).map(([name, value]) => ({ name, value }));
      page.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders: headers, body: btoa('{}') }).catch(() => {});
    }
    if (method === 'Runtime.bindingCalled') told.shift()?.(JSON.parse(payload));
    if (method === 'Runtime.exceptionThrown') problems.push(exceptionDetails.exception?.description ?? exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled' && type === 'error') problems.push(args.map((it) => it.description ?? it.value).join(' '));
    if (method === 'Runtime.executionContextCreated' && context.origin.startsWith('http')) begun();
  });
  for (const domain of ['Page', 'Runtime', 'Network']) await page.send(`${domain}.enable`);
  await page.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.send('Runtime.addBinding', { name: 'tell' });
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${WATCH.trim()})((${contestant.probe})(${JSON.stringify(ids)}), ${JSON.stringify(form.sections[0].fields[0].id)}, tell)` });
  if (network) await page.send('Network.emulateNetworkConditions', network);

  const inTime = (call, what) => {
    let timer;
    const late = () => new Error([`nothing came of ${what.slice(0, SAID)}`, ...problems].join('\n'));
    const tooLong = new Promise((_, failed) => { timer = setTimeout(() => failed(late()), PATIENCE_MS); });
    return Promise.race([call, tooLong]).finally(() => clearTimeout(timer));
  };
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await inTime(page.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }), expression);
    if (exceptionDetails) throw new Error(`${expression.slice(0, SAID)}: ${exceptionDetails.exception?.description}`);
    return result.value;
  };
  /** Evaluates an expression in the page, and waits for what it promises. */
  const run = (expression) => {
    const ended = evaluate(expression);
    ended.catch(() => {}); // heard of by whoever awaits it, and by nobody once the visit has ended
    return ended;
  };
  const slow = (rate) => page.send('Emulation.setCPUThrottlingRate', { rate });
  const together = (method, ...events) => inTime(Promise.all(events.map((it) => page.send(method, it))), method);
  const press = ({ x, y }) => {
    const mouse = { x, y, button: 'left', clickCount: 1 };
    return together('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y }, { ...mouse, type: 'mousePressed', buttons: 1 }, { ...mouse, type: 'mouseReleased' });
  };
  /** Puts a text into the field that has the focus. */
  const insert = (text) => inTime(page.send('Input.insertText', { text }), 'a text');
  /** Presses a key, and tells when that was painted; needs `watch.keys()`. */
  const key = async (text) => {
    const painted = new Promise((done) => { told.push(done); });
    await together('Input.dispatchKeyEvent', { type: 'keyDown', text, key: text }, { type: 'keyUp', key: text });
    return inTime(painted, `the key ${text}`);
  };
  /** Plays the endpoint from now on, and calls `onReferral` with the body that it is sent. */
  const receive = async (onReferral) => {
    received = onReferral;
    await page.send('Fetch.enable', { patterns: [{ urlPattern: `${form.endpoint}*` }] });
  };
  const spent = async () => (await page.send('Performance.getMetrics')).metrics.find((it) => it.name === 'TaskDuration').value * 1000;

  if (cpu !== 1) await slow(cpu);
  const before = await spent();
  await page.send('Page.navigate', { url });
  await inTime(hasBegun, 'the navigation');
  return { run, slow, press, insert, key, receive, memory: () => memory(page), problems, /** Milliseconds that the main thread was busy. */ busy: async () => (await spent()) - before };
}

/** Bytes of the JavaScript heap and of its buffers once what can go is gone, and of WebAssembly's memory. */
async function memory(page) {
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await page.send('Runtime.getHeapUsage');
  const { result } = await page.send('Runtime.evaluate', { expression: 'watch.wasm()', returnByValue: true });
  return { heap: usedSize, buffers: backingStorageSize, wasm: result.value };
}

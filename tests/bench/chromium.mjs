// Chromium over its own DevTools protocol, on a pipe: one browser, and pages in profiles of their own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Nothing of the browser's own on the network or on the processor while a page is measured; one window of one size.
const FLAGS = [
  '--headless', '--remote-debugging-pipe', '--no-sandbox', '--no-first-run', '--no-default-browser-check', '--window-size=1280,900', '--hide-scrollbars', '--mute-audio',
  '--disable-background-networking', '--disable-component-update', '--disable-extensions', '--disable-sync', '--disable-default-apps', '--disable-client-side-phishing-detection',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', '--disable-features=Translate,OptimizationHints,MediaRouter',
];

// A window takes the browser some work of its own, in other processes than the page's.
const SETTLING_MS = 500;

/** Starts a browser; `send(method, params, session)` calls the protocol. */
export async function launch(command = process.env.CHROMIUM ?? 'chromium') {
  const profile = mkdtempSync(join(tmpdir(), 'referral-form-bench-'));
  const browser = spawn(command, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , into, out] = browser.stdio;
  const [calls, listeners] = [new Map(), new Map()];
  let [number, rest, ended] = [0, ''];
  const gone = new Promise((done) => {
    browser.once('exit', () => done('the browser has ended'));
    browser.once('error', ({ message }) => done(`the browser does not start: ${message}`));
  });
  gone.then((why) => {
    ended = new Error(why);
    calls.forEach(({ failed }) => failed(ended));
  });
  into.on('error', () => {});
  out.setEncoding('utf8').on('data', (data) => {
    const messages = (rest + data).split('\0');
    rest = messages.pop();
    for (const { id, result, error, method, params, sessionId } of messages.map((it) => JSON.parse(it))) {
      if (method) { listeners.get(sessionId)?.(method, params); continue; }
      const call = calls.get(id);
      calls.delete(id);
      error ? call.failed(new Error(`${call.method}: ${error.message}`)) : call.done(result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) => new Promise((done, failed) => {
    if (ended) return failed(ended);
    calls.set(++number, { method, done, failed });
    into.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
  });
  return {
    version: async () => (await send('Browser.getVersion')).product,
    /** Opens an empty page in a profile of its own. */
    async page() {
      const { browserContextId } = await send('Target.createBrowserContext');
      const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId, width: 1280, height: 900 });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      await new Promise((done) => { setTimeout(done, SETTLING_MS); });
      return {
        send: (method, params) => send(method, params, sessionId),
        hears: (listener) => listeners.set(sessionId, listener),
        close: async () => { listeners.delete(sessionId); await send('Target.disposeBrowserContext', { browserContextId }); },
      };
    },
    async close() {
      await send('Browser.close').catch(() => {});
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// The same form in an app that brings the engine with it (src/embed/component.rs).
import { Embedding } from './embedding.js';

/**
 * Puts a form into an element; `base` is the folder with the words of other languages, `release` what the loader has from its build.
 * @param {HTMLElement} host @param {string} base @param {string} release JSON
 * @param {import('./embedding.js').Engine} engine
 */
export function embed(host, base, release, engine) {
  /** @type {import('./words.js').Own['fetch']} */
  const get = async (name, isAgain, signal) => fetch(base + name, { cache: isAgain ? 'reload' : 'default', signal });
  const embedding = new Embedding(host, { ...JSON.parse(release), base, fetch: get }, { load: async () => engine, fetchAhead: () => {} });
  embedding.connected();
  return embedding;
}

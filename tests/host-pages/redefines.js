// What old libraries and careless scripts do to a page before anything else runs.
const old = { fetch: window.fetch, define: customElements.define, Promise: window.Promise };

// Functions of another library under the names of the language.
Array.prototype.map = Array.prototype.filter = Array.prototype.forEach = Array.prototype.reduce = function () { throw new Error("not this one"); };
Array.prototype.includes = Array.prototype.indexOf = Array.prototype.find = Array.prototype.join = function () { throw new Error("not this one"); };
String.prototype.trim = String.prototype.split = String.prototype.startsWith = String.prototype.padStart = function () { throw new Error("not this one"); };
Function.prototype.bind = function () { throw new Error("not this one"); };
window.JSON = { encode() {}, decode() {} };
Date.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = function () { return "not JSON"; };

// Names that every object then has, and that a loop over one finds.
Object.prototype.extend = function () {};
Object.prototype.name = "everybody";
Object.prototype.value = "of everything";
Object.prototype.get = Object.prototype.set = function () {};

// A promise of their own making.
window.Promise = function (run) {
  const made = new old.Promise(run);
  this.then = (...steps) => made.then(...steps);
  this.catch = (step) => made.catch(step);
};
for (const name of ["all", "allSettled", "race", "resolve", "reject"]) window.Promise[name] = (it) => old.Promise[name](it);

// Watched on their way.
window.fetch = function (...given) { window.watched = (window.watched ?? 0) + 1; return old.fetch.apply(window, given); };
customElements.define = function (...given) { return old.define.apply(customElements, given); };

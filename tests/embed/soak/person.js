// A person at one form of the soak: fills it in, presses its buttons, and notes what it says. Chance decides what they do.
// Reports to the page around it by messages; those are the page's own, the widget knows nothing of them.
"use strict";

const slot = Number(window.name);
const report = (it) => parent.postMessage({ slot, at: Date.now(), ...it }, "*");

/** Numbers from 0 up to 1, the same for the same seed. Source: splitmix32. */
const chances = (seed) => () => {
  seed = (seed + 0x9e3779b9) | 0;
  let z = seed ^ (seed >>> 16);
  z = Math.imul(z, 0x21f0aaad);
  z ^= z >>> 15;
  z = Math.imul(z, 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
};

/** Draws one of `[weight, thing]…`. */
const draw = (chance, ...options) => {
  let left = chance() * options.reduce((sum, [weight]) => sum + weight, 0);
  return options.find(([weight]) => (left -= weight) < 0)[1];
};

const later = (ms) => new Promise((done) => setTimeout(done, ms));

// --- seeing ---

const root = () => document.querySelector("referral-form")?.shadowRoot;
const all = (selector) => [...(root()?.querySelectorAll(selector) ?? [])].filter((it) => it.checkVisibility());
const text = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
const buttons = (name, within) => all("button").filter((it) => text(it) === name && (!within || within.contains(it)));
const isFree = (button) => button.getAttribute("aria-disabled") !== "true";
const sendButton = () => all("[part~=send]")[0];

const HEADINGS = {
  [WORDS.refused]: "refused", [WORDS.notSent]: "not sent", [WORDS.unconfirmed]: "unconfirmed", [WORDS.kept]: "kept",
};
const DOINGS = { [WORDS.send]: "", [WORDS.sending]: "sending", [WORDS.tryNow]: "waits", [WORDS.tryAgain]: "asks" };

/** What the form says became of the referral, and what it is doing, as "unconfirmed, asks"; empty where it says nothing. */
const word = () => {
  if (all("[part~=receipt]").length) return "sent";
  const heading = HEADINGS[text(all("[part~=outcome] #outcome-heading")[0])] ?? "";
  const doing = DOINGS[text(sendButton())] ?? "";
  return [heading, doing].filter(Boolean).join(", ");
};

/** What the outbox leaves to a person: the referrals by their ids. */
const decisions = () =>
  all(".rf-outbox-entry").map((entry) => {
    const words = entry.querySelector("p[id^=outbox-]");
    const told = words.textContent.includes(WORDS.mayHaveArrived) ? "unconfirmed" : words.textContent.includes(WORDS.wasNotAccepted) ? "refused" : "expired";
    return { entry, id: words.id.slice("outbox-".length), told };
  });

// --- waiting ---

let number = null;
let lastWord = "";
const seen = new Set();
const waiting = new Set();

/** Notes what has changed, and wakes who waits for it. */
const look = () => {
  const now = word();
  if (number !== null && now !== lastWord) {
    lastWord = now;
    if (now) report({ number, what: "says", word: now, reference: now === "sent" ? text(all("[part~=receipt] .rf-lead")[0]) : undefined });
  }
  for (const { id, told } of decisions()) {
    if (seen.has(id + told)) continue;
    seen.add(id + told);
    report({ id, what: "sees", told });
  }
  waiting.forEach((it) => it());
};

/** Waits for something to be there; undefined where it is not within the limit. */
const until = (find, limit) =>
  new Promise((done) => {
    const end = (found) => {
      waiting.delete(attempt);
      clearTimeout(timer);
      done(found);
    };
    const attempt = () => {
      const found = find();
      if (found) end(found);
    };
    const timer = setTimeout(end, limit);
    waiting.add(attempt);
    attempt();
  });

// --- doing ---

const press = (button) => {
  report({ number, what: "presses", button: text(button), word: lastWord });
  button.click();
};

/** Presses one of the buttons that send and stop, and waits for the form to show that it was. */
const acts = async (name) => {
  const button = buttons(name).find(isFree);
  if (!button) return false;
  const before = word();
  press(button);
  await until(() => word() !== before, 3000);
  return true;
};

const leaves = (how) => {
  report({ number, what: "goes", how });
  if (how === "reloads") location.reload();
  else location.replace("about:blank");
  return new Promise(() => {});
};

/** Goes on by one step towards the review; tells whether that is reached. */
const goesOn = (name) => {
  if (sendButton() && root().querySelector(".rf-body") && word() === "") return true;
  const field = all("input[type=text], input:not([type])")[0];
  if (field && field.value !== name) {
    field.value = name;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  all("input[type=checkbox]").filter((it) => !it.checked).forEach((it) => it.click());
  const next = [WORDS.referAnother, ...WORDS.start, WORDS.continue].flatMap((it) => buttons(it)).find(isFree);
  next?.click();
  return false;
};

/** Fills in the form up to the review. A page that was lost to the network on its way here is loaded again. */
const fillsIn = async (name) => {
  for (let steps = 0; steps < 40; steps++) {
    const before = text(root());
    if (root() && goesOn(name)) return JSON.parse(root().querySelector(".rf-body").textContent).id;
    await until(() => root() && text(root()) !== before, 500);
  }
  return leaves("reloads");
};

/** Decides on what the outbox asks about; `eager` leaves nothing undecided. */
const decides = async (chance, eager) => {
  for (const { entry, id, told } of decisions()) {
    const again = eager ? 60 : 25;
    const act = draw(chance, [told === "refused" ? 0 : again, WORDS.sendAgain], [eager ? 40 : 10, WORDS.remove], [eager ? 0 : 65, ""]);
    const button = act && buttons(act, entry)[0];
    if (!button) continue;
    report({ id, what: "decides", told, button: act });
    button.click();
    if (act === WORDS.remove) (await until(() => buttons(WORDS.removeForGood)[0], 2000))?.click();
    await until(() => !entry.isConnected, 2000);
  }
};

/** What the person does about a word of the form; ends the referral by returning how. */
const PARKS = { parks: true };
const answer = async (said, chance, given) => {
  const still = async () => {
    await later(chance() * 1200);
    return word() === said;
  };
  const [state, doing] = said.includes(", ") ? said.split(", ") : ["", said];
  if (doing === "sending") {
    const act = draw(chance, [86, ""], [5, "reloads"], [3, "closes"], [6, WORDS.stop]);
    if (!act || !(await still())) return;
    return act === WORDS.stop ? void (await acts(act)) : leaves(act);
  }
  if (state === "kept") {
    const act = draw(chance, [40, "goes on"], [8, "reloads"], [4, "closes"], [14, WORDS.tryNow], [14, WORDS.stop], [20, ""]);
    if (!act) return (await until(() => word() !== said, 6000)) ? undefined : "goes on";
    if (!(await still())) return;
    if (act === "goes on") return act;
    return act === WORDS.tryNow || act === WORDS.stop ? void (await acts(act)) : leaves(act);
  }
  if (doing === "waits") {
    const act = draw(chance, [64, ""], [8, "reloads"], [4, "closes"], [12, WORDS.tryNow], [12, WORDS.stop]);
    if (!act || !(await still())) return;
    return act === WORDS.tryNow || act === WORDS.stop ? void (await acts(act)) : leaves(act);
  }
  if (doing === "asks") {
    if (state === "refused") return "goes on";
    const again = given.presses >= 4 ? 0 : state === "unconfirmed" && !given.deduplicates ? 40 : 70;
    const act = draw(chance, [again, WORDS.tryAgain], [15, PARKS], [15, "closes"]);
    if (act === PARKS) return "parks";
    if (!(await still())) return;
    if (act !== WORDS.tryAgain) return leaves(act);
    given.presses += 1;
    await acts(act);
  }
};

/** Refers one person. */
const refers = async (given) => {
  const chance = chances(given.seed ^ Math.imul(given.number + 1, 0x85ebca6b));
  // What the form still says is of the one before.
  number = null;
  given.presses = 0;
  if (given.isSealed) await decides(chance, false);
  const id = await fillsIn(`Number ${given.number}`);
  number = given.number;
  lastWord = "";
  report({ number, what: "shows", id, body: root().querySelector(".rf-body").textContent });
  const send = sendButton();
  press(send);
  if (chance() < 0.15) press(send);
  let handled = "";
  for (;;) {
    // What lies on the device may lie there for long, and nobody has to wait for it.
    const isKept = handled.startsWith("kept");
    const said = await until(() => word() !== handled && word(), isKept ? 6_000 : 90_000);
    if (!said) return report({ number, what: "done", how: isKept ? "goes on" : "silence" });
    if (said === "sent") return report({ number, what: "done", how: "sent" });
    handled = said;
    const end = await answer(said, chance, given);
    if (end === "parks") {
      report({ number, what: "done", how: "parks" });
      return rests(given, chance);
    }
    if (end) return report({ number, what: "done", how: end });
    // What was pressed in vain, for the form was just changing, is looked at anew.
    if (word() !== said) handled = "";
  }
};

/** Leaves the form standing until all others are done; then asks again, or only looks where nobody wanted to. */
let wakes;
const rests = async (given, chance) => {
  await new Promise((done) => (wakes = done));
  const looks = lastWord.startsWith("not sent") || !given.deduplicates;
  if (!looks || chance() < 0.5) {
    for (let presses = 0; presses < 5 && word() !== "sent"; presses++) {
      await acts(WORDS.tryAgain);
      await until(() => word() === "sent" || word().endsWith(", asks") || word().startsWith("kept"), 30_000);
      if (word().startsWith("kept")) await until(() => word() === "sent", 30_000);
    }
  }
  look();
  report({ number, what: "settles", word: word() });
};

/** How many referrals lie on the device, as its own database has it. */
const lying = () =>
  new Promise((done) => {
    const opening = indexedDB.open("referral-form");
    opening.onerror = () => done(-1);
    opening.onsuccess = () => {
      const database = opening.result;
      const end = (count) => (database.close(), done(count));
      if (!database.objectStoreNames.contains("outbox")) return end(0);
      const asked = database.transaction("outbox").objectStore("outbox").count();
      asked.onsuccess = () => end(asked.result);
    };
  });

/** Stays until nothing waits on the device; decides where it asks. */
const empties = async (seed) => {
  const chance = chances(seed ^ 0x5bd1e995);
  number = null;
  while ((await lying()) !== 0) {
    await decides(chance, true);
    await later(500);
  }
  report({ what: "empty" });
};

addEventListener("message", ({ data }) => {
  if (data.refer) refers(data.refer);
  if (data.wake) wakes?.();
  if (data.empty !== undefined) empties(data.empty);
});
addEventListener("referral-form-submitted", () => report({ number, what: "tells", kind: "sent" }));
addEventListener("referral-form-failed", ({ detail }) => report({ number, what: "tells", kind: detail.kind }));
addEventListener("pagehide", () => report({ number, what: "leaves", word: number === null ? "" : word() }));
addEventListener("referral-form-ready", () => {
  new MutationObserver(look).observe(root(), { subtree: true, childList: true, characterData: true, attributes: true });
  report({ what: "here" });
}, { once: true });

// The desk of the soak: many forms on one page, each in a frame, and who refers whom next. Keeps what every person reports.
"use strict";

const OPENING_LIMIT_MS = 15_000;
const desk = { slots: [], histories: {}, outbox: [], left: 0, isEnding: false, seed: 0 };

const open = (slot) => {
  slot.isHere = false;
  slot.openedAt = Date.now();
  slot.frame?.remove();
  slot.frame = document.createElement("iframe");
  slot.frame.name = String(slot.index);
  slot.frame.src = slot.url;
  document.body.append(slot.frame);
};

/** Gives a slot somebody to refer, or what is to be done at the end. */
const give = (slot) => {
  const send = (it) => slot.frame.contentWindow.postMessage(it, "*");
  if (slot.isParked) return;
  if (slot.number === null) slot.number = slot.queue.shift() ?? null;
  if (slot.number !== null) return send({ refer: { number: slot.number, seed: desk.seed, isSealed: slot.isSealed, deduplicates: slot.deduplicates } });
  slot.isIdle = true;
  if (desk.isEnding && slot.isSealed && !slot.isEmpty) send({ empty: desk.seed + slot.index });
};

const finish = (slot) => {
  slot.number = null;
  desk.left -= 1;
};

const hear = ({ data }) => {
  const slot = desk.slots[data.slot];
  if (!slot) return;
  const { number, what } = data;
  if (data.id && number === undefined) desk.outbox.push(data);
  else if (typeof number === "number") (desk.histories[number] ??= []).push(data);
  if (what === "here") {
    slot.isHere = true;
    give(slot);
  } else if (what === "presses") {
    slot.hasSent = true;
  } else if (what === "leaves") {
    slot.isHere = false;
    slot.openedAt = Date.now();
    // Who had not sent yet begins again; whatever became of the others, it was said before.
    if (slot.hasSent && slot.number !== null) finish(slot);
    slot.hasSent = false;
  } else if (what === "goes" && data.how === "closes") {
    setTimeout(() => open(slot), 100);
  } else if (what === "done") {
    slot.hasSent = false;
    if (data.how !== "parks") {
      finish(slot);
      return give(slot);
    }
    // The form stays as it stands, and somebody else has another one.
    slot.isParked = true;
    finish(slot);
    const { url, queue, isSealed, deduplicates } = slot;
    add({ url, queue, isSealed, deduplicates });
  } else if (what === "settles") {
    slot.isSettled = true;
  } else if (what === "empty") {
    slot.isEmpty = true;
  }
};

const add = ({ url, queue, isSealed, deduplicates }) => {
  const slot = { index: desk.slots.length, url, queue, isSealed, deduplicates, number: null };
  desk.slots.push(slot);
  open(slot);
};

/** Begins: `queues` has the numbers of the referrals by kind, `slots` the forms. */
const begin = ({ seed, queues, slots }) => {
  desk.seed = seed;
  desk.left = Object.values(queues).flat().length;
  addEventListener("message", hear);
  slots.forEach((it) => add({ ...it, queue: queues[it.kind] }));
  const reopen = (isOld) => desk.slots.filter((it) => !it.isHere && isOld(it)).forEach(open);
  addEventListener("online", () => reopen(() => true));
  setInterval(() => navigator.onLine && reopen((it) => Date.now() - it.openedAt > OPENING_LIMIT_MS), 1000);
};

/** Ends: what was left standing is asked again, then every device is emptied. */
const settle = () => desk.slots.filter((it) => it.isParked).forEach((it) => it.frame.contentWindow.postMessage({ wake: true }, "*"));
const empty = () => {
  desk.isEnding = true;
  desk.slots.filter((it) => it.isSealed && !it.isParked).forEach(open);
};
const unsettled = () => desk.slots.filter((it) => it.isParked && !it.isSettled).map((it) => it.index);
const unemptied = () => desk.slots.filter((it) => it.isSealed && !it.isParked && !it.isEmpty).map((it) => it.index);

// Scripts of the tests may have no sight of what is only declared.
Object.assign(globalThis, { desk, begin, settle, empty, unsettled, unemptied });

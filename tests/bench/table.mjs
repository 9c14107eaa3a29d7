// What came out, as Markdown tables: our figures beside their targets, and all figures of all contestants. Figures are medians.

import { GROWING } from './forms.mjs';
import { HAND, OURS, TAG } from './measures.mjs';

const PEERS = ['SurveyJS', 'Form.io', 'react-jsonschema-form'];

export const median = (all) => {
  const sorted = [...all].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};
const percentile = (all, share) => [...all].sort((a, b) => a - b)[Math.ceil(all.length * share / 100) - 1];

const ms = { unit: 'ms', show: (it) => it.toFixed(0) };
const fine = { unit: 'ms', show: (it) => it.toFixed(1) };
const kB = { unit: 'kB', show: (it) => (it / 1000).toFixed(1) };
const count = { unit: '', show: String };
const shift = { unit: '', show: (it) => String(Number(it.toFixed(4))) };

const SLOW = '4x CPU and slow 4G';
const READ = 'after 3 s of reading';

// A row takes one figure of a measure. Its target is the largest value that is allowed (`most`), or the largest ratio to the best peer
// (`peer`), to the page written by hand (`hand`), to the same page in English (`english`); `tag` is the largest ratio of the tag alone to the best peer.
const ROWS = [
  { figure: 'everything fetched until a referral is sent, brotli', of: 'weight', take: (it) => it.bytesSent, ...kB, most: 185_000 },
  { figure: 'in requests', of: 'weight', take: (it) => it.requestsSent, ...count },
  { figure: 'fetched by a first visit that touches nothing, brotli', of: 'weight', take: (it) => it.bytes, ...kB },
  { figure: 'in requests', of: 'weight', take: (it) => it.requests, ...count },
  { figure: 'first screen with content', of: 'plain', take: (it) => it.screen, ...ms },
  { figure: 'first field is shown', of: 'plain', take: (it) => it.shown, ...ms },
  { figure: 'first field answers', of: 'plain', take: (it) => it.answered, ...ms },
  { figure: 'first text field is shown, Start at once', of: 'plain', take: (it) => it.textShown, ...ms },
  { figure: 'first text field, Start at once', of: 'plain', take: (it) => it.text, ...ms, peer: 0.8 },
  { figure: `Start to first question ${READ}`, of: 'plain-read', take: (it) => it.begun, ...ms },
  { figure: `Start to first text field ${READ}`, of: 'plain-read', take: (it) => it.typed, ...ms },
  { figure: `first screen with content, ${SLOW}`, of: 'slow', take: (it) => it.screen, ...ms, peer: 0.5 },
  { figure: `first field is shown, ${SLOW}`, of: 'slow', take: (it) => it.shown, ...ms },
  { figure: `first field answers, ${SLOW}`, of: 'slow', take: (it) => it.answered, ...ms },
  { figure: `first text field is shown, Start at once, ${SLOW}`, of: 'slow', take: (it) => it.textShown, ...ms },
  { figure: `first text field, Start at once, ${SLOW}`, of: 'slow', take: (it) => it.text, ...ms, peer: 0.85, tag: 1 },
  { figure: `Start to first question ${READ}, ${SLOW}`, of: 'slow-read', take: (it) => it.begun, ...ms, most: 100 },
  { figure: `Start to first text field ${READ}, ${SLOW}`, of: 'slow-read', take: (it) => it.typed, ...ms },
  { figure: `first screen in English, study in three languages, ${SLOW}`, of: 'language-en', take: (it) => it.screen, ...ms },
  { figure: `first screen in Spanish, ${SLOW}`, of: 'language-es', take: (it) => it.screen, ...ms, english: 1.2 },
  { figure: `first screen in Arabic, ${SLOW}`, of: 'language-ar', take: (it) => it.screen, ...ms, english: 1.2 },
  { figure: `layout shift until the first text field answers, ${SLOW}`, of: 'slow', take: (it) => it.shift, ...shift, most: 0 },
  { figure: `main-thread time until then, ${SLOW}`, of: 'slow', take: (it) => it.busy, ...ms },
  { figure: `long tasks until then, ${SLOW}`, of: 'slow', take: (it) => it.longTasks, ...count },
  { figure: `the longest of them, ${SLOW}`, of: 'slow', take: (it) => it.longest, ...ms },
  { figure: 'long tasks until then', of: 'plain', take: (it) => it.longTasks, ...count },
  { figure: 'JavaScript heap', of: 'weight', take: (it) => it.heap + it.buffers, ...kB },
  { figure: 'WebAssembly memory', of: 'weight', take: (it) => it.wasm, ...kB },
  { figure: 'WebAssembly memory once a referral was sent', of: 'weight', take: (it) => it.inUse.wasm, ...kB },
  { figure: 'keystroke to next paint, median, 4x CPU', of: 'typing', take: (it) => median(it.delays), ...ms },
  { figure: 'keystroke to next paint, 95th percentile, 4x CPU', of: 'typing', take: (it) => percentile(it.delays, 95), ...ms, hand: 1.1 },
  { figure: 'main-thread time of a keystroke, 4x CPU', of: 'typing', take: (it) => it.busy, ...fine },
  { figure: 'large form, fetched by a first visit that touches nothing, brotli', of: 'large-weight', take: (it) => it.bytes, ...kB },
  { figure: `large form, first screen with content, ${SLOW}`, of: 'large-slow', take: (it) => it.screen, ...ms },
  { figure: `large form, first text field, Start at once, ${SLOW}`, of: 'large-slow', take: (it) => it.text, ...ms },
  { figure: 'large form, keystroke to next paint, 95th percentile, 4x CPU', of: 'large-typing', take: (it) => percentile(it.delays, 95), ...ms },
  { figure: 'large form, mounted again to last field painted, 4x CPU', of: 'large-again', take: (it) => it.mounted, ...ms, hand: 1.5 },
  { figure: 'main-thread time of that', of: 'large-again', take: (it) => it.mountedBusy, ...ms },
  { figure: 'large form, an answer that shows two fields, 4x CPU', of: 'large-again', take: (it) => median(it.shows), ...ms, hand: 1.2, peer: 0.7 },
  { figure: 'main-thread time of that', of: 'large-again', take: (it) => median(it.showsBusy), ...ms },
  ...GROWING.map((it) => ({ figure: `a letter in a form of ${it * 6} fields, script alone, 4x CPU`, of: `growth-${it}`, take: ({ letters }) => median(letters), ...fine })),
  ...GROWING.map((it) => ({ figure: `an answer that shows two fields, ${it * 6} fields, script alone, 4x CPU`, of: `growth-${it}`, take: ({ shows }) => median(shows), ...fine })),
  { figure: 'heap kept after 50 mounts and removals', of: 'mounts', take: (it) => it.kept, ...kB, most: 100_000 },
  { figure: 'WebAssembly memory kept after them', of: 'mounts', take: (it) => it.wasm, ...kB },
];

const line = (cells) => `| ${cells.join(' | ')} |`;
const lines = (heads, rows) => [heads, heads.map(() => '---'), ...rows].map(line).join('\n');
const ratio = (it) => (Number.isFinite(it) ? it.toFixed(2) : '–');

/** The figure of a row for a contestant, whose runs are `raw[name][row.of]`; nothing where it was not measured. */
const figure = (raw, row, name) => {
  const values = raw[name]?.[row.of]?.map(row.take).filter((it) => it !== undefined) ?? [];
  return values.length ? median(values) : undefined;
};
const shown = (row, it) => (it === undefined ? '–' : `${row.show(it)} ${row.unit}`.trim());

/** The figure of the best of the other forms, and which of them have none. */
function peers(raw, row) {
  const values = PEERS.map((name) => figure(raw, row, name));
  const best = Math.min(...values.filter((it) => it !== undefined)); // Infinity without any
  return { best: Number.isFinite(best) ? best : undefined, missing: PEERS.filter((_, at) => values[at] === undefined) };
}

const toBest = (raw, row, name) => figure(raw, row, name) / peers(raw, row).best;
const toHand = (raw, row, name) => figure(raw, row, name) / figure(raw, row, HAND);
const toEnglish = (raw, row, name) => figure(raw, row, name) / figure(raw, ROWS.find((it) => it.of === 'language-en'), name);

// What each kind of target holds against its limit, whose figure it is, and what its limit is called.
const TARGETS = {
  most: { name: OURS, held: figure, called: (limit, row) => `${Number(row.show(limit))} ${row.unit}`.trim() },
  peer: { name: OURS, held: toBest, called: (limit) => `${limit} of the best peer` },
  tag: { name: TAG, held: toBest, called: (limit) => `${limit} of the best peer` },
  hand: { name: OURS, held: toHand, called: (limit) => `${limit} of hand-written` },
  english: { name: OURS, held: toEnglish, called: (limit) => `${limit} of English` },
};

/** Every target of the measures `asked`, beside our figure: the ratio to the best of the other forms, and whether it is met. */
export function judged(raw, asked) {
  const rows = ROWS.filter((row) => asked.includes(row.of)).flatMap((row) => Object.keys(TARGETS).filter((kind) => row[kind] !== undefined).map((kind) => judge(raw, row, kind)));
  return lines(['figure', 'target', OURS, 'to the best peer', 'target met'], rows);
}

function judge(raw, row, kind) {
  const { name, held, called } = TARGETS[kind];
  const found = held(raw, row, name);
  const of = name === TAG ? `${row.figure}, tag alone` : row.figure;
  const cells = [of, `≤ ${called(row[kind], row)}`, shown(row, figure(raw, row, name)), ratio(toBest(raw, row, name))];
  if (!Number.isFinite(found)) return [...cells, 'not measured'];
  const verdict = found <= row[kind] ? 'met' : '**missed**';
  const { missing } = peers(raw, row);
  if (held === toBest) return [...cells, missing.length ? `${verdict}, without ${missing.join(', ')}` : verdict];
  return [...cells, held === figure ? verdict : `${ratio(found)}: ${verdict}`];
}

/** All figures of the contestants `names`, with our ratio to the page written by hand and to the best of the other forms. */
export function figures(raw, names) {
  const rows = ROWS.filter((row) => names.some((it) => figure(raw, row, it) !== undefined))
    .map((row) => [row.figure, ...names.map((it) => shown(row, figure(raw, row, it))), ratio(toHand(raw, row, OURS)), ratio(toBest(raw, row, OURS))]);
  return lines(['figure', ...names, 'to hand-written', 'to the best peer'], rows);
}

/** What could not be measured, and why. */
export const failed = (failures) => ['Not measured:', ...failures.map(({ name, what, reason }) => `- ${name}, ${what}: ${reason.trim().replaceAll('\n', '; ')}`)].join('\n');

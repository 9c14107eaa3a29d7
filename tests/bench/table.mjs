// What came out, as a Markdown table: medians, our ratio to the page written by hand and to the best of the other forms, and the targets.

import { GROWING } from './forms.mjs';

const OURS = 'referral-form';
const HAND = 'hand-written';
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

// `hand` and `peer` are the largest ratio that the target allows, `most` the largest value.
const ROWS = [
  { figure: 'first visit fetches, brotli', of: 'weight', take: (it) => it.bytes, ...kB, most: 100_000, peer: 0.6 },
  { figure: 'in requests', of: 'weight', take: (it) => it.requests, ...count },
  { figure: 'with the first text field in use, brotli', of: 'weight', take: (it) => it.bytesInUse, ...kB },
  { figure: 'in requests', of: 'weight', take: (it) => it.requestsInUse, ...count },
  { figure: 'first field is shown', of: 'plain', take: (it) => it.shown, ...ms },
  { figure: 'first field answers', of: 'plain', take: (it) => it.answered, ...ms, hand: 1.25 },
  { figure: 'first text field answers', of: 'plain', take: (it) => it.text, ...ms },
  { figure: 'first field is shown, 4x CPU and slow 4G', of: 'slow', take: (it) => it.shown, ...ms },
  { figure: 'first field answers, 4x CPU and slow 4G', of: 'slow', take: (it) => it.answered, ...ms, hand: 1.4, peer: 0.5 },
  { figure: 'first text field answers, 4x CPU and slow 4G', of: 'slow', take: (it) => it.text, ...ms },
  { figure: 'main-thread time until the first field answers, 4x CPU', of: 'processor', take: (it) => it.busy, ...ms, hand: 1.4 },
  { figure: 'long tasks until then, 4x CPU', of: 'processor', take: (it) => it.longTasks, ...count },
  { figure: 'the longest of them, 4x CPU', of: 'processor', take: (it) => it.longest, ...ms },
  { figure: 'long tasks until then', of: 'plain', take: (it) => it.longTasks, ...count },
  { figure: 'layout shift until the first field answers, 4x CPU and slow 4G', of: 'slow', take: (it) => it.shift, ...shift, most: 0 },
  { figure: 'layout shift until the first text field answers, 4x CPU and slow 4G', of: 'slow', take: (it) => it.shiftInUse, ...shift, most: 0 },
  { figure: 'JavaScript heap', of: 'weight', take: (it) => it.heap + it.buffers, ...kB },
  { figure: 'WebAssembly memory', of: 'weight', take: (it) => it.wasm, ...kB },
  { figure: 'keystroke to next paint, median, 4x CPU', of: 'typing', take: (it) => median(it.delays), ...ms },
  { figure: 'keystroke to next paint, 95th percentile, 4x CPU', of: 'typing', take: (it) => percentile(it.delays, 95), ...ms, hand: 1.1 },
  { figure: 'main-thread time of a keystroke, 4x CPU', of: 'typing', take: (it) => it.busy, ...fine },
  { figure: 'large form, first visit fetches, brotli', of: 'large-weight', take: (it) => it.bytes, ...kB },
  { figure: 'large form, first field answers, 4x CPU and slow 4G', of: 'large-slow', take: (it) => it.answered, ...ms, hand: 1.5, peer: 0.5 },
  { figure: 'large form, first text field answers, 4x CPU and slow 4G', of: 'large-slow', take: (it) => it.text, ...ms },
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

/** `raw[contestant][measure]` are the runs. */
export function table(raw) {
  const names = Object.keys(raw);
  const lines = [line(['figure', ...names, 'to hand-written', 'to the best peer', 'target']), line(Array(names.length + 4).fill('---'))];
  for (const row of ROWS) {
    const value = (name) => (raw[name]?.[row.of] ? median(raw[name][row.of].map(row.take)) : undefined);
    if (!names.some((it) => value(it) !== undefined)) continue;
    const best = Math.min(...PEERS.map(value).filter((it) => it !== undefined)); // Infinity without any
    const ours = value(OURS);
    const [hand, peer] = [ours / value(HAND), Number.isFinite(best) ? ours / best : NaN];
    const shown = names.map((it) => (value(it) === undefined ? '–' : `${row.show(value(it))} ${row.unit}`.trim()));
    lines.push(line([row.figure, ...shown, ratio(hand), ratio(peer), judged(row, { most: ours, hand, peer })]));
  }
  return lines.join('\n');
}

const ratio = (it) => (Number.isFinite(it) ? it.toFixed(2) : '–');

/** The target, and whether it was met; nothing where there is none. */
function judged(row, found) {
  const words = { most: (it) => `≤ ${row.show(it)} ${row.unit}`.trim(), hand: (it) => `≤ ${it} of hand-written`, peer: (it) => `≤ ${it} of the best peer` };
  const targets = Object.keys(words).filter((it) => row[it] !== undefined && Number.isFinite(found[it]));
  return targets.map((it) => `${words[it](row[it])}: ${found[it] <= row[it] ? 'met' : '**missed**'}`).join('; ');
}

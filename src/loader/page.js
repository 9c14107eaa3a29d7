// Two ends of one frame. Inside, in referral-form-page.html, it puts the form on the page and tells its height outside. Outside, on a page
// that shows that one in a frame, it lets the frame be as high: <script type="module" src="referral-form-page.js"></script>
const TOLD = 'referral-form-height';
const ASKED = 'referral-form-height-please';
const SETTINGS = ['lang', 'source', 'mode', 'idle-seconds', 'heading-level'];

function inside() {
  const asked = new URLSearchParams(location.search);
  const study = new URL(asked.get('study') ?? 'study.json', location);
  const form = document.createElement('referral-form');
  // Nobody makes this page show a study of their own under the address of somebody else, also not through a redirect.
  form.setAttribute('redirects', 'refuse');
  if (study.origin !== location.origin) console.error(`The study file has to lie on ${location.origin}, like this page.`);
  else if (!isListed(study)) console.error('The study file is not on the list in this page: <meta name="referral-form-studies">.');
  else form.setAttribute('study', study.href);
  form.setAttribute('keep-query', 'study lang heading-level offline');
  for (const name of SETTINGS) if (asked.has(name)) form.setAttribute(name, asked.get(name));
  if (!asked.has('heading-level')) form.setAttribute('heading-level', '1');
  document.body.style.margin = parent === window ? '1em auto' : '0';
  document.body.style.maxInlineSize = '48em';
  document.body.append(form);
  if (asked.has('offline')) import('./referral-form-offline.js');
  if (parent !== window) tellHeights(form);
}

/**
 * Tells the page around how high the form is, and by that no answer: once for every step, source, request, language and width, as it is when
 * somebody comes there. What is not asked keeps its room, and what tells of the answers (what they mean, the review, the receipt) has
 * the most that was told before. What needs more, such as problems, or another width than when somebody came there, is scrolled to.
 */
function tellHeights(form) {
  form.setAttribute('steady', '');
  const origins = originsAround();
  const heights = new Map();
  let last;
  let lastWay;
  const tell = () => {
    const natural = Math.ceil(document.documentElement.getBoundingClientRect().height);
    const [start, flow] = ['.rf-start', '.rf-flow'].map((it) => form.shadowRoot?.querySelector(it));
    const [isStart, isOn] = [start, flow].map((it) => it && !it.hidden);
    // As one comes and the other goes, both may stand there for a moment, or neither.
    if (natural === 0 || (isStart ? isOn : flow && !isOn)) return;
    const kind = `${innerWidth} ${form.shadowRoot?.querySelector('[lang]')?.lang}`;
    const way = isStart ? 'start' : isOn ? flow.dataset.way : 'no form';
    const key = `${kind} ${way}`;
    // Whoever stands on a step has answered something there, or left it out.
    const isNew = !heights.has(key) && !(isOn && way === lastWay);
    if (way && (isNew || way === 'no form')) heights.set(key, natural);
    lastWay = way;
    const height = way ? heights.get(key) ?? last : most(kind);
    if (height > 0 && height !== last) post(last = height);
  };
  const most = (kind) => {
    const here = [...heights].filter(([key]) => key.startsWith(kind));
    return Math.max(...(here.length > 0 ? here : [...heights]).map(([, height]) => height));
  };
  // In braces: a call that ends a function leaves it first in WebKit, and the message then seems to come from the page outside.
  const post = (height) => { for (const origin of origins) parent.postMessage({ [TOLD]: height }, origin); };
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener('message', ({ data, source }) => { if (source === parent && data?.[ASKED] && last) post(last); });
}

/** The origin of the page around, as far as the browser or the address of this one tells it, and those that the author lists. */
function originsAround() {
  const around = location.ancestorOrigins?.[0] ?? (document.referrer || new URLSearchParams(location.search).get('parent'));
  const listed = document.querySelector('meta[name="referral-form-parents"]')?.content.split(/\s+/) ?? [];
  return [...new Set([around, ...listed].filter((it) => URL.canParse(it)).map((it) => new URL(it).origin))].filter((it) => it !== 'null');
}

/** Whether the page lists a study file, or a folder above it. A separator in disguise could lead out of that folder. */
function isListed(study) {
  const listed = document.querySelector('meta[name="referral-form-studies"]')?.content.split(/\s+/).filter(Boolean).map((it) => new URL(it, location)) ?? [];
  return !/%2f|%5c/i.test(study.pathname)
    && listed.some((it) => it.origin === study.origin && (it.pathname.endsWith('/') ? study.pathname.startsWith(it.pathname) : it.pathname + it.search === study.pathname + study.search));
}

function outside() {
  addEventListener('message', ({ data, source }) => {
    const height = data?.[TOLD];
    if (!Number.isFinite(height) || height < 0 || height > 50_000) return;
    // By the window that speaks, whatever its origin: a frame changes nothing but itself.
    for (const frame of document.querySelectorAll('iframe')) if (frame.contentWindow === source) frame.style.height = `${height}px`;
  });
  // A frame may have told it before this script was there.
  for (const frame of document.querySelectorAll('iframe')) frame.contentWindow?.postMessage({ [ASKED]: true }, '*');
}

if (/\/referral-form-page\.html$/.test(location.pathname)) inside();
else outside();

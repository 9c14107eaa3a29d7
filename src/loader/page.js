// Two ends of one frame. Inside, in referral-form-page.html, it puts the form on the page and tells its height outside. Outside, on a page
// that shows that one in a frame, it lets the frame be as high: <script type="module" src="referral-form-page.js"></script>
const TOLD = 'referral-form-height';
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
  for (const name of SETTINGS) if (asked.has(name)) form.setAttribute(name, asked.get(name));
  if (!asked.has('heading-level')) form.setAttribute('heading-level', '1');
  document.body.style.margin = parent === window ? '1em auto' : '0';
  document.body.style.maxInlineSize = '48em';
  document.body.append(form);
  if (asked.has('offline')) import('./referral-form-offline.js');
  // The height is no secret, so whoever shows the page may know it.
  // In braces: a call that ends a function leaves it first in WebKit, and the message then seems to come from the page outside.
  const tell = () => { parent.postMessage({ [TOLD]: Math.ceil(document.documentElement.getBoundingClientRect().height) }, '*'); };
  if (parent !== window) new ResizeObserver(tell).observe(document.documentElement);
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
}

if (/\/referral-form-page\.html$/.test(location.pathname)) inside();
else outside();

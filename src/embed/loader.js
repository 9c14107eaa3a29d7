// What a page includes, with the modules beside it, as one file: <script type="module" src="referral-form.js" data-study="study.json"></script>
//
// It defines <referral-form> and serves the tags that ask for one. The engine is fetched once an element is on the page.
import { ReferralForm, allGiveWay } from './element.js';
import { isEnd } from './engine.js';
import { NAME } from './files.js';
import { watch } from './tags.js';

addEventListener('error', ({ error }) => {
  if (!isEnd(error)) return;
  allGiveWay();
  console.error(`<${NAME}> broke down; see what the page has put in the place of the browser's own functions.`);
});

if (customElements.get(NAME)) console.warn(`<${NAME}> is defined already; ${import.meta.url} leaves the page to it.`);
else {
  customElements.define(NAME, ReferralForm);
  watch();
}

// What a page includes, with the modules beside it, as one file: <script type="module" src="referral-form.js" data-study="study.json"></script>
//
// It defines <referral-form>, serves the tags that ask for one, and draws the start page. The engine comes once that is painted.
import { followLanguage, ReferralForm } from './element.js';
import { allGiveWay } from './embedding.js';
import { forget, isEnd } from './engine.js';
import { NAME } from './files.js';
import { watch } from './tags.js';

addEventListener('error', ({ error }) => lookAt(error));
addEventListener('unhandledrejection', ({ reason }) => lookAt(reason));

/** No dead form is left standing, and nothing of what was typed into it. @param {unknown} error */
function lookAt(error) {
  if (!isEnd(error) || !forget()) return;
  allGiveWay();
  console.error(`<${NAME}> broke down; see what the page has put in the place of the browser's own functions.`);
}

if (customElements.get(NAME)) console.warn(`<${NAME}> is defined already; ${import.meta.url} leaves the page to it.`);
else {
  customElements.define(NAME, ReferralForm);
  followLanguage();
  watch();
}

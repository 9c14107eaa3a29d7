/**
 * Types of `<referral-form>`, for pages in TypeScript. `referral-form.js` exports nothing: it defines the element.
 *
 *     import type {} from './referral-form.js';                 // once, in any file
 *     const form = document.querySelector('referral-form');     // a ReferralFormElement
 */

/** An answer as a person gives it in the controls of the field. */
export type Answer =
  /** A text as typed; the value of an option, "yes" or "no"; a date as "2014-03-31", "2014-03" or "2014"; a number as "7.5". */
  | string
  /** The values of the options of a field of type `choices`. */
  | readonly string[]
  /** A number in one of the units of the field. */
  | { readonly value: string; readonly unit: string }
  /** When to call, on the person's own clock: `{ days: ['mon'], from: '09:00', to: '12:00' }`. */
  | { readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]; readonly from?: string; readonly to?: string };

/** The attributes of the element; on the script tag each has `data-` before it. */
export interface ReferralFormAttributes {
  /** Address of the study file, or `#id` of a `<script type="application/json">` on the page. */
  study?: string;
  /** `refuse` where the study file is read only at its own address, without following a redirect. */
  redirects?: 'follow' | 'refuse';
  /** Digests of which the study file has to have one, as in Subresource Integrity: `sha384-…`. */
  'study-integrity'?: string;
  /** Where to send; counts only where the study file names no `url`. */
  endpoint?: string;
  /**
   * Language to begin in. It may change at any time; `study` and `endpoint` until somebody has begun, and the form then begins anew. What else
   * stands here is read when the element comes onto the page.
   */
  lang?: string;
  /** Id of the source that is chosen at the start. */
  source?: string;
  /** A referral code: letters, digits, hyphens, 32 at most. */
  code?: string;
  /** `closed` where scripts of the page get no way into the form; `open` otherwise. */
  root?: 'open' | 'closed';
  /** Whether what is not asked keeps its room, so that the height of a step tells no answer. */
  steady?: boolean | '';
  /** Keys of the page's query without which it is another page, with spaces between them: the link on the receipt keeps these. */
  'keep-query'?: string;
  /** `kiosk` for a shared device. */
  mode?: 'page' | 'kiosk';
  /** With `mode="kiosk"`: after how many seconds without anybody the form asks whether somebody is there; 30 to 1800. */
  'idle-seconds'?: number | `${number}`;
  /** Level of the form's first heading, 1 to 5. */
  'heading-level'?: number | `${number}`;
}

/** What the element tells the page; all bubble and cross shadow roots, and none carries an answer or an id. */
export interface ReferralFormEvents {
  /** The first step is there. */
  'referral-form-ready': CustomEvent<null>;
  /** Another step is shown; the first is 0. */
  'referral-form-step': CustomEvent<{ readonly index: number }>;
  /** The endpoint has the referral. */
  'referral-form-submitted': CustomEvent<null>;
  /** The form could not be shown (`study`), or a referral did not arrive and the form no longer tries by itself. */
  'referral-form-failed': CustomEvent<{ readonly kind: 'study' | 'refused' | 'not-sent' | 'unconfirmed' }>;
  /** The study takes no referrals; the contact is shown. */
  'referral-form-closed': CustomEvent<null>;
}

/** The element. Its methods are there once it is defined: `await customElements.whenDefined('referral-form')`. */
export interface ReferralFormElement extends HTMLElement {
  /**
   * Answers questions for the person, who then sees and may change what stands there. Waits for the form.
   *
   * Resolves to the ids that were not taken; the console tells why: unknown, read by a rule, "not sure", not a shape that the field
   * takes, or on a step that the person has left behind. What the person has answered stays, and is not told. It rejects where no
   * form is shown. Nothing is remembered: whatever starts the form over drops it.
   */
  prefill(answers: Readonly<Record<string, Answer>>): Promise<string[]>;
  /** Drops what was entered and goes back to the first step, without asking. Resolves to `false` where it did not: a referral is being sent, or no form is shown. */
  reset(): Promise<boolean>;
  /** Shows the state of a referral. Rejects where `url` is not on the origin of an endpoint of the study, or somebody has begun to fill in the form. */
  showStatus(url: string | URL): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    'referral-form': ReferralFormElement;
  }
  interface HTMLElementEventMap extends ReferralFormEvents {}
  interface DocumentEventMap extends ReferralFormEvents {}
  interface WindowEventMap extends ReferralFormEvents {}
}

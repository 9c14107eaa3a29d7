/** Lets React 19 know `<referral-form>` in JSX: `import type {} from './referral-form-react.js';` once, in any file. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ReferralFormAttributes, ReferralFormElement, ReferralFormEvents } from './referral-form.js';

type Listeners = { [Name in keyof ReferralFormEvents as `on${Name}`]?: (event: ReferralFormEvents[Name]) => void };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'referral-form': DetailedHTMLProps<HTMLAttributes<ReferralFormElement>, ReferralFormElement> & ReferralFormAttributes & Listeners;
    }
  }
}

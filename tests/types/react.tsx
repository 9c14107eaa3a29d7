// The same in React.
import { useRef } from 'react';
import type { ReferralFormElement } from '../../src/loader/referral-form.js';
import type {} from '../../src/loader/referral-form-react.js';

export function Page() {
  const form = useRef<ReferralFormElement>(null);
  return (
    <referral-form ref={form} study="study.json" study-integrity="sha384-…" mode="kiosk" idle-seconds={60} heading-level="3" className="wide"
      onreferral-form-ready={() => void form.current?.reset()} onreferral-form-failed={({ detail }) => detail.kind === 'refused'}>
      <p>You can also ring the study desk: +1 212 555 0142.</p>
    </referral-form>
  );
}

// @ts-expect-error No such mode.
export const mode = <referral-form study="study.json" mode="television" />;
// @ts-expect-error An address is a text.
export const study = <referral-form study={1} />;

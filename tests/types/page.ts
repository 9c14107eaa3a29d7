// A page in TypeScript, as the types let it be written. What they have to refuse stands under @ts-expect-error: were it taken, that would be the error.
import type { ReferralFormElement } from '../../src/loader/referral-form.js';

await customElements.whenDefined('referral-form');
const form: ReferralFormElement = document.querySelector('referral-form')!;
const refused: string[] = await form.prefill({ name: 'Ada Example', hills: ['low'], weight: { value: '7.5', unit: 'kg' }, call: { days: ['mon'], from: '09:00' } });
const isReset: boolean = await form.reset();
await form.showStatus(new URL('https://intake.study.example/status/1'));
form.addEventListener('referral-form-step', ({ detail }) => detail.index + refused.length);
document.addEventListener('referral-form-failed', ({ detail }) => isReset && detail.kind === 'not-sent');

// @ts-expect-error A number is given as it is typed.
await form.prefill({ age: 38 });
// @ts-expect-error No such day.
await form.prefill({ call: { days: ['monday'] } });
// @ts-expect-error No such kind.
document.addEventListener('referral-form-failed', ({ detail }) => detail.kind === 'lost');
// @ts-expect-error Nothing that was typed can be read.
form.answers;

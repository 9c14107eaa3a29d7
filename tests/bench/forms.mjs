// The two forms that every contestant shows, told once.
//
// A field has an id, a type, a label and rules; what each contestant makes of that stands in contestants/. The first question of every
// form is who refers, and choosing the clinician shows a sentence: so it can be seen that a form has taken an answer.
import { readFileSync } from 'node:fs';

const english = JSON.parse(readFileSync(new URL('../../src/i18n/catalogues/en.json', import.meta.url)));

/** The words of a problem, from our own catalogue, so that every contestant says the same. */
export const problem = (key, values = {}) => Object.entries(values).reduce((words, [name, value]) => words.replace(`{${name}}`, value), english[key]);

/** What a field's answer may be wrong in, and the words for it: `{ required?, pattern?, range? }`. */
export function problems(field) {
  const [low, high] = [problem('problem-small', { min: field.min }), problem('problem-large', { max: field.max })];
  return {
    required: problem('missing', { label: field.label }),
    text: { email: problem('problem-email'), phone: problem('problem-phone'), npi: problem('problem-npi'), postal: problem('problem-postal'), month: problem('problem-date') }[field.type],
    number: problem('problem-number'), low, high,
  };
}

/** What a text of these types has to look like; our own form checks more (numbering plans, the check digit of an NPI). */
export const PATTERNS = {
  email: String.raw`^[^@\s]+@[^@\s]+[.][^@\s]+$`,
  phone: String.raw`^[+]?[0-9\(\). \-]{7,20}$`,
  npi: '^[12][0-9]{9}$',
  postal: '^[0-9]{5}(-[0-9]{4})?$',
};

const YES_NO = [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }];
const NOT_SURE = { value: 'unsure', label: 'Not sure' };

/** The options of a field that has some; "not sure" is one of them. */
export const options = (field) => field.type === 'yes-no' ? [...YES_NO, ...field.unsure ? [NOT_SURE] : []] : field.options;

const COMMON = {
  title: 'Two tablets against migraine',
  summary: 'The study compares two tablets. It takes about 7 months, with 6 visits to a clinic. A referral is not a place in the study: the study team decides after its own examination.',
  privacy: {
    version: '2026-11', controller: 'Example Study Group', contact: 'privacy@study.example',
    purpose: 'To ask the person whether the study could be an option.', legalBasis: 'Consent', recipients: ['The study team'], countries: ['US'],
    retention: 'Deleted after 90 days.', withdrawal: 'Write to privacy@study.example at any time.', noticeUrl: 'https://study.example/privacy',
  },
  contact: { name: 'Study desk', phone: '+1 212 555 0142', email: 'desk@study.example', hours: 'Monday to Friday, 9:00 to 17:00', timeZone: 'America/New_York' },
  who: { id: 'source', label: 'Who is referring?', problem: problem('source-missing'), options: [
    { value: 'self', label: 'I refer myself' },
    { value: 'clinician', label: 'The treating clinician', note: 'This takes about two minutes. Have the last findings at hand.' },
  ] },
  consents: [
    { id: 'agree_self', source: 'self', text: 'I agree that the study team uses these details to contact me about this study.' },
    { id: 'agree_clinician', source: 'clinician', text: 'The person has agreed that I give these details to the study team so that it can contact them about this study.' },
  ],
  endpoint: 'https://intake.study.example/referrals',
};

const small = {
  ...COMMON,
  id: 'small',
  sections: [
    { id: 'person', title: 'Who may the study team contact?', fields: [
      { id: 'name', type: 'text', label: 'Name of the person', max: 120, required: true },
      { id: 'born', type: 'month', label: 'When was the person born?', hint: 'Month and year are enough.', required: true },
      { id: 'sex', type: 'choice', label: 'Sex', options: [{ value: 'female', label: 'Female' }, { value: 'male', label: 'Male' }] },
      { id: 'reach', type: 'choice', label: 'Preferred way of contact', required: true, options: [{ value: 'phone', label: 'Phone' }, { value: 'email', label: 'Email' }] },
      { id: 'phone', type: 'phone', label: 'Phone number', required: true, showWhen: { field: 'reach', is: 'phone' } },
      { id: 'message', type: 'yes-no', label: 'May the team leave a message?', showWhen: { field: 'reach', is: 'phone' } },
      { id: 'days', type: 'choices', label: 'Good days for a call', showWhen: { field: 'reach', is: 'phone' }, options: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].map((it) => ({ value: it.slice(0, 3).toLowerCase(), label: it })) },
      { id: 'email', type: 'email', label: 'Email address', required: true, showWhen: { field: 'reach', is: 'email' } },
      { id: 'zip', type: 'postal', label: 'ZIP code' },
    ] },
    { id: 'health', title: 'About the migraine', fields: [
      { id: 'diagnosis', type: 'choice', label: 'What did a doctor call the headache?', required: true, options: [
        { value: 'migraine', label: 'Migraine' }, { value: 'tension', label: 'Tension headache' }, { value: 'cluster', label: 'Cluster headache' }, { value: 'other', label: 'Something else' }] },
      { id: 'first_age', type: 'number', label: 'How old was the person at the first attack?', min: 0, max: 100, required: true },
      { id: 'attack_days', type: 'number', label: 'On how many days a month is there a migraine?', hint: 'Take the average of the last 3 months.', min: 0, max: 31, required: true },
      { id: 'medicine', type: 'yes-no', label: 'Does the person take a medicine to prevent migraine?', required: true, unsure: true },
      { id: 'medicine_name', type: 'text', label: 'Which medicine?', max: 120, showWhen: { field: 'medicine', is: 'yes' } },
      { id: 'medicine_since', type: 'month', label: 'Since when?', showWhen: { field: 'medicine', is: 'yes' } },
      { id: 'pregnant', type: 'yes-no', label: 'Is the person pregnant, or breast-feeding?', required: true, unsure: true },
      { id: 'illnesses', type: 'choices', label: 'Is there a serious illness of one of these?', required: true, options: [
        { value: 'heart', label: 'Heart or lungs' }, { value: 'liver', label: 'Liver or kidneys' }, { value: 'blood', label: 'Blood or hormones' }, { value: 'nerves', label: 'Brain or nerves' },
        { value: 'none', label: 'None of these', exclusive: true }] },
      { id: 'weight', type: 'number', label: 'Weight in kilograms', min: 20, max: 300 },
    ] },
    { id: 'referrer', title: 'About you', source: 'clinician', fields: [
      { id: 'referrer_name', type: 'text', label: 'Your name', max: 120, required: true },
      { id: 'organisation', type: 'text', label: 'Clinic or organisation', max: 160, required: true },
      { id: 'npi', type: 'npi', label: 'NPI, if you have one' },
      { id: 'referrer_email', type: 'email', label: 'Your email address', required: true },
    ] },
  ],
  // What only our own form makes use of: it holds the answers against them.
  criteria: [
    { id: 'age', category: 'inclusion', label: '18 to 80 years old', when: { field: 'born', ageAtLeast: 18, ageAtMost: 80 } },
    { id: 'first_age', category: 'inclusion', label: 'Younger than 50 at the first attack', when: { field: 'first_age', lessThan: '50' } },
    { id: 'days', category: 'inclusion', label: '4 to 14 migraine days a month', when: { field: 'attack_days', atLeast: '4', atMost: '14' } },
    { id: 'diagnosis', category: 'exclusion', label: 'A headache other than migraine', when: { field: 'diagnosis', isAnyOf: ['tension', 'cluster', 'other'] } },
    { id: 'pregnancy', category: 'exclusion', label: 'Pregnancy or breast-feeding', when: { field: 'pregnant', is: 'yes' } },
    { id: 'illnesses', category: 'exclusion', label: 'A serious illness of another organ', when: { field: 'illnesses', isAnyOf: ['heart', 'liver', 'blood', 'nerves'] } },
  ],
  // What a clinician answers who gives no more than is required: texts, numbers and dates as they are typed, options by their values.
  answers: {
    name: 'Ada Example', born: { month: '5', year: '1980' }, reach: 'email', email: 'ada@mail.example',
    diagnosis: 'migraine', first_age: '20', attack_days: '8', medicine: 'no', pregnant: 'no', illnesses: 'none',
    referrer_name: 'Grace Example', organisation: 'Example Clinic', referrer_email: 'grace@clinic.example', agree_clinician: true,
  },
};

/** How many groups of six fields the large form has; two fields of each show when its second question is answered with yes. */
export const GROUPS = 50;
/** How many of them the forms have that show what an answer costs as a form grows: 30, 300 and 1,002 fields. */
export const GROWING = [5, 50, 167];

const group = (at) => [
  { id: `name_${at}`, type: 'text', label: `Name of study ${at}`, max: 120, required: true },
  { id: `joined_${at}`, type: 'yes-no', label: `Has the person taken part in study ${at}?`, unsure: true },
  { id: `visits_${at}`, type: 'number', label: `How many visits of study ${at} were there?`, min: 0, max: 99, required: true, showWhen: { field: `joined_${at}`, is: 'yes' } },
  { id: `centre_${at}`, type: 'text', label: `Which centre of study ${at} was it?`, max: 120, showWhen: { field: `joined_${at}`, is: 'yes' } },
  { id: `arm_${at}`, type: 'choice', label: `Which treatment was it in study ${at}?`, options: [{ value: 'a', label: 'The new medicine' }, { value: 'b', label: 'The usual medicine' }, { value: 'c', label: 'Nobody has told' }] },
  { id: `dose_${at}`, type: 'number', label: `Last dose in study ${at}, in mg`, hint: 'As the label of the box says.', min: 0, max: 999 },
];

const ofGroups = (id, groups) => ({
  ...COMMON,
  id,
  sections: [{ id: 'studies', title: 'Earlier studies', fields: Array.from({ length: groups }, (_, at) => group(at)).flat() }],
  criteria: [],
});

/** The small form in three languages: `translations` are what a study file says in each. */
const translated = { ...small, id: 'translated', translations: Object.fromEntries(['es', 'ar'].map((it) => [it, JSON.parse(readFileSync(new URL(`languages/${it}.json`, import.meta.url)))])) };

export const FORMS = { small, translated, large: ofGroups('large', GROUPS), ...Object.fromEntries(GROWING.map((it) => [`groups-${it}`, ofGroups(`groups-${it}`, it)])) };

/** All fields of a form, in its order. */
export const fields = (form) => form.sections.flatMap((it) => it.fields);

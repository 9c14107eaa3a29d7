// The gallery: the real form, once for every state of its components, driven as a person would drive it.
// The page answers in the place of an endpoint, so nothing leaves it.

const switches = document.getElementById("switches");
const gallery = document.getElementById("gallery");
const { study, filled, wrong, long, arabic } = await (await fetch("gallery.json")).json();

// --- the endpoint that is none ---

const REPLIES = {
  "/stores": () => Response.json({ reference: "R-1001" }, { status: 201 }),
  "/refuses": () => Response.json({ title: "The referral has problems", errors: [{ pointer: "/answers/phone", detail: "This number is not in use." }] }, { status: 400 }),
  "/declines": () => new Response(null, { status: 403 }),
  "/fails": () => new Response(null, { status: 500 }),
  "/waits": () => new Response(null, { status: 429, headers: { "retry-after": "500" } }),
  "/rests": () => new Response(null, { status: 429, headers: { "retry-after": "3600" } }),
  "/hangs": () => new Promise(() => {}),
};
const ENDPOINT = "https://endpoint.example";
const realFetch = window.fetch;
window.fetch = async (request, options) => {
  const url = new URL(request.url ?? request, location.href);
  return url.origin === ENDPOINT ? REPLIES[url.pathname]() : realFetch(request, options);
};

// --- what a person does ---

const drawn = () => new Promise((done) => setTimeout(done));
const until = async (look) => {
  for (;;) {
    const seen = look();
    if (seen) return seen;
    await drawn();
  }
};
const isThere = (element) => element.checkVisibility();

class Person {
  constructor(form) {
    this.root = form.shadowRoot;
  }

  all(selector) {
    return [...this.root.querySelectorAll(selector)].filter(isThere);
  }

  heading() {
    return this.all("[part~=heading]")[0].textContent;
  }

  async presses(selector) {
    const button = await until(() => this.all(selector)[0]);
    button.click();
    await drawn();
  }

  goesOn() {
    return this.presses("form button[type=submit], .rf-begin");
  }

  /** Types, ticks and chooses by the words that stand at a control; the first text is the question's. */
  async answers(answers) {
    for (const [question, answer] of Object.entries(answers)) {
      const field = await until(() => this.all("[part~=field]").find((it) => it.querySelector("[part~=label]").textContent.startsWith(question)));
      for (const [label, value] of Object.entries(typeof answer === "string" ? { "": answer } : answer)) {
        const named = [...field.querySelectorAll("label")].find((it) => it.textContent.startsWith(label));
        const control = label && named ? this.root.getElementById(named.htmlFor) : field.querySelector("input, textarea, select");
        if (value === true) {
          control.click();
        } else {
          control.focus();
          control.value = value;
          control.dispatchEvent(new InputEvent("input", { bubbles: true }));
          control.dispatchEvent(new Event("change", { bubbles: true }));
        }
        await drawn();
      }
    }
  }

  async agrees() {
    for (const box of this.all("[part~=consent] input")) box.click();
    await drawn();
  }

  async getsToReview() {
    await this.goesOn();
    await this.answers(filled);
    await this.goesOn();
    await this.goesOn();
    await this.agrees();
    await this.goesOn();
    await until(() => this.all("[part~=send]")[0]);
  }

  async sends() {
    await this.getsToReview();
    await this.presses("[part~=send]");
  }
}

// --- every state ---

const sending = (path) => ({ ...study, endpoint: { ...study.endpoint, url: ENDPOINT + path } });
const nothing = async () => {};
const start = (person) => person.goesOn();
const open = (selector) => async (person) => { for (const it of person.all(selector)) it.open = true; };

const STATES = [
  ["Start", study, nothing],
  ["Start, with somebody to choose from", { ...study, sources: [...study.sources, { id: "other", label: "Somebody else" }] }, nothing],
  ["Questions, empty", study, start],
  ["Questions, answered", study, async (person) => { await start(person); await person.answers(filled); }],
  ["Questions, with problems", study, async (person) => { await start(person); await person.answers(wrong); await person.goesOn(); }],
  ["Questions, with long words", long_words(study), start],
  ["Questions, from right to left", right_to_left(study), start],
  ["What the answers say", study, async (person) => { await start(person); await person.answers(filled); await person.goesOn(); }],
  ["Consent", study, async (person) => { await start(person); await person.answers(filled); await person.goesOn(); await person.goesOn(); }],
  ["Consent, with a problem", study, async (person) => { await start(person); await person.answers(filled); await person.goesOn(); await person.goesOn(); await person.goesOn(); }],
  ["Review", study, async (person) => { await person.getsToReview(); await open("details")(person); }],
  ["Sending: the button is disabled", sending("/hangs"), (person) => person.sends()],
  ["Refused, with the answer to mend", sending("/refuses"), (person) => person.sends()],
  ["Refused", sending("/declines"), (person) => person.sends()],
  ["Unconfirmed", sending("/fails"), (person) => person.sends()],
  ["Sent again by itself, or stopped", sending("/waits"), (person) => person.sends()],
  ["Not sent, and not to be sent soon", sending("/rests"), (person) => person.sends()],
  ["Sent", sending("/stores"), (person) => person.sends()],
  ["Closed", { ...study, study: { ...study.study, status: "closed" } }, nothing],
  ["Broken", { ...study, version: 2 }, nothing],
];

/** Labels, hints and options as long as no author should make them. */
function long_words(of) {
  const lengthen = (field) => ({
    ...field,
    label: `${field.label} ${long}`,
    hint: long,
    ...(field.options && { options: field.options.map((it) => ({ ...it, label: `${it.label} ${long}` })) }),
  });
  return { ...of, sections: of.sections.map((it) => ({ ...it, fields: it.fields.map(lengthen) })) };
}

/** The same questions in Arabic. */
function right_to_left(of) {
  const translate = (field) => ({
    ...field,
    label: arabic.fields[field.id],
    hint: undefined,
    example: undefined,
    ...(field.options && { options: field.options.map((it) => ({ ...it, label: arabic.options[it.value] })) }),
  });
  const sections = of.sections.map((it) => ({ ...it, title: arabic.section, hint: undefined, fields: it.fields.map(translate) }));
  return { ...of, language: "ar", study: { ...of.study, title: arabic.title }, sections };
}

async function show([name, of, drive], index) {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  const file = document.createElement("script");
  const form = document.createElement("referral-form");
  heading.textContent = name;
  heading.id = `state-${index}`;
  section.setAttribute("aria-labelledby", heading.id);
  file.type = "application/json";
  file.id = `study-${index}`;
  file.textContent = JSON.stringify(of);
  form.setAttribute("study", `#${file.id}`);
  form.setAttribute("heading-level", "3");
  form.setAttribute("mode", switches.elements.mode.value);
  const isReady = new Promise((done) => {
    for (const event of ["ready", "closed", "failed"]) form.addEventListener(`referral-form-${event}`, done, { once: true });
  });
  section.append(heading, file, form);
  gallery.append(section);
  await isReady;
  await drive(new Person(form));
}

// --- the switches ---

const theme = document.createElement("link");
theme.rel = "stylesheet";

function turn() {
  const { theme: named, scheme, direction } = switches.elements;
  document.documentElement.style.colorScheme = scheme.value;
  if (named.value) {
    theme.href = `themes/${named.value}.css`;
    document.head.append(theme);
  } else {
    theme.remove();
  }
  for (const form of document.querySelectorAll("referral-form")) {
    for (const root of form.shadowRoot?.querySelectorAll("[part~=root]") ?? []) if (direction.value) root.dir = direction.value;
  }
}

async function build() {
  gallery.replaceChildren();
  // One after the other: each takes the focus, as it does for a person.
  for (const [index, state] of STATES.entries()) {
    document.documentElement.dataset.gallery = `building ${state[0]}`;
    await show(state, index);
  }
  turn();
  document.activeElement?.blur();
  scrollTo(0, 0);
  document.documentElement.dataset.gallery = "ready";
}

switches.addEventListener("change", (event) => {
  const isRebuilt = event.target.name === "mode" || event.target.name === "direction" && !event.target.value;
  return isRebuilt ? build() : turn();
});
await build();

// How far people get: counted from the form's events alone. No answer, no id, no cookie, no request; gone with the page.
// A form that people use one after the other, as on a tablet, adds up here. A site that wants the sum of all visits posts the same
// lines to its own server, and says so in its privacy notice.

const counts = new Map();
const reached = new WeakMap(); // form -> the lines that it has been counted in

function count(form, line) {
  if (!reached.has(form)) reached.set(form, new Set());
  if (reached.get(form).has(line)) return; // back and forth is one visit
  reached.get(form).add(line);
  counts.set(line, (counts.get(line) ?? 0) + 1);
  show();
}

const begin = (form) => {
  reached.delete(form);
  count(form, "Opened");
};

document.addEventListener("referral-form-ready", ({ target }) => begin(target));
document.addEventListener("referral-form-step", ({ target, detail }) => {
  // Back at the first step after a send: the next person.
  if (detail.index === 0 && reached.get(target)?.has("Sent")) begin(target);
  else count(target, `Step ${detail.index + 1}`);
});
document.addEventListener("referral-form-failed", ({ target }) => count(target, "A send that failed"));
document.addEventListener("referral-form-submitted", ({ target }) => count(target, "Sent"));
document.addEventListener("referral-form-closed", ({ target }) => count(target, "Found the study closed"));

function show() {
  const rows = [...counts].map(([line, number]) => {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = line;
    row.append(name);
    row.insertCell().textContent = number;
    return row;
  });
  document.querySelector("#counts tbody").replaceChildren(...rows);
}

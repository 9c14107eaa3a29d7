// Puts a form into the page; `act` is called with the element as soon as its start page stands, before the engine can be there.
function shows(attributes, act = () => {}) {
  const form = document.createElement("referral-form");
  for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
  form.addEventListener("referral-form-ready", () => {
    window.wasFirst = !form.shadowRoot.querySelector(".rf-widget");
    window.firstHeading = form.shadowRoot.querySelector(".rf-heading");
    act(form);
  }, { once: true });
  document.body.append(form);
}

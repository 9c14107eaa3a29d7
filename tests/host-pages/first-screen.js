// Puts a form into the page, and notes its first screen twice: as the loader shows it, and as the engine shows it in the same place.
//
// `act` is called with the element as soon as the loader shows something.
const tree = (node) => node.nodeType === Node.TEXT_NODE ? node.data : {
  [node.localName]: [...node.attributes].map(({ name, value }) => `${name}=${value}`).sort(),
  children: [...node.childNodes].map(tree),
};

/** What is on a screen, but for how far it is, which the loader leaves open. */
function noted(screen) {
  const copy = screen.cloneNode(true);
  copy.querySelector(".rf-progress").replaceChildren();
  // A copy does not keep in every browser what is chosen.
  const inputs = screen.querySelectorAll("input");
  copy.querySelectorAll("input").forEach((it, index) => { it.dataset.checked = inputs[index].checked; });
  copy.normalize();
  return tree(copy);
}

const placed = (screen) => [...screen.querySelectorAll("h2, h3, input, button, a")].map((it) => {
  const { x, y, width, height } = it.getBoundingClientRect();
  return [it.id || it.textContent, ...[x, y, width, height].map(Math.round)].join(" ");
});

function shows(attributes, act = () => {}) {
  const form = document.createElement("referral-form");
  for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
  const screens = window.screens = {};
  form.addEventListener("referral-form-ready", () => {
    screens.engine = noted(form.shadowRoot.querySelector(".rf-widget > section"));
    requestAnimationFrame(() => { screens.enginePlaces = placed(form.shadowRoot.querySelector(".rf-widget > section")); });
  }, { once: true });
  document.body.append(form);
  const look = () => {
    const screen = form.shadowRoot?.querySelector(".rf-early > section");
    if (!screen) return screens.engine || requestAnimationFrame(look);
    screens.loader = noted(screen);
    screens.loaderPlaces = placed(screen);
    act(form);
  };
  look();
}

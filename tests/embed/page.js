// What a person finds on a page: by role and accessible name, through open shadow roots.
// Runs as the body of a WebDriver script: arguments are [operation, widget index, ...].
const [operation, widget, ...given] = arguments;

const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim();
const host = () => document.querySelectorAll("referral-form")[widget];

/** Children as rendered: through shadow roots and slots. */
const children = (node) => {
  const root = node.shadowRoot ?? node.closedRoot; // a test's page may hold on to a closed one
  if (root) return [...root.childNodes];
  if (node.localName === "slot") {
    const assigned = node.assignedNodes({ flatten: true });
    return assigned.length ? assigned : [...node.childNodes];
  }
  return [...node.childNodes];
};

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });

/** The text that is rendered under a node; blocks are set apart by a space. */
const visibleText = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return [...node.childNodes].map(visibleText).join("");
  if (node.nodeType !== Node.ELEMENT_NODE || ["style", "script", "template"].includes(node.localName)) return "";
  const display = getComputedStyle(node).display;
  if (display === "none" || (display !== "contents" && !isVisible(node))) return "";
  const isClosed = node.localName === "details" && !node.open;
  const text = children(node).filter((it) => !isClosed || it.localName === "summary").map(visibleText).join("");
  return display.startsWith("inline") || display === "contents" ? text : ` ${text} `;
};

function* elementsUnder(node) {
  for (const child of children(node)) {
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    yield child;
    yield* elementsUnder(child);
  }
}

const TYPED = new Set(["", "text", "email", "tel", "url", "search", "number", "date", "month", "time", "password"]);
const roleOf = (element) => {
  if (element.hasAttribute("role")) return element.getAttribute("role");
  const tag = element.localName;
  if (tag === "input") {
    if (["radio", "checkbox"].includes(element.type)) return element.type;
    if (["button", "submit"].includes(element.type)) return "button";
    return TYPED.has(element.type) ? "field" : "";
  }
  if (/^h[1-6]$/.test(tag)) return "heading";
  return { textarea: "field", select: "field", button: "button", summary: "button", fieldset: "group", option: "option",
    section: "region", form: "form", a: element.hasAttribute("href") ? "link" : "", dialog: "dialog" }[tag] || "";
};

const ROLES = { field: ["field", "textbox", "combobox", "spinbutton"], group: ["group", "radiogroup"] };
const hasRole = (element, role) => (ROLES[role] || [role]).includes(roleOf(element));

const byIds = (element, attribute) =>
  (element.getAttribute(attribute) || "").split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById(id)).filter(Boolean);

const nameOf = (element) => {
  const labelledBy = byIds(element, "aria-labelledby");
  if (labelledBy.length) return squeeze(labelledBy.map((it) => it.textContent).join(" "));
  if (element.hasAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
  if (element.labels && element.labels.length) return squeeze([...element.labels].map((it) => it.textContent).join(" "));
  if (element.localName === "fieldset") return squeeze(element.querySelector(":scope > legend")?.textContent);
  if (["button", "link", "heading", "option"].includes(roleOf(element))) return squeeze(element.value && element.localName === "input" ? element.value : element.textContent);
  return squeeze(element.getAttribute("title"));
};

const descriptionOf = (element) =>
  squeeze([...byIds(element, "aria-describedby"), ...byIds(element, "aria-errormessage")].map((it) => it.textContent).join(" "));

/** An exact name first; else the names that go on after it ("Phone number (optional)"); "…" stands for the rest. */
const named = (elements, wanted) => {
  const name = squeeze(wanted);
  const cut = name.indexOf("…");
  if (cut >= 0) return elements.filter((it) => nameOf(it).startsWith(name.slice(0, cut)));
  const exact = elements.filter((it) => nameOf(it) === name);
  return exact.length ? exact : elements.filter((it) => nameOf(it).startsWith(`${name} `));
};

/** Elements at the end of a path of [role, name] pairs, outermost first. */
const find = (path) => {
  const start = host();
  if (!start) return [];
  return path.reduce(
    (within, [role, name]) =>
      within.flatMap((it) => {
        const all = [...elementsUnder(it)].filter((element) => hasRole(element, role) && isVisible(element));
        return name === null ? all : named(all, name);
      }),
    [start],
  );
};

const focused = () => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
};

/** Types as one paste: the value at once, then the events of a paste. */
const paste = (element, text) => {
  element.focus();
  const prototype = element.localName === "textarea" ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value").set.call(element, text);
  element.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertFromPaste" }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
};

const storage = (area) => Object.fromEntries(Object.keys(area).map((key) => [key, area.getItem(key)]));

switch (operation) {
  case "find":
    return find(given[0]).map((element) => ({ element, name: nameOf(element) }));
  case "names":
    return find([[given[0], null]]).map(nameOf);
  case "text":
    return host() ? squeeze(visibleText(host())) : "";
  case "page text":
    return squeeze(visibleText(document.body));
  case "focus":
    return { element: focused(), name: nameOf(focused()), role: roleOf(focused()) };
  case "stop": {
    const at = focused();
    // Of words that run on in another line, the first piece.
    const { top, bottom, left, right } = at.getClientRects()[0] ?? at.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    // Of a tall one, its first line: a browser shows that much of it.
    const firstLine = Math.min((bottom - top) / 2, 16);
    const inMiddle = at.getRootNode().elementFromPoint((left + right) / 2, top + firstLine);
    return {
      name: nameOf(at),
      role: roleOf(at),
      id: at.id,
      type: at.type || "",
      value: at.value || "",
      isInWidget: host().shadowRoot.contains(at),
      isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      isOnScreen: at === inMiddle || at.contains(inMiddle),
      top: top + scrollY,
      bottom: bottom + scrollY,
      left,
    };
  }
  case "problem": {
    const targets = find(given[0]);
    const invalid = targets.flatMap((it) => [it, ...elementsUnder(it)]).filter((it) => it.getAttribute("aria-invalid") === "true");
    return squeeze([...targets, ...invalid].map(descriptionOf).join(" ")) + (invalid.length ? "" : " (but nothing here is marked aria-invalid)");
  }
  case "description":
    return squeeze(find(given[0]).map(descriptionOf).join(" "));
  case "address":
    return given[0].getAttribute("href");
  case "paste":
    paste(given[0], given[1]);
    return null;
  case "value":
    return given[0].value;
  case "is list":
    return given[0].localName === "select";
  case "is checked":
    return given[0].checked;
  case "traces":
    return {
      url: location.href,
      title: document.title,
      state: JSON.stringify(history.state),
      name: window.name,
      cookies: document.cookie,
      local: storage(localStorage),
      session: storage(sessionStorage),
      attributes: [...document.querySelectorAll("*")].flatMap((it) => [...it.attributes].map((a) => `${a.name}=${a.value}`)),
      events: window.recordedEvents || [],
    };
  case "width":
    return { page: document.documentElement.scrollWidth, window: document.documentElement.clientWidth };
}
throw new Error(`no operation is called ${operation}`);

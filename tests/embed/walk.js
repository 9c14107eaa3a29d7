// What anybody does on a step of any form, by the controls' ids. Runs as the body of a WebDriver script: arguments are [operation, ...].
const [operation, ...given] = arguments;

const root = document.querySelector("referral-form").shadowRoot;
const drawn = () => new Promise((done) => setTimeout(done));
const isThere = (element) => element?.checkVisibility({ visibilityProperty: true }) ?? false;

const put = (control, value) => {
  if (value === true) {
    if (!control.checked) control.click();
    return;
  }
  const [prototype] = [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement].filter((it) => control instanceof it);
  Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(control, value);
  control.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
};

/** Fills in every control that stands here, and those that come of it. */
const fillIn = async (values) => {
  const left = new Map(values);
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const [id, value] of left) {
      const control = root.getElementById(id);
      if (!isThere(control)) continue;
      if (control.matches(".rf-begin")) {
        window.wantedSource = id;
        left.delete(id);
        continue;
      }
      left.delete(id);
      isMore = true;
      put(control, value);
      await drawn();
    }
  }
};

// On the start page, the source that is wanted; the first where none is.
const begin = () => [root.getElementById(window.wantedSource ?? "source-0"), ...root.querySelectorAll(".rf-begin")].find(isThere);
const goOn = () => begin() ?? [...root.querySelectorAll("form button[type=submit]")].find(isThere);
const send = () => [...root.querySelectorAll("[part~=send]")].find(isThere);

switch (operation) {
  case "step":
    return {
      heading: [...root.querySelectorAll("[part~=heading]")].find(isThere)?.textContent ?? "",
      hasProblems: isThere(root.querySelector("[part~=summary]")),
      failure: [...root.querySelectorAll("[part~=outcome][role=group] [class*=heading]")].filter(isThere).map((it) => it.textContent).join(),
      goesOn: Boolean(goOn()),
      sends: Boolean(send()),
      isSending: send()?.ariaDisabled === "true",
    };
  case "fill in":
    return fillIn(given[0]);
  case "go on":
    return goOn().click();
  case "go back":
    return [...root.querySelectorAll("form [part~=actions] button[type=button]")].filter(isThere).at(-1).click();
  case "send":
    return send().click();
  case "open all":
    for (const details of root.querySelectorAll("details")) details.open = true;
    return drawn();
}
throw new Error(`no operation is called ${operation}`);

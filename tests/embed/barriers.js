// Runs both checkers over the page, and looks for what sticks out of it. Runs as the body of a WebDriver script, after their own scripts.
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const POLICY = "WCAG_2_2";

const byAxe = async () => {
  const report = await axe.run(document, { runOnly: TAGS, resultTypes: ["violations"], elementRef: false });
  return report.violations.flatMap((found) =>
    found.nodes.map((node) => ({ by: "axe", rule: found.id, element: node.html, why: node.failureSummary || found.help })));
};

/** Only what it is sure of; the rest it asks a person to look at. */
const byIbm = async () => {
  window.checker ||= new ace_ibma.Checker();
  const report = await checker.check(document, [POLICY]);
  return report.results
    .filter((it) => it.value[0] === "VIOLATION" && it.value[1] === "FAIL")
    .map((it) => ({ by: "IBM", rule: it.ruleId, element: it.snippet, why: `${it.message} (${it.path.dom})` }));
};

/** What sticks out of the page, or is cut off inside the form. */
const byLayout = () => {
  const cut = (element) => {
    const { overflowX, clipPath } = getComputedStyle(element);
    // What only a screen reader reads is cut on purpose.
    return ["hidden", "clip"].includes(overflowX) && clipPath === "none" && element.scrollWidth > element.clientWidth + 1;
  };
  const isWide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const all = [...document.querySelectorAll("referral-form")].flatMap((form) => [...(form.shadowRoot?.querySelectorAll("*") ?? [])]);
  const sticksOut = ({ left, right }) => left < -1 || right > innerWidth + 1; // to the left, where the script runs so
  const out = all.filter((it) => isWide && sticksOut(it.getBoundingClientRect())).slice(-1);
  return [
    ...(isWide ? [{ by: "layout", rule: "overflow", element: out[0]?.outerHTML.slice(0, 300) ?? "", why: `the page is ${document.documentElement.scrollWidth} px wide` }] : []),
    ...all.filter(cut).map((it) => ({ by: "layout", rule: "cut off", element: it.outerHTML.slice(0, 300), why: "words are cut off" })),
  ];
};

return (async () => [...(await byAxe()), ...(await byIbm()), ...byLayout()])();

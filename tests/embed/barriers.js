// Runs both checkers over the page. Runs as the body of a WebDriver script, after their own scripts.
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

return (async () => [...(await byAxe()), ...(await byIbm())])();

// The page around every contestant: a study's page with a heading, something to read, the form, and a footer below it.

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Markup of an element with text in it; what is no text is markup already. */
export const tag = (name, attributes, ...children) => {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escaped(String(value))}"`)).join('');
  return `<${name}${written}>${children.flat().join('')}</${name}>`;
};
export const text = escaped;

/** What a form that does not say it by itself has above it: what the study is, and what happens to the answers. */
export function introduction({ summary, privacy }) {
  const said = [
    ['Who is responsible', privacy.controller], ['What for', privacy.purpose], ['Legal basis', privacy.legalBasis], ['Who receives it', privacy.recipients.join(', ')],
    ['Countries', 'United States'], ['How long it is kept', privacy.retention], ['How to withdraw', privacy.withdrawal], ['Contact for privacy', privacy.contact],
  ];
  return tag('p', {}, text(summary)) + tag('h2', {}, 'What happens to the answers')
    + tag('dl', {}, said.map(([term, meaning]) => tag('dt', {}, text(term)) + tag('dd', {}, text(meaning))))
    + tag('p', {}, tag('a', { href: privacy.noticeUrl }, 'The whole privacy notice'));
}

/** Whom to ask. */
export const contact = ({ contact: it }) => tag('p', {}, text(`${it.name}: ${it.phone}, ${it.email}, ${it.hours}`));

/** A whole page: `head` are lines for its head, `main` is what stands in it, `lang` the language that it says it is in. */
export const page = (form, { head = '', main, lang = 'en' }) => `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(form.title)}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<header><strong>Example Study Group</strong></header>
<main>
<h1>${text(form.title)}</h1>
${main}
</main>
<footer><p>Example Study Group, 1 Example Street</p></footer>
</body>
</html>
`;

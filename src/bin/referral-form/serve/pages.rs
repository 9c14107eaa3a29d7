//! The pages on which whoever runs `serve` sees what arrived.
//!
//! Plain HTML, made here and escaped here, with no script. The list shows no answer; a referral's own page shows all
//! of it, because it is all that was sent.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::store::{Received, StatusChange};

/// Referrals on one page of the list.
pub const ROWS: usize = 100;

/// The list, newest first.
///
/// Shape: `rows` holds one referral more than [`ROWS`] where there is another page.
pub fn list(rows: &[Received], count: i64) -> String {
    let mut main = String::from("<h1>Referrals</h1>\n");
    if rows.is_empty() {
        main.push_str("<p>No referral has arrived yet. Fill in <a href=\"/\">the form</a>, then load this page again.</p>\n");
        return page("Referrals", &main);
    }
    let counted = if count == 1 { "1 referral".to_owned() } else { format!("{count} referrals") };
    add(&mut main, format_args!("<p>{counted}, newest first.</p>\n<table>\n<thead><tr>"));
    for heading in ["Received (UTC)", "Reference", "Study", "Source", "Route", "Precheck", "Status"] {
        add(&mut main, format_args!("<th scope=\"col\">{heading}</th>"));
    }
    main.push_str("</tr></thead>\n<tbody>\n");
    for row in rows.iter().take(ROWS) {
        let referral = parse(&row.body);
        let shown = |pointer: &str| text(referral.pointer(pointer).and_then(Value::as_str).unwrap_or("–"));
        add(
            &mut main,
            format_args!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                text(&row.received_at),
                link(&row.reference),
                text(&row.study_id),
                if row.is_sealed() { "sealed".to_owned() } else { shown("/source/type") },
                shown("/route"),
                shown("/precheck/outcome"),
                if row.quarantine.is_some() { "quarantine" } else { row.state.name() },
            ),
        );
    }
    main.push_str("</tbody>\n</table>\n");
    if let Some(last) = rows.get(ROWS - 1).filter(|_| rows.len() > ROWS) {
        add(
            &mut main,
            format_args!("<p><a href=\"/referrals?before={}\">Older referrals</a></p>\n", last.number),
        );
    }
    page("Referrals", &main)
}

/// One referral with everything in it, what became of it, and its body.
pub fn detail(row: &Received, trail: &[StatusChange]) -> String {
    let referral = parse(&row.body);
    let body = if row.is_sealed() { "Referral, sealed" } else { "Referral as JSON" };
    let mut main = String::from("<p><a href=\"/referrals\">All referrals</a></p>\n");
    add(&mut main, format_args!("<h1>Referral {}</h1>\n<dl>\n", text(&row.reference)));
    term(&mut main, "Received (UTC)", &text(&row.received_at));
    term(&mut main, "Id", &text(&row.id));
    if let Some(reference) = &row.replaces {
        term(&mut main, "Takes the place of", &link(reference));
    }
    if let Some(reference) = &row.replaced_by {
        term(&mut main, "Its place was taken by", &link(reference));
    }
    term(&mut main, "Study", &text(&row.study_id));
    for (name, value) in members(&referral, "/source") {
        term(&mut main, &format!("Source: {name}"), &shown(value));
    }
    if let Some(route) = referral.get("route") {
        term(&mut main, "Route", &shown(route));
    }
    main.push_str("</dl>\n");
    row.quarantine.iter().for_each(|it| quarantine(&mut main, it));
    status(&mut main, row, trail);
    if row.is_sealed() {
        main.push_str(
            "<h2>Sealed</h2>\n<p>Nobody can read it without the private key: start the server with <code>--key FILE</code>, or open it with \
             <code>referral-form open</code>. What stands above is from its header, and not yet proven.</p>\n",
        );
    } else {
        answers(&mut main, &referral);
    }
    if !row.is_sealed() && row.quarantine.is_none() {
        let reference = escape(&row.reference);
        add(
            &mut main,
            format_args!(
                "<p><a href=\"/referrals/{reference}/bundle\" download>This referral as a FHIR R4 Bundle</a></p>\n"
            ),
        );
    }
    add(
        &mut main,
        format_args!(
            "<h2>{body}</h2>\n<p>SHA-256 of the body as received: <code>{}</code></p>\n<pre tabindex=\"0\">{}</pre>\n",
            escape(&row.body_sha256),
            escape(&row.body)
        ),
    );
    page(&format!("Referral {}", row.reference), &main)
}

/// What was answered, what the precheck says of it, and the consents.
fn answers(main: &mut String, referral: &Value) {
    section(main, "Answers", members(referral, "/answers"));
    if let Some(outcome) = referral.pointer("/precheck/outcome") {
        add(
            main,
            format_args!("<h2>Precheck</h2>\n<p>{}. A precheck decides nothing.</p>\n", shown(outcome)),
        );
        section(main, "Criteria", members(referral, "/precheck/criteria"));
    }
    consents(main, referral.get("consents").and_then(Value::as_array).map_or(&[], Vec::as_slice));
}

/// The page for a reference that is not here.
pub fn missing() -> String {
    page("No such referral", "<h1>No such referral</h1>\n<p><a href=\"/referrals\">All referrals</a></p>\n")
}

fn quarantine(main: &mut String, reasons: &str) {
    main.push_str("<h2>Quarantine</h2>\n<p>It does not fit its study file, and is neither exported nor made a Bundle:</p>\n<ul>\n");
    for reason in reasons.lines() {
        add(main, format_args!("<li>{}</li>\n", text(reason)));
    }
    main.push_str("</ul>\n");
}

fn status(main: &mut String, row: &Received, trail: &[StatusChange]) {
    add(main, format_args!("<h2>Status</h2>\n<p>{}</p>\n", row.state.name()));
    if trail.is_empty() {
        return;
    }
    main.push_str("<table>\n<thead><tr>");
    for heading in ["At (UTC)", "From", "To", "By", "Note"] {
        add(main, format_args!("<th scope=\"col\">{heading}</th>"));
    }
    main.push_str("</tr></thead>\n<tbody>\n");
    for change in trail {
        add(
            main,
            format_args!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                text(&change.at),
                change.from.name(),
                change.to.name(),
                text(&change.by),
                text(change.note.as_deref().unwrap_or_default()),
            ),
        );
    }
    main.push_str("</tbody>\n</table>\n");
}

fn consents(main: &mut String, consents: &[Value]) {
    main.push_str("<h2>Consents</h2>\n<table>\n<thead><tr>");
    let columns = [
        ("Consent", "id"),
        ("Version", "version"),
        ("Kind", "kind"),
        ("By", "givenBy"),
        ("Given", "given"),
        ("Language", "language"),
        ("At", "at"),
    ];
    for (heading, _) in columns {
        add(main, format_args!("<th scope=\"col\">{heading}</th>"));
    }
    main.push_str("</tr></thead>\n<tbody>\n");
    for consent in consents {
        main.push_str("<tr>");
        for (_, member) in columns {
            let cell = match consent.get(member) {
                Some(Value::Bool(true)) => "yes".to_owned(),
                Some(Value::Bool(false)) => "no".to_owned(),
                Some(value) => shown(value),
                None => String::new(),
            };
            add(main, format_args!("<td>{cell}</td>"));
        }
        main.push_str("</tr>\n");
    }
    main.push_str("</tbody>\n</table>\n");
}

fn section<'v>(main: &mut String, heading: &str, members: impl Iterator<Item = (&'v String, &'v Value)>) {
    add(main, format_args!("<h2>{heading}</h2>\n<dl>\n"));
    for (name, value) in members {
        term(main, name, &shown(value));
    }
    main.push_str("</dl>\n");
}

/// `name` is escaped here; `html` was before.
fn term(main: &mut String, name: &str, html: &str) {
    add(main, format_args!("<dt>{}</dt><dd>{html}</dd>\n", text(name)));
}

/// A text as it is; lists and objects in a line that can be read.
fn shown(value: &Value) -> String {
    let nested = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => format!("({})", shown(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => shown(value),
    };
    match value {
        Value::String(it) => text(it),
        Value::Array(items) => items.iter().map(nested).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", text(name), nested(value)));
            members.collect::<Vec<_>>().join("; ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn link(reference: &str) -> String {
    let reference = escape(reference);
    format!("<a href=\"/referrals/{reference}\">{reference}</a>")
}

/// Text from outside, kept from changing the direction of what stands around it.
fn text(raw: &str) -> String {
    format!("<bdi>{}</bdi>", escape(raw))
}

fn escape(raw: &str) -> String {
    let mut escaped = String::with_capacity(raw.len());
    for character in raw.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn members<'v>(referral: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    referral.pointer(pointer).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// Only JSON is stored, but another program may have changed the file since: then the body is shown as it is.
fn parse(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_default()
}

fn add(main: &mut String, html: std::fmt::Arguments<'_>) {
    main.write_fmt(html).expect("a string takes every text");
}

fn page(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/referrals.css\">\n</head>\n<body>\n<main>\n{main}</main>\n</body>\n</html>\n",
        escape(title)
    )
}

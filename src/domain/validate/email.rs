//! E-mail addresses, by the rule of the browser's own `input type=email`.
//!
//! It asks for the form only: whether the address exists, nobody can know here. Quoted local parts,
//! comments and addresses outside ASCII are refused, as browsers do.
//!
//! Source: HTML Standard, "valid e-mail address" and the value sanitization of the Email state.

/// Longest label of an e-mail address's domain, in characters.
///
/// The HTML rule takes the limit from the domain name system, and sets none for the whole address.
/// Source: HTML Standard, valid e-mail address; RFC 1034 §3.5.
pub const EMAIL_LABEL_MAX_CHARS: usize = 63;

/// Returns the text as `input type=email` would: without newlines, and without spaces around it.
pub fn sanitise(text: &str) -> String {
    let one_line = text.replace(['\r', '\n'], "");
    one_line.trim_matches([' ', '\t', '\u{C}']).to_owned()
}

/// Says whether `input type=email` accepts the text, once it is sanitised.
///
/// An empty text is accepted, as there: it is no answer, and whether one is required is not asked here.
pub fn is_valid(text: &str) -> bool {
    let text = sanitise(text);
    match text.split_once('@') {
        Some((local, domain)) => is_local_part(local) && domain.split('.').all(is_label),
        None => text.is_empty(),
    }
}

fn is_local_part(text: &str) -> bool {
    let allows = |it: u8| it.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&it);
    !text.is_empty() && text.bytes().all(allows)
}

fn is_label(text: &str) -> bool {
    let allows = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
    (1..=EMAIL_LABEL_MAX_CHARS).contains(&text.len())
        && text.bytes().all(allows)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

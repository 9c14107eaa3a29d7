//! Texts apart: long constants that come with a later part of the engine, so that who only looks at a form does not fetch them.
//!
//! Such a constant is written as "\u{1}NAME\u{1}TEXT\u{1}". `.ci/split.mjs` finds it by its name and moves its bytes into the part that
//! it belongs to. Where an engine is whole, it is just there.

/// The text of a constant; empty as long as its part of the engine is away.
pub fn text(marked: &'static str) -> &'static str {
    marked.split('\u{1}').nth(2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_text_stands_between_the_marks_and_is_empty_without_them() {
        assert_eq!(super::text("\u{1}name\u{1}one\ntwo\u{1}"), "one\ntwo");
        assert_eq!(super::text("\0\0\0\0"), "");
    }
}

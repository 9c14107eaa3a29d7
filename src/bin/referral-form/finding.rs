//! What `probe` and `doctor` found, one line each.

use std::fmt;

/// What a finding means for whoever publishes the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// It works.
    Works,
    /// It works, and could be better.
    Warns,
    /// A browser stops here, or the form does not show or does not call the referral sent.
    Blocks,
    /// Nobody knows.
    Unproven,
}

/// One line of the report.
#[derive(PartialEq, Eq, Debug)]
pub struct Finding {
    pub level: Level,
    /// What it is about: a step of sending, or a part of the page.
    pub about: &'static str,
    /// What was found and, unless it works, the setting that mends it.
    pub text: String,
}

impl Finding {
    pub fn works(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Works, about, text: text.into() }
    }

    pub fn warns(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Warns, about, text: text.into() }
    }

    pub fn blocks(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Blocks, about, text: text.into() }
    }

    pub fn unproven(about: &'static str, text: impl Into<String>) -> Self {
        Self { level: Level::Unproven, about, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.level {
            Level::Works => "ok",
            Level::Warns => "warn",
            Level::Blocks => "blocked",
            Level::Unproven => "unproven",
        };
        write!(out, "  {word:<9} {}: {}", self.about, self.text)
    }
}

/// Longest piece of a server's text that is printed, in characters.
const FOREIGN_MAX_CHARS: usize = 200;

/// A text of a server, cut, and without what could move the cursor or turn the line around.
pub fn foreign(text: &str) -> String {
    let is_harmless = |it: char| {
        !it.is_control()
            && !matches!(it, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().take(FOREIGN_MAX_CHARS).map(|it| if is_harmless(it) { it } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_text_cannot_play_with_the_terminal() {
        assert_eq!(foreign("a\u{1b}[2Jb\u{202E}c\n"), "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}");
        assert_eq!(foreign(&"x".repeat(300)).len(), FOREIGN_MAX_CHARS);
    }
}

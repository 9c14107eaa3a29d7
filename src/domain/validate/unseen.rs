//! Characters that nobody sees: what pasting brings along, and what a name cannot be made of.

/// Whether a character leaves nothing on the screen, or nothing but space.
///
/// Source: Unicode, Default_Ignorable_Code_Point and White_Space; and the braille pattern without a dot.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'
                ..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// A typed value without what nobody sees in it: only spaces of ASCII stay, and none around it.
pub fn clean(text: &str) -> String {
    let seen: String = text.chars().filter(|it| it.is_ascii() || !is_unseen(*it)).collect();
    seen.trim().to_owned()
}

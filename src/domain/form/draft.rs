//! Drafts: what stands in a field's controls, as typed, whether it can be read or not.

use crate::domain::validate::unseen::is_unseen;

/// A control of a field that takes text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The one line or text of most fields.
    Text,
    /// The code of the unit beside a number.
    Unit,
    /// The day of a date.
    Day,
    /// The month of a date.
    Month,
    /// The year of a date.
    Year,
    /// The start of a contact window, `HH:MM`.
    From,
    /// The end of a contact window, `HH:MM`.
    To,
    /// The time zone of a contact window.
    Zone,
}

/// What stands in the controls of one field.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Draft {
    typed: Vec<(Part, String)>,
    /// The numbers of the chosen options (or days of the week, Monday = 0), in order.
    pub picked: Vec<u16>,
    /// Whether "not sure" is ticked.
    pub is_unsure: bool,
}

/// What was typed is overwritten before its memory is used for something else.
///
/// It does not reach copies that the browser keeps, nor what was derived from it, such as the body that was sent.
impl Drop for Draft {
    fn drop(&mut self) {
        for (_, text) in self.typed.drain(..) {
            let mut bytes = text.into_bytes();
            bytes.fill(0);
            // Without it, the compiler would leave out a write that nobody reads.
            std::hint::black_box(&bytes);
        }
    }
}

impl Draft {
    /// What stands in one control; empty where nothing was typed.
    pub fn part(&self, part: Part) -> &str {
        self.typed.iter().find(|it| it.0 == part).map_or("", |it| &it.1)
    }

    /// Notes what stands in one control now.
    pub fn set_part(&mut self, part: Part, text: String) {
        match self.typed.iter_mut().find(|it| it.0 == part) {
            Some(it) => it.1 = text,
            None => self.typed.push((part, text)),
        }
    }

    /// Notes whether option `index` is chosen.
    pub fn pick(&mut self, index: u16, is_on: bool) {
        self.picked.retain(|it| *it != index);
        if is_on {
            let place = self.picked.partition_point(|it| *it < index);
            self.picked.insert(place, index);
        }
    }

    /// Tells whether nothing was typed, chosen or ticked.
    pub fn is_empty(&self) -> bool {
        self.typed.iter().all(|it| it.1.is_empty()) && self.picked.is_empty() && !self.is_unsure
    }

    /// Tells whether nothing that can be seen stands in these controls.
    pub fn is_blank(&self, parts: &[Part]) -> bool {
        parts.iter().all(|it| self.part(*it).chars().all(is_unseen))
    }
}

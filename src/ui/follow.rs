//! Following a link: whether the page was opened by one from a receipt, and the way to the screen that tells the state of the referral.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::host::{HostEvent, Settings};
use super::load::{Screen, Screens, Waiting, Why};
use super::opening::{self, Read, show_in};
use crate::domain::form::Form;
use crate::domain::status::Told;
use crate::gateway::status_link;

/// One look at the state of a referral, in whatever language it is shown.
pub struct Look {
    /// What the link carries after the study's id, or the status address that the page asked for.
    pub link: String,
    /// Whether the study takes referrals.
    pub is_open: bool,
    /// What was told; `None` while the answer is awaited.
    pub told: RefCell<Option<Told>>,
    /// Whether the form is wanted instead.
    pub is_left: Cell<bool>,
    /// The heading that was shown last.
    pub heading: RefCell<Option<HtmlElement>>,
}

/// Shows the state of a referral where somebody looks it up; gives back what was read where nobody does.
pub fn follow(
    screens: Screens,
    settings: &Arc<Settings>,
    read: Read,
    on_event: Callback<HostEvent>,
) -> Option<Read> {
    let study = match &read {
        Read::Closed(_, Why::Insecure) | Read::Broken(_) => return Some(read),
        Read::Open(opened) | Read::Closed(opened, _) => &opened.study,
    };
    let look = match screens.look() {
        Some((_, look)) if look.is_left.get() => return Some(read),
        Some((_, look)) => look,
        None => {
            let link = screens.link().or_else(|| status_link::carried(&study.cover.head.id.0));
            let Some(link) = link else { return Some(read) };
            let is_open = matches!(read, Read::Open(_));
            let (told, is_left, heading) = Default::default();
            Rc::new(Look { link, is_open, told, is_left, heading })
        }
    };
    let (Read::Open(opened) | Read::Closed(opened, _)) = read else { return None };
    screens.open_status(|| opening::open(*opened, settings.clone(), on_event), look);
    None
}

/// Tells whether nothing was begun that another screen would take the place of.
pub fn is_free(screens: Screens) -> bool {
    screens.form().is_none_or(|store| !store.now(Form::is_begun))
}

/// Looks at the page's address again, which somebody may have changed to a link while the form was open.
///
/// What was begun in the form is not given up for it.
pub fn turn(screens: Screens, settings: &Arc<Settings>, on_event: Callback<HostEvent>) {
    let names = |study: &str| status_link::carried(study).is_some();
    if screens.study().is_some_and(|it| names(&it.head.id.0)) && is_free(screens) {
        screens.show(Screen::Loading(Waiting::default()));
        show_in(screens, settings.clone(), screens.language_of_page(), on_event);
    }
}

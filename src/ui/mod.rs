//! The interface: Leptos components, one control a file.
//!
//! Owns no rules: what an answer means is asked of `domain`, and what leaves goes through `gateway`.

pub mod host;
mod store;

use leptos::prelude::*;

use host::{HostEvent, Settings};

/// The whole form, inside one element.
#[component]
pub fn Widget(
    /// What the element's attributes ask for.
    settings: Settings,
    /// The language that the page asks for; changes with the element's `lang`.
    #[prop(into)]
    language: Signal<Option<String>>,
    /// Receives what the host page may know.
    on_event: Callback<HostEvent>,
) -> impl IntoView {
    let study = settings.study.is_some();
    Effect::new(move || on_event.run(HostEvent::Ready));
    view! {
        <div class="rf-root" part="root" lang=language>
            <h2 class="rf-title" part="title">{if study { "Referral" } else { "No study" }}</h2>
        </div>
    }
}

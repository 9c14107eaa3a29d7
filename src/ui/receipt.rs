//! The receipt: that it arrived, under which name, and what happens next.

use leptos::prelude::*;

use super::parts::{heading, text};
use super::store::Store;
use crate::i18n::Key;

/// What stands after a referral was sent.
pub fn receipt(store: Store) -> AnyView {
    let study = store.study();
    let receipt = store.receipt.get_value();
    let reference = match &receipt.reference {
        Some(it) => store.fill(Key::ReceiptReference, &[("reference", it)]),
        None => store.say(Key::ReceiptNoReference),
    };
    let message = receipt.message.as_ref().map(|it| {
        view! { <p class="rf-server">{store.fill(Key::ServerSays, &[("text", it)])}</p> }
    });
    let steps = (!study.next_steps.is_empty()).then(|| {
        let steps = study.next_steps.iter().map(|it| view! { <li>{text(store, &it.text)}</li> });
        view! {
            {heading(store, 1, store.say(Key::NextHeading))}
            <ol class="rf-steps">{steps.collect_view()}</ol>
        }
    });
    view! {
        <div class="rf-receipt" part="receipt">
            <p class="rf-lead">{reference}</p>
            {message}
            {steps}
        </div>
    }
    .into_any()
}

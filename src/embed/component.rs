//! The component: the form in an app that is made with Leptos itself.
//!
//! It puts a `<referral-form>` into the view and [`mount`]s into it, as the loader does on other pages, so it looks and speaks the same:
//! shadow root, custom properties, parts and events. The app links the engine whole and needs no loader; a page that has the loader too
//! would fill the element twice.

use leptos::html::{Custom, custom};
use leptos::prelude::*;

use web_sys::HtmlElement;

use super::{language_changed, mount, shadow_root, unmount};
use crate::gateway::styles;

/// The form of a study. What is spread onto it, such as `attr:mode="kiosk"` or `on:` with an event, goes onto the element.
///
/// ```ignore
/// use leptos::prelude::*;
/// use referral_form::embed::ReferralForm;
///
/// view! { <ReferralForm study="/study.json" base="https://clinic.example/forms/" attr:heading-level="3" /> }
/// ```
#[component]
pub fn ReferralForm(
    /// Address of the study file, or `#id` of a script on the page whose text it is.
    #[prop(into)]
    study: String,
    /// URL of the folder with the words of other languages (`referral-form-es.json` and so on), with a slash at its end.
    #[prop(into)]
    base: String,
    /// Language to begin in, and to change to; otherwise that of the nearest element with a `lang`.
    #[prop(into, optional)]
    lang: MaybeProp<String>,
) -> impl IntoView {
    let host = NodeRef::<Custom<&'static str>>::new();
    let handle = StoredValue::new(None);
    let put = |host: HtmlElement| {
        styles::dress_alone(&shadow_root(&host)?)?;
        mount(host, base, None, None, None)
    };
    host.on_load(move |host| match put(host) {
        Ok(it) => handle.set_value(Some(it)),
        Err(refused) => leptos::logging::error!("<referral-form> could not start: {refused:?}"),
    });
    // An effect comes after the attribute that it reads along with.
    Effect::new(move |_| {
        lang.track();
        if let Some(handle) = handle.get_value() {
            language_changed(handle);
        }
    });
    on_cleanup(move || {
        if let Some(handle) = handle.try_get_value().flatten() {
            unmount(handle);
        }
    });
    custom("referral-form").node_ref(host).attr("study", study).attr("lang", move || lang.get())
}

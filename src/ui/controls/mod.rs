//! stub
use crate::domain::field::FieldId;
use crate::domain::study::Study;
use leptos::prelude::*;
#[component]
pub fn Field(id: FieldId) -> impl IntoView {
    let _ = id;
}
pub fn focus_id(_: &Study, f: FieldId) -> String {
    format!("f{}", f.0)
}

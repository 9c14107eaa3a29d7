//! stub
use leptos::prelude::*;
use crate::domain::field::FieldId; use crate::domain::study::Study;
#[component] pub fn Field(id: FieldId) -> impl IntoView { let _ = id; }
pub fn focus_id(_: &Study, f: FieldId) -> String { format!("f{}", f.0) }

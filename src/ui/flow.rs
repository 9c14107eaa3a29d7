//! The form: one step at a time, with its heading, its problems, its way on and back, and the contact.
//!
//! Heading, summary and announcer stay in the page from step to step, so that focus and speech have one
//! place to go to.

use leptos::html::{Div, P};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot, SubmitEvent};

use super::consents::{consents, control_id};
use super::contact::contact;
use super::controls::{Field, focus_id};
use super::host::Mode;
use super::parts::{button, paragraph};
use super::problems;
use super::receipt::receipt;
use super::review::review;
use super::start::{SOURCE_CONTROL, start};
use super::store::{Store, use_store};
use super::verdicts::verdicts;
use crate::domain::field::SectionId;
use crate::domain::form::{Form, FormEvent, Place, Step};
use crate::domain::validate::check::FieldProblem;
use crate::i18n::Key;

/// The form on an open study.
#[component]
pub fn Flow() -> impl IntoView {
    let store = use_store();
    let study = store.study();
    let messages = store.messages();
    let settings = store.settings();
    let heading = NodeRef::<P>::new();
    let summary = NodeRef::<Div>::new();
    // A memo, so that a tick or a mended problem does not draw the whole step again.
    let step = Memo::new(move |_| store.flow(Form::step));
    Effect::new(move |before: Option<Step>| {
        let now = step.get();
        if before.is_some_and(|it| it != now) {
            focus_later(heading);
        }
        now
    });
    Effect::new(move |before: Option<u32>| {
        let now = store.attention.get();
        if before.is_some_and(|it| it != now) {
            focus_later(summary);
        }
        now
    });
    let title = move || title(store, step.get());
    let title_lang = move || title_lang(store, step.get());
    let kicker = move || (step.get() != Step::Start).then(|| study_title(store));
    let go_on = move |ev: SubmitEvent| {
        ev.prevent_default();
        store.act(FormEvent::Continued);
    };
    let contact_level = settings.heading_level + 1;
    let class = match settings.mode {
        Mode::Page => "rf-root",
        Mode::Kiosk => "rf-root rf-kiosk",
    };
    let contact = contact(&study.contact, &messages, contact_level, |it| store.lang(it));
    view! {
        <section class=class part="root" aria-label=store.say(Key::FormName)
            lang=study.shown.clone() dir=crate::i18n::direction(&study.shown)>
            {kicker}
            <p class="rf-progress" part="progress">{move || progress(store, step.get())}</p>
            <p class="rf-heading" part="heading" role="heading" tabindex="-1" node_ref=heading
                attr:aria-level=settings.heading_level.to_string() lang=title_lang>{title}</p>
            <p class="rf-hidden" role="status">{move || store.announcement.get()}</p>
            <div class="rf-summary" part="summary" role="group" tabindex="-1" node_ref=summary
                aria-labelledby="summary-heading" hidden=move || store.flow(|it| it.problems().is_empty())>
                <p class="rf-subheading" id="summary-heading">{store.say(Key::ProblemsHeading)}</p>
                <ul class="rf-list">{move || problem_links(store)}</ul>
            </div>
            {move || changed(store)}
            <form class="rf-step" part="step" novalidate on:submit=go_on>
                {move || body(store, step.get())}
            </form>
            {contact}
        </section>
    }
}

/// Says that the study file has changed under the form, as long as nothing was sent.
fn changed(store: Store) -> AnyView {
    if !store.has_changed.get() || store.flow(Form::step) == Step::Receipt {
        return ().into_any();
    }
    view! {
        <div class="rf-callout" part="callout">
            <p class="rf-subheading">{store.say(Key::ChangedHeading)}</p>
            <p>{store.say(Key::ChangedText)}</p>
        </div>
    }
    .into_any()
}

/// What stands on a step, with its buttons.
fn body(store: Store, step: Step) -> AnyView {
    let study = store.study();
    match step {
        Step::Start => with_actions(store, start(store), Some(Key::Start), false),
        Step::Section(section) => with_actions(store, questions(store, section), Some(Key::Continue), true),
        Step::Verdicts(section) => {
            let stops = store.now(|form| form.is_stopped(&study));
            with_actions(store, verdicts(store, section), (!stops).then_some(Key::Continue), true)
        }
        Step::Consents => with_actions(store, consents(store), Some(Key::Continue), true),
        Step::Review => with_actions(store, review(store), None, true),
        Step::Receipt => receipt(store),
    }
}

fn with_actions(store: Store, content: AnyView, go_on: Option<Key>, can_go_back: bool) -> AnyView {
    let go_on = go_on.map(|it| {
        view! { <button type="submit" class="rf-button" part="button">{store.say(it)}</button> }
    });
    let back = can_go_back
        .then(|| button("rf-button-secondary", store.say(Key::Back), move || store.act(FormEvent::WentBack)));
    view! { {content}<div class="rf-actions" part="actions">{go_on}{back}</div> }.into_any()
}

fn questions(store: Store, section: SectionId) -> AnyView {
    let study = store.study();
    let source = store.now(|form| form.facts().source);
    let of = study.section(section);
    let sends = study.fields_of(section, source).any(|it| study.is_sent(it, source));
    let note = store.say(if sends { Key::LeavesSome } else { Key::StaysHere });
    let fields = study.fields_of(section, source).map(|id| view! { <Field id /> }.into_any());
    view! {
        {paragraph(store, "rf-hint", of.hint.as_ref())}
        <p class="rf-data-line" part="data-line">{note}</p>
        {fields.collect_view()}
        {move || other_source(store)}
    }
    .into_any()
}

/// Leads somebody too young to the source that refers for them, with all that was typed.
fn other_source(store: Store) -> AnyView {
    let study = store.study();
    let is_minor =
        store.flow(|form| form.problems().iter().any(|it| matches!(it.1, FieldProblem::Minor { .. })));
    let source = store.now(|form| form.facts().source);
    let otherwise = study.source(source).minimum_age.as_ref().map(|it| it.otherwise);
    match otherwise.filter(|_| is_minor) {
        Some(otherwise) => {
            let label = &study.source(otherwise).label.words;
            let words = store.fill(Key::ReferAs, &[("source", label)]);
            button("rf-button-secondary", words, move || store.act(FormEvent::SourceChosen(otherwise)))
        }
        None => ().into_any(),
    }
}

fn progress(store: Store, step: Step) -> String {
    let study = store.study();
    let steps = store.flow(|form| form.steps(&study));
    let here = steps.iter().position(|it| *it == step).unwrap_or(0) + 1;
    // The receipt is where the steps have led, not one more to take.
    let all = steps.len() - 1;
    if here > all {
        return String::new();
    }
    store.fill(Key::Progress, &[("step", &here.to_string()), ("steps", &all.to_string())])
}

fn title(store: Store, step: Step) -> String {
    let study = store.study();
    match step {
        Step::Start => study.head.title.words.clone(),
        Step::Section(section) => study.section(section).title.words.clone(),
        Step::Verdicts(_) => store.say(Key::VerdictsHeading),
        Step::Consents => store.say(Key::ConsentsHeading),
        Step::Review => store.say(Key::ReviewHeading),
        Step::Receipt => store.say(Key::ReceiptHeading),
    }
}

fn title_lang(store: Store, step: Step) -> Option<String> {
    let study = store.study();
    match step {
        Step::Start => store.lang(&study.head.title),
        Step::Section(section) => store.lang(&study.section(section).title),
        Step::Verdicts(_) | Step::Consents | Step::Review | Step::Receipt => None,
    }
}

fn study_title(store: Store) -> AnyView {
    paragraph(store, "rf-kicker", Some(&store.study().head.title))
}

fn problem_links(store: Store) -> Vec<AnyView> {
    let study = store.study();
    let problems = store.flow(|form| form.problems().to_vec());
    let link = |(place, problem): &(Place, FieldProblem)| {
        let target = match place {
            Place::Source | Place::Request => SOURCE_CONTROL.to_owned(),
            Place::Field(field) => focus_id(&study, *field),
            Place::Consent(consent) => control_id(*consent),
        };
        let href = format!("#{target}");
        let go = move |ev: web_sys::MouseEvent| {
            // Following the link would change the host page's address and move no focus in here.
            ev.prevent_default();
            focus_control(&ev, &target);
        };
        let words = problems::text(store, *place, problem);
        view! { <li><a class="rf-link" href=href on:click=go>{words}</a></li> }.into_any()
    };
    problems.iter().map(link).collect()
}

fn focus_control(ev: &web_sys::MouseEvent, id: &str) {
    let root = ev.target().and_then(|it| it.dyn_into::<web_sys::Node>().ok()).map(|it| it.get_root_node());
    let root = root.and_then(|it| it.dyn_into::<ShadowRoot>().ok());
    if let Some(control) = root.and_then(|it| it.get_element_by_id(id)?.dyn_into::<HtmlElement>().ok()) {
        // A control that cannot take focus leaves it where it is.
        let _ = control.focus();
    }
}

/// Moves focus once the page shows what the last event changed.
pub fn focus_later<E>(element: NodeRef<E>)
where
    E: leptos::html::ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    spawn_local(async move {
        tick().await;
        let Some(Some(element)) = element.try_get_untracked() else { return };
        if let Ok(element) = element.dyn_into::<HtmlElement>() {
            // Focus scrolls the heading into view by itself.
            let _ = element.focus();
        }
    });
}

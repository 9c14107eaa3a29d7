//! A person in front of a few questions: what they do by the names of things, and what they see.

use std::sync::Arc;

use leptos::mount::{UnmountHandle, mount_to_renderer};
use leptos::prelude::*;
use referral_form::domain::date::Date;
use referral_form::domain::field::FieldId;
use referral_form::domain::form::{Draft, Form, FormEvent};
use referral_form::domain::leaving::Share;
use referral_form::domain::referral::Origin;
use referral_form::domain::review::Digests;
use referral_form::domain::study::{Reading, Study};
use referral_form::domain::validate::check::Conditions;
use referral_form::i18n::Messages;
use referral_form::ui::Opened;
use referral_form::ui::controls::field;
use referral_form::ui::element::{El, el};
use referral_form::ui::host::{Mode, Settings};
use referral_form::ui::store::{Places, Store};
use wasm_bindgen::JsCast;
use web_sys::{
    Document, Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, ShadowRoot, ShadowRootInit, ShadowRootMode,
};

/// The time zone of this person's browser.
pub const ZONE: &str = "Europe/Berlin";

pub struct Person {
    pub store: Store,
    pub study: Arc<Study>,
    pub root: ShadowRoot,
    fields: Vec<FieldId>,
    // Taken away before the owner, which holds the store that it uses.
    page: Option<UnmountHandle<El>>,
    _owner: Owner,
}

/// How the form is opened.
#[derive(Clone, Copy)]
pub struct Opening {
    pub source: &'static str,
    pub language: Option<&'static str>,
    pub mode: Mode,
    /// The time zone of the browser; empty where it does not know it.
    pub zone: &'static str,
}

impl Opening {
    pub fn by(source: &'static str) -> Opening {
        Opening { source, language: None, mode: Mode::Page, zone: ZONE }
    }
}

impl Person {
    /// Sees these questions of a study file, or every question where none is named.
    pub async fn is_asked(study: &[u8], opening: Opening, fields: &[&str]) -> Person {
        let owner = Owner::new();
        owner.set();
        let reading = Reading { language: opening.language, ..Reading::default() };
        let study = Study::read(study, reading).unwrap_or_else(|_| panic!("the study file is sound"));
        let wanted = |id: &FieldId| fields.is_empty() || fields.contains(&study.field(*id).id.as_str());
        let fields: Vec<FieldId> = study.field_ids().filter(wanted).collect();
        let conditions = Conditions {
            today: Date::new(2027, 3, 1).unwrap(),
            decimal_comma: false,
            time_zone: opening.zone.to_owned(),
        };
        let source = study.cover.source_of(opening.source);
        assert!(source.is_some(), "the study has no source {}", opening.source);
        let form = Form::new(&study, source, Origin { code: None, channel: Vec::new() }, conditions);
        let settings = Settings {
            study: None,
            refuses_redirects: false,
            integrity: None,
            endpoint: None,
            source: None,
            code: None,
            mode: opening.mode,
            idle_seconds: 120,
            heading_level: 2,
            is_steady: false,
            kept_queries: Vec::new(),
            is_secure: true,
            start_page: None,
        };
        let digests = Digests { file: String::new(), consents: Vec::new() };
        let opened = Opened {
            study: Arc::new(study),
            messages: Arc::new(Messages::english()),
            digests,
            bytes: Vec::new().into(),
        };
        let store = Store::new(opened, form, Arc::new(settings), Callback::new(|_| {}));
        let study = store.study();
        let host = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let mut person = Person { store, study, root, fields, page: None, _owner: owner };
        person.comes_back().await;
        person
    }

    /// Leaves the step.
    pub fn goes_away(&mut self) {
        self.page = None;
        assert_eq!(self.text(), "");
    }

    /// Comes back to the step.
    pub async fn comes_back(&mut self) {
        let (store, fields) = (self.store, self.fields.clone());
        let parent: Element = self.root.clone().unchecked_into();
        self.page = Some(mount_to_renderer(&parent, move || {
            el("div").children(fields.into_iter().map(|id| field(store, id, Share::All)))
        }));
        a_turn().await;
    }

    /// Goes on to the first step with questions, and on from there.
    pub async fn opens_the_questions_and_continues(&self) {
        self.store.act(FormEvent::Continued);
        self.continues().await;
    }

    /// Presses Continue.
    pub async fn continues(&self) {
        self.store.act(FormEvent::Continued);
        a_turn().await;
    }

    // --- doing ---

    pub async fn types(&self, label: &str, text: &str) {
        let control = self.control(label);
        match control.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.set_value(text),
            None => control.unchecked_ref::<HtmlInputElement>().set_value(text),
        }
        tell(&control, "input").await;
    }

    /// Has something fill in a control, which tells of it by an event or by none.
    pub async fn is_filled_in(&self, label: &str, text: &str, event: Option<&str>) {
        let control = self.control(label);
        match (control.dyn_ref::<HtmlInputElement>(), control.dyn_ref::<HtmlSelectElement>()) {
            (Some(tick), _) if matches!(tick.type_().as_str(), "radio" | "checkbox") => {
                tick.set_checked(true)
            }
            (Some(line), _) => line.set_value(text),
            (None, Some(list)) => list.set_value(text),
            (None, None) => control.unchecked_ref::<HtmlTextAreaElement>().set_value(text),
        }
        if let Some(event) = event {
            tell(&control, event).await;
        }
    }

    /// Has the form find its controls, as where a whole form is shown.
    pub fn has_a_heading(&self) {
        let heading: HtmlElement = self.all(".rf-asked")[0].clone().unchecked_into();
        self.store.set_places(Places { heading: heading.clone(), summary: heading });
    }

    /// Chooses an option, or ticks or unticks a box.
    pub async fn clicks(&self, label: &str) {
        self.control(label).click();
        a_turn().await;
    }

    pub async fn chooses_from_list(&self, label: &str, entry: &str) {
        let list: HtmlSelectElement = self.control(label).unchecked_into();
        let options = elements(&list, "option");
        let index = options.iter().position(|it| text_of(it) == entry);
        list.set_selected_index(index.unwrap_or_else(|| panic!("no entry {entry}")) as i32);
        tell(&list, "change").await;
    }

    // --- seeing ---

    pub fn text(&self) -> String {
        squeeze(&self.root.text_content().unwrap_or_default())
    }

    /// The control with this label; exactly one has it.
    pub fn control(&self, label: &str) -> HtmlElement {
        self.find(label)
            .unwrap_or_else(|count| panic!("{count} controls are called {label}: {}", self.text()))
    }

    pub fn sees_no_control(&self, label: &str) {
        assert_eq!(self.find(label).err(), Some(0), "{label} was not to be there");
    }

    fn find(&self, label: &str) -> Result<HtmlElement, usize> {
        let labels = self.all("label").into_iter().filter(|it| text_of(it) == label);
        let ids: Vec<String> = labels.filter_map(|it| it.get_attribute("for")).collect();
        match ids.as_slice() {
            [id] => {
                Ok(self.root.get_element_by_id(id).expect("a label leads to its control").unchecked_into())
            }
            other => Err(other.len()),
        }
    }

    /// The group with this legend.
    pub fn group(&self, legend: &str) -> Element {
        let has_legend = |it: &Element| {
            it.query_selector(":scope > legend").unwrap().is_some_and(|it| text_of(&it) == legend)
        };
        self.all("fieldset").into_iter().find(has_legend).unwrap_or_else(|| panic!("no group {legend}"))
    }

    pub fn all(&self, selector: &str) -> Vec<Element> {
        elements(&self.root.clone().unchecked_into(), selector)
    }

    pub fn value(&self, label: &str) -> String {
        let control = self.control(label);
        match control.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.value(),
            None => match control.dyn_ref::<HtmlSelectElement>() {
                Some(list) => {
                    let options = elements(list, "option");
                    text_of(&options[usize::try_from(list.selected_index()).unwrap()])
                }
                None => control.unchecked_into::<HtmlInputElement>().value(),
            },
        }
    }

    pub fn is_on(&self, label: &str) -> bool {
        self.control(label).unchecked_into::<HtmlInputElement>().checked()
    }

    /// What a screen reader tells after the name: the texts to which `aria-describedby` leads.
    pub fn description(&self, of: &Element) -> String {
        let ids = of.get_attribute("aria-describedby").unwrap_or_default();
        let texts: Vec<String> = ids
            .split_whitespace()
            .map(|id| text_of(&self.root.get_element_by_id(id).expect("a description is there")))
            .collect();
        squeeze(&texts.join(" "))
    }

    pub fn is_invalid(&self, of: &Element) -> bool {
        of.get_attribute("aria-invalid").as_deref() == Some("true")
    }

    /// The number of a field.
    pub fn field(&self, id: &str) -> FieldId {
        self.study.field_of(id).unwrap_or_else(|| panic!("no field {id}"))
    }

    /// What the form holds of a field.
    pub fn draft(&self, id: &str) -> Draft {
        self.store.now(|form| form.draft(self.field(id)).clone())
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.page = None;
        self.root.host().remove();
    }
}

fn document() -> Document {
    web_sys::window().and_then(|it| it.document()).expect("a browser test has a document")
}

/// Lets the interface follow what happened: a question that appears draws itself a turn later.
pub async fn a_turn() {
    for _ in 0..4 {
        leptos::task::tick().await;
    }
}

async fn tell(element: &Element, event: &str) {
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    let event = Event::new_with_event_init_dict(event, &bubbles).unwrap();
    element.dispatch_event(&event).unwrap();
    a_turn().await;
}

fn elements(within: &Element, selector: &str) -> Vec<Element> {
    // A shadow root has the method of the same name, and is called through it.
    let list = within.query_selector_all(selector).unwrap();
    (0..list.length()).map(|index| list.get(index).unwrap().unchecked_into()).collect()
}

fn text_of(element: &Element) -> String {
    squeeze(&element.text_content().unwrap_or_default())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

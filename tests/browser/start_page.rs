//! The start page: the loader reads a study file, and chooses languages, as the engine does.

use js_sys::{JSON, Reflect};
use referral_form::domain::study::{Cover, Reading, Study, Text};
use referral_form::i18n::tags::{self, CATALOGUES};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

/// Examples with texts in several languages, and the one in which every key is used.
const STUDIES: [&str; 5] = [
    CONTRACT,
    FULL,
    include_str!("../../examples/brain-mri/study.json"),
    include_str!("../../examples/coronary-stents/study.json"),
    include_str!("../../examples/healthy-men/study.json"),
];

const CONTRACT: &str = include_str!("../../examples/contract/study.json");
const FULL: &str = include_str!("../../examples/full.json");

#[wasm_bindgen(module = "/src/loader/study_texts.js")]
extern "C" {
    fn offered(study: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = textsOf)]
    fn texts_of(study: &JsValue, shown: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/loader/words.js")]
extern "C" {
    #[wasm_bindgen(js_name = ownLanguage)]
    fn own_language(own: &JsValue, shown: &str, wanted: Option<&str>) -> String;
}

#[wasm_bindgen(module = "/src/loader/nodes.js")]
extern "C" {
    fn direction(tag: &str) -> String;
}

/// The modules that these import.
mod beside {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen(module = "/src/loader/lists.js")]
    extern "C" {
        type ListsModule;
    }
}

fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap()
}

fn rust(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

fn read(file: &Value, language: Option<&str>) -> Study {
    let reading = Reading { language, ..Reading::default() };
    Study::read(file.to_string().as_bytes(), reading)
        .map_err(|problems| format!("{problems:?}"))
        .ok()
        .unwrap()
}

/// The file without one text after the other, and which that is.
///
/// Lists stay whole: the form refuses one that lacks an entry.
fn without_a_text(value: &Value) -> Vec<(String, Value)> {
    let Value::Object(members) = value else { return Vec::new() };
    let mut found = Vec::new();
    for (key, inner) in members {
        let changed = |to: Option<Value>| {
            let mut members = members.clone();
            match to {
                Some(to) => members.insert(key.clone(), to),
                None => members.remove(key),
            };
            Value::Object(members)
        };
        found.push((key.clone(), changed(None)));
        found.extend(
            without_a_text(inner).into_iter().map(|(at, it)| (format!("{key}/{at}"), changed(Some(it)))),
        );
    }
    found
}

#[wasm_bindgen_test]
fn a_language_is_offered_on_the_start_page_as_long_as_the_form_has_it() {
    for study in [CONTRACT, FULL] {
        let whole: Value = serde_json::from_str(study).unwrap();
        for (at, languages) in without_a_text(&whole["languages"]) {
            let mut file = whole.clone();
            file["languages"] = languages;
            assert_eq!(rust(&offered(&js(&file))), json!(read(&file, None).cover.offered), "without {at}");
        }
    }
}

/// A text as the loader has it.
fn told(cover: &Cover, text: &Text) -> Value {
    match cover.lang_of(text) {
        Some(language) => json!({ "words": text.words, "language": language }),
        None => json!({ "words": text.words }),
    }
}

#[wasm_bindgen_test]
fn the_start_page_has_the_words_of_the_form() {
    for study in STUDIES {
        let file: Value = serde_json::from_str(study).unwrap();
        for language in read(&file, None).cover.offered.clone() {
            let cover = read(&file, Some(&language)).cover;
            let said = rust(&texts_of(&js(&file), &language));
            let text = |it: &Text| told(&cover, it);
            let some = |it: &Option<Text>| it.as_ref().map_or(Value::Null, text);
            let words = |it: &Option<Text>| json!(it.as_ref().map(Text::as_str));
            let (head, privacy, contact) = (&cover.head, &cover.privacy, &cover.contact);
            for (at, wanted) in [
                ("/shown", json!(cover.shown)),
                ("/title", text(&head.title)),
                ("/summary", some(&head.summary)),
                ("/condition", some(&head.condition)),
                ("/sponsor", some(&head.sponsor)),
                ("/registry", json!(head.registry.as_ref().map(|it| &it.0))),
                ("/privacy/controller", text(&privacy.controller)),
                ("/privacy/purpose", text(&privacy.purpose)),
                ("/privacy/legalBasis", text(&privacy.legal_basis)),
                ("/privacy/recipients", privacy.recipients.iter().map(text).collect()),
                ("/privacy/countries", json!(privacy.countries)),
                ("/privacy/retention", text(&privacy.retention)),
                ("/privacy/withdrawal", text(&privacy.withdrawal)),
                ("/privacy/contact", json!(privacy.contact)),
                ("/privacy/noticeUrl", json!(privacy.notice_url.0)),
                ("/contact/name", text(&contact.name)),
                ("/contact/role", some(&contact.role)),
                ("/contact/phone", json!(contact.phone)),
                ("/contact/email", json!(contact.email)),
                ("/contact/hours", words(&contact.hours)),
                ("/contact/respondsWithin", words(&contact.responds_within)),
            ] {
                assert_eq!(said.pointer(at).unwrap_or(&Value::Null), &wanted, "{at} in {language}");
            }
            let column = |list: &str, key: &str| -> Value {
                said[list].as_array().unwrap().iter().map(|it| it[key].clone()).collect()
            };
            assert_eq!(
                column("facts", "label"),
                cover.facts.iter().map(|it| text(&it.label)).collect::<Value>()
            );
            assert_eq!(
                column("facts", "text"),
                cover.facts.iter().map(|it| text(&it.text)).collect::<Value>()
            );
            assert_eq!(
                column("sources", "id"),
                cover.sources.iter().map(|it| json!(it.id)).collect::<Value>()
            );
            assert_eq!(
                column("sources", "label"),
                cover.sources.iter().map(|it| text(&it.label)).collect::<Value>()
            );
            assert_eq!(column("requests", "label"), cover.requests.iter().map(text).collect::<Value>());
        }
    }
}

#[wasm_bindgen_test]
fn the_start_page_speaks_the_language_of_the_form_and_writes_it_from_the_same_side() {
    let catalogues =
        CATALOGUES.iter().map(|it| json!({ "language": it.language, "isReviewed": it.is_reviewed }));
    let own = JsValue::from(js_sys::Object::new());
    Reflect::set(&own, &"catalogues".into(), &js(&catalogues.collect())).unwrap();
    let tags = [
        "en",
        "EN-gb",
        "es",
        "es-MX",
        "de",
        "DE-at",
        "fr",
        "ar",
        "ar-Latn",
        "zh",
        "zh-CN",
        "zh-SG",
        "zh-TW",
        "zh-HK",
        "zh-Hans-HK",
        "zh-Hant",
        "zh-hant-CN",
        "pt",
        "fa",
        "he-IL",
        "az-Arab",
        "ur-Latn-PK",
        "az-Latn",
        "ug",
        "sd-Deva",
        "arn",
        "x",
    ];
    for shown in tags {
        assert_eq!(direction(shown), tags::direction(shown), "{shown}");
        for wanted in [None].into_iter().chain(tags.map(Some)) {
            assert_eq!(
                own_language(&own, shown, wanted),
                tags::own_language(shown, wanted),
                "{shown}, {wanted:?}"
            );
        }
    }
}

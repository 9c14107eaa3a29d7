//! Questions: what a person hears, sees and changes, one type at a time.

use std::collections::HashSet;

use referral_form::domain::form::{FormEvent, Part};
use referral_form::ui::controls::focus_id;
use referral_form::ui::host::Mode;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::{Opening, Person, ZONE, a_turn};

const CONTRACT: &[u8] = include_bytes!("../../examples/contract/study.json");
const SCLEROSIS: &[u8] = include_bytes!("../../examples/systemic-sclerosis/study.json");
const MEN: &[u8] = include_bytes!("../../examples/healthy-men/study.json");

async fn clinician(study: &[u8], fields: &[&str]) -> Person {
    Person::is_asked(study, Opening::by("clinician"), fields).await
}

fn changed(study: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut study: Value = serde_json::from_slice(study).unwrap();
    change(&mut study);
    study.to_string().into_bytes()
}

#[wasm_bindgen_test]
async fn a_question_of_one_line_has_its_label_and_hint_and_says_that_it_is_optional() {
    let person = clinician(CONTRACT, &["postcode"]).await;
    let control = person.control("ZIP code (optional)");
    assert_eq!(person.description(&control), "Only the first three digits are sent.");
    assert!(!person.is_invalid(&control));
}

#[wasm_bindgen_test]
async fn a_long_text_says_how_long_it_may_be_and_never_cuts_it() {
    let person = clinician(CONTRACT, &["note"]).await;
    let control = person.control("Practical points for the call (optional)");
    let description = person.description(&control);
    assert!(description.contains("500 characters at most"), "{description}");
    assert_eq!(control.get_attribute("maxlength"), None);
}

#[wasm_bindgen_test]
async fn what_was_typed_stands_there_when_the_person_comes_back() {
    let mut person = clinician(CONTRACT, &["candidate_name", "note", "birth_date", "sex"]).await;
    person.types("Name of the person", "Zoë 太郎").await;
    person.types("Practical points for the call (optional)", "After noon,\nplease.").await;
    person.types("Month", "13").await;
    person.clicks("Female").await;
    person.goes_away();
    person.comes_back().await;
    assert_eq!(person.value("Name of the person"), "Zoë 太郎");
    assert_eq!(person.value("Practical points for the call (optional)"), "After noon,\nplease.");
    assert_eq!(person.value("Month"), "13");
    assert!(person.is_on("Female"));
}

#[wasm_bindgen_test]
async fn a_problem_stands_beside_the_question_until_it_is_mended_and_continued() {
    let person = clinician(CONTRACT, &["egfr"]).await;
    let label = "Last kidney function (eGFR), if known (optional)";
    person.types(label, "7.77.7").await;
    assert!(!person.is_invalid(&person.control(label)), "nothing is said before Continue");
    person.opens_the_questions_and_continues().await;
    assert!(person.is_invalid(&person.control(label)));
    let description = person.description(&person.control(label));
    assert!(description.contains("Error: Enter a number"), "{description}");
    assert!(!description.contains("7.7"), "no answer is repeated: {description}");
    person.types(label, "77").await;
    assert!(person.is_invalid(&person.control(label)), "nothing moves while somebody types");
    person.continues().await;
    assert!(!person.is_invalid(&person.control(label)));
    assert_eq!(person.description(&person.control(label)), "mL/min/1.73 m² For example: 85");
}

#[wasm_bindgen_test]
async fn a_bound_is_told_with_its_unit() {
    let person = clinician(CONTRACT, &["egfr"]).await;
    let label = "Last kidney function (eGFR), if known (optional)";
    person.types(label, "2000").await;
    person.opens_the_questions_and_continues().await;
    let description = person.description(&person.control(label));
    assert!(description.contains("Enter 200 mL/min/1.73 m² or less"), "{description}");
}

#[wasm_bindgen_test]
async fn not_sure_is_an_answer_until_something_is_typed() {
    let person = clinician(CONTRACT, &["egfr"]).await;
    let label = "Last kidney function (eGFR), if known (optional)";
    person.types(label, "85").await;
    person.clicks("Not sure").await;
    assert!(person.draft("egfr").is_unsure);
    assert_eq!(person.value(label), "85");
    assert_eq!(person.description(&person.control("Not sure")), label);
    person.types(label, "86").await;
    assert!(!person.is_on("Not sure"));
    assert!(!person.draft("egfr").is_unsure);
}

#[wasm_bindgen_test]
async fn one_of_the_radio_buttons_is_on_and_not_sure_is_the_last() {
    let person = clinician(CONTRACT, &["gene_therapy"]).await;
    let group = person.group("Has the person ever had factor VIII gene therapy?");
    assert_eq!(group.get_attribute("role").as_deref(), Some("radiogroup"));
    assert!(person.text().ends_with("Yes No Not sure") || person.text().ends_with("YesNoNot sure"));
    person.clicks("Yes").await;
    person.clicks("Not sure").await;
    assert!(person.is_on("Not sure") && !person.is_on("Yes"));
    assert!(person.draft("gene_therapy").is_unsure);
    person.clicks("No").await;
    assert!(person.is_on("No") && !person.is_on("Not sure") && !person.is_on("Yes"));
}

#[wasm_bindgen_test]
async fn a_choice_without_an_answer_marks_its_group() {
    let person = clinician(CONTRACT, &["gene_therapy"]).await;
    let question = "Has the person ever had factor VIII gene therapy?";
    person.opens_the_questions_and_continues().await;
    assert!(person.is_invalid(&person.group(question)));
    let description = person.description(&person.group(question));
    assert_eq!(description, format!("Error: An answer is needed: {question}"));
}

#[wasm_bindgen_test]
async fn none_of_these_takes_back_the_others_and_the_others_take_back_it() {
    let person = clinician(SCLEROSIS, &["history"]).await;
    let (cancer, none) = ("Cancer in the last 5 years", "None of these");
    person.clicks(cancer).await;
    person.clicks(none).await;
    assert!(person.is_on(none) && !person.is_on(cancer));
    person.clicks(cancer).await;
    assert!(person.is_on(cancer) && !person.is_on(none));
    person.clicks("Not sure").await;
    assert!(person.is_on("Not sure") && !person.is_on(cancer));
    person.clicks("A stem cell or organ transplant").await;
    assert!(!person.is_on("Not sure") && !person.is_on(cancer), "what was taken back does not return");
}

#[wasm_bindgen_test]
async fn a_question_is_not_there_until_it_applies() {
    let person = clinician(CONTRACT, &["on_emicizumab", "emicizumab_start"]).await;
    person.sees_no_control("Year");
    person.clicks("Yes").await;
    person.types("Year", "2020").await;
    person.clicks("No").await;
    person.sees_no_control("Year");
    person.clicks("Yes").await;
    assert_eq!(person.value("Year"), "2020");
}

#[wasm_bindgen_test]
async fn a_date_asks_as_far_as_it_needs_to_and_marks_every_part() {
    let person = clinician(CONTRACT, &["birth_date"]).await;
    person.sees_no_control("Day");
    person.types("Month", "5").await;
    person.types("Year", "19").await;
    assert_eq!(person.draft("birth_date").part(Part::Month), "5");
    person.opens_the_questions_and_continues().await;
    for part in ["Month", "Year"] {
        assert!(person.is_invalid(&person.control(part)), "{part}");
    }
    let description = person.description(&person.group("When was the person born?"));
    // Two paragraphs and the problem; how they are joined is the browser's to say.
    assert!(description.starts_with("Month and year are enough."), "{description}");
    assert!(description.contains("Only the age is sent. Error: Enter a date that exists"), "{description}");
}

#[wasm_bindgen_test]
async fn the_parts_of_a_date_stand_in_the_order_of_the_language() {
    let in_language = async |language| {
        let day = changed(CONTRACT, |it| {
            it["sections"][0]["fields"][0]["precision"] = json!("day");
            it["sections"][0]["fields"][0]["autocomplete"] = json!("bday");
        });
        let opening = Opening { language: Some(language), ..Opening::by("self") };
        let person = Person::is_asked(&day, opening, &["birth_date"]).await;
        person.all("input").iter().filter_map(|it| it.get_attribute("autocomplete")).collect::<Vec<_>>()
    };
    assert_eq!(in_language("en").await, ["bday-month", "bday-day", "bday-year"]);
    assert_eq!(in_language("es").await, ["bday-day", "bday-month", "bday-year"]);
}

#[wasm_bindgen_test]
async fn a_call_has_days_times_and_for_others_a_time_zone() {
    let window = async |source, zone| {
        let open = changed(CONTRACT, |it| {
            let fields = it["sections"][1]["fields"].as_array_mut().unwrap();
            let window = fields.iter_mut().find(|it| it["id"] == "best_time").unwrap();
            window.as_object_mut().unwrap().remove("showWhen");
        });
        Person::is_asked(&open, Opening { zone, ..Opening::by(source) }, &["best_time"]).await
    };
    let person = window("clinician", ZONE).await;
    person.clicks("Monday").await;
    person.clicks("Wednesday").await;
    person.types("From", "09:00").await;
    person.types("To", "12:00").await;
    let zone = person.control("Time zone");
    assert_eq!(person.value("Time zone"), ZONE);
    assert_eq!(person.description(&zone), "The study team is in the time zone America/New_York.");
    let draft = person.draft("best_time");
    assert_eq!(draft.picked, [0, 2]);
    assert_eq!((draft.part(Part::From), draft.part(Part::To)), ("09:00", "12:00"));
    window("self", ZONE).await.sees_no_control("Time zone");
    // Whose browser does not know it is asked.
    assert_eq!(window("self", "").await.value("Time zone"), "");
}

/// A study with a date of this precision and language, and one number with a least value or without.
fn of_a_date_and_a_number(precision: &str, language: &str, min: Option<&str>) -> Vec<u8> {
    changed(CONTRACT, |it| {
        it["language"] = json!(language);
        it.as_object_mut().unwrap().remove("languages");
        let fields = it["sections"][0]["fields"].as_array_mut().unwrap();
        fields[0]["precision"] = json!(precision);
        fields.push(json!({ "id": "level", "type": "number", "label": "Level" }));
        fields.last_mut().unwrap()["min"] = json!(min.unwrap_or("-50"));
    })
}

#[wasm_bindgen_test]
async fn a_month_may_be_typed_by_its_name_and_a_whole_date_into_any_line() {
    let parts = async |language, line: &str, text: &str| {
        let study = of_a_date_and_a_number("day", language, None);
        let person = Person::is_asked(&study, Opening::by("clinician"), &["birth_date"]).await;
        person.types(line, text).await;
        let draft = person.draft("birth_date");
        [Part::Day, Part::Month, Part::Year].map(|it| draft.part(it).to_owned())
    };
    for (typed, month) in
        [("March", "3"), ("mar", "3"), ("Sept.", "9"), ("3", "3"), ("ju", "ju"), ("Ma", "Ma")]
    {
        assert_eq!(parts("en", "Month", typed).await, ["", month, ""], "{typed}");
    }
    for (line, text) in [
        ("Day", "3/31/2014"),
        ("Month", "2014-03-31"),
        ("Year", "31 March 2014"),
        ("Year", "March 31, 2014"),
        ("Month", "\u{200E}2014年3月31日"),
    ] {
        let [day, month, year] = parts("en", line, text).await;
        assert_eq!([day.as_str(), month.trim_start_matches('0'), &year], ["31", "3", "2014"], "{text}");
    }
    assert_eq!(parts("de", "Day", "31.03.2014").await, ["31", "03", "2014"]);
    assert_eq!(parts("en", "Day", "31/3/14").await, ["31/3/14", "", ""], "nobody knows the century");
}

#[wasm_bindgen_test]
async fn the_keypad_has_a_minus_where_a_number_may_be_negative() {
    for (min, keypad) in [("0", "decimal"), ("-50", "text")] {
        let study = of_a_date_and_a_number("day", "en", Some(min));
        let person = Person::is_asked(&study, Opening::by("clinician"), &["level"]).await;
        assert_eq!(person.control("Level (optional)").get_attribute("inputmode").as_deref(), Some(keypad));
    }
}

#[wasm_bindgen_test]
async fn a_number_with_several_units_lets_one_be_chosen_and_keeps_it() {
    let mut person = Person::is_asked(MEN, Opening::by("self"), &["weight"]).await;
    person.types("Your weight", "150").await;
    assert_eq!(person.value("Unit"), "kg");
    person.chooses_from_list("Unit", "lb").await;
    assert_eq!(person.draft("weight").part(Part::Unit), "[lb_av]");
    assert_eq!(person.description(&person.control("Unit")), "Your weight");
    person.goes_away();
    person.comes_back().await;
    assert_eq!(person.value("Unit"), "lb");
}

#[wasm_bindgen_test]
async fn many_sites_are_a_list_and_few_are_radio_buttons() {
    let few = clinician(SCLEROSIS, &["site"]).await;
    assert_eq!(few.all("input[type=radio]").len(), 5, "four sites and not sure");

    let many = changed(SCLEROSIS, |it| {
        let sites = it["sites"].as_array_mut().unwrap();
        for number in 0..4 {
            let mut site = sites[0].clone();
            site["id"] = json!(format!("more_{number}"));
            site["name"] = json!(format!("Clinic {number}"));
            sites.push(site);
        }
    });
    let mut person = clinician(&many, &["site"]).await;
    let label = "Which site is easiest to reach?";
    assert_eq!(person.value(label), "Choose");
    person.chooses_from_list(label, "Not sure").await;
    assert!(person.draft("site").is_unsure);
    let entry =
        person.all("option").iter().find_map(|it| it.text_content().filter(|it| it.contains("Clinic 2")));
    person.chooses_from_list(label, &entry.unwrap()).await;
    assert_eq!(person.draft("site").picked, [6]);
    person.goes_away();
    person.comes_back().await;
    assert!(person.value(label).contains("Clinic 2"));
    person.chooses_from_list(label, "Choose").await;
    assert!(person.draft("site").picked.is_empty() && !person.draft("site").is_unsure);
}

#[wasm_bindgen_test]
async fn autocomplete_serves_who_fills_in_and_nobody_on_a_shared_device() {
    let token = async |source, mode| {
        let opening = Opening { mode, ..Opening::by(source) };
        let person = Person::is_asked(CONTRACT, opening, &["candidate_name"]).await;
        person.control("Name of the person").get_attribute("autocomplete")
    };
    assert_eq!(token("self", Mode::Page).await.as_deref(), Some("name"));
    assert_eq!(token("clinician", Mode::Page).await, None);
    assert_eq!(token("self", Mode::Kiosk).await.as_deref(), Some("off"));
}

/// What keeps browsers and writing assistants away, and how.
const UNASSISTED: [(&str, &str); 8] = [
    ("spellcheck", "false"),
    ("autocorrect", "off"),
    ("writingsuggestions", "false"),
    ("data-gramm", "false"),
    ("data-gramm_editor", "false"),
    ("data-enable-grammarly", "false"),
    ("data-lt-active", "false"),
    ("data-ms-editor", "false"),
];

#[wasm_bindgen_test]
async fn what_does_not_leave_in_the_words_that_were_typed_is_given_to_no_assistant() {
    for mode in [Mode::Page, Mode::Kiosk] {
        for send in [None, Some("never"), Some("answered"), Some("value")] {
            let study = changed(CONTRACT, |it| {
                let fields = it["sections"][1]["fields"].as_array_mut().unwrap();
                let types = [
                    "text",
                    "long-text",
                    "number",
                    "phone",
                    "email",
                    "postal",
                    "npi",
                    "contact-window",
                    "date",
                ];
                for of in types {
                    let mut field =
                        json!({ "id": format!("new-{of}"), "type": of, "label": format!("New {of}") });
                    if let Some(send) = send {
                        field["send"] = json!(send);
                    }
                    fields.push(field);
                }
                for consent in it["consents"].as_array_mut().unwrap() {
                    let ids = types.iter().map(|of| json!(format!("new-{of}")));
                    consent["covers"].as_array_mut().unwrap().extend(ids);
                }
                // Nobody asks for these in another language.
                it.as_object_mut().unwrap().remove("languages");
            });
            let fields =
                ["text", "long-text", "number", "phone", "email", "postal", "npi", "contact-window", "date"];
            let fields = fields.map(|of| format!("new-{of}"));
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let person =
                Person::is_asked(&study, Opening { mode, ..Opening::by("clinician") }, &fields).await;
            let typed = person.all("input:not([type=radio], [type=checkbox]), textarea");
            assert!(typed.len() > 10, "{} controls", typed.len());
            let is_left_alone = send != Some("value") || mode == Mode::Kiosk;
            for control in typed {
                for (name, value) in UNASSISTED {
                    // An address is spelt as it is, whoever gets it.
                    let is_address =
                        name == "spellcheck" && control.get_attribute("type").as_deref() == Some("email");
                    let expected = (is_left_alone || is_address).then_some(value);
                    let found = control.get_attribute(name);
                    assert_eq!(found.as_deref(), expected, "{name} of {send:?}: {}", control.outer_html());
                }
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_text_that_is_not_translated_says_its_language() {
    let partly = changed(CONTRACT, |it| {
        let fields = it["languages"]["es"]["fields"].as_object_mut().unwrap();
        fields.get_mut("postcode").unwrap().as_object_mut().unwrap().remove("hint");
    });
    let opening = Opening { language: Some("es"), ..Opening::by("self") };
    let person = Person::is_asked(&partly, opening, &["postcode"]).await;
    let foreign: Vec<_> = person.all("[lang=en]").iter().filter_map(|it| it.text_content()).collect();
    assert!(foreign.iter().any(|it| it == "Only the first three digits are sent."), "{foreign:?}");
    // No catalogue can be fetched here, so the form's own words are foreign too; no other text of the study is.
    assert!(!foreign.iter().any(|it| it.contains("ZIP")), "{foreign:?}");
}

#[wasm_bindgen_test]
async fn every_reference_leads_to_one_element() {
    for (study, source) in [(CONTRACT, "staff"), (CONTRACT, "self"), (SCLEROSIS, "clinician"), (MEN, "self")]
    {
        let person = Person::is_asked(study, Opening::by(source), &[]).await;
        // Everything that shows more.
        for id in person.study.field_ids() {
            person.store.act(FormEvent::Picked(id, 0, true));
        }
        a_turn().await;
        let ids: Vec<String> = person.all("[id]").iter().filter_map(|it| it.get_attribute("id")).collect();
        let unique: HashSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        for element in person.all("[for], [aria-describedby], [list]") {
            for name in ["for", "aria-describedby", "list"] {
                let references = element.get_attribute(name).unwrap_or_default();
                for id in references.split_whitespace() {
                    assert!(unique.contains(&id.to_owned()), "{name}={id} leads nowhere");
                }
            }
        }
        for id in person.study.field_ids().filter(|it| person.store.now(|form| form.is_shown(*it))) {
            let first = person
                .root
                .get_element_by_id(&focus_id(&person.study, id))
                .expect("a problem leads somewhere");
            assert!(matches!(first.local_name().as_str(), "input" | "select" | "textarea"));
        }
    }
}

#[wasm_bindgen_test]
async fn what_stands_in_a_control_counts_whoever_put_it_there_and_however_they_told() {
    let fields = ["candidate_name", "note", "birth_date", "sex", "egfr", "reach"];
    for event in [Some("input"), Some("change"), None] {
        for leave in [FormEvent::Continued, FormEvent::WentBack] {
            let in_units = changed(CONTRACT, |it| {
                let fields = it["sections"][1]["fields"].as_array_mut().unwrap();
                fields.push(json!({
                    "id": "reach", "type": "number", "label": "Reach", "units": [
                        { "code": "cm", "label": "cm" }, { "code": "[in_i]", "label": "in", "factor": "2.54" }
                    ]
                }));
            });
            let person = clinician(&in_units, &fields).await;
            person.has_a_heading();
            person.types("Name of the person", "Bob Wrong").await;
            person.is_filled_in("Name of the person", "Ada Example", event).await;
            person.is_filled_in("Practical points for the call (optional)", "Ring.", event).await;
            person.is_filled_in("Year", "1984", event).await;
            person.is_filled_in("Unit", "[in_i]", event).await;
            person.is_filled_in("Female", "", event.map(|_| "change")).await;
            person.store.act(leave);
            a_turn().await;
            let draft = |id: &str, part| person.draft(id).part(part).to_owned();
            assert_eq!(draft("candidate_name", Part::Text), "Ada Example", "{event:?}");
            assert_eq!(draft("note", Part::Text), "Ring.", "{event:?}");
            assert_eq!(draft("birth_date", Part::Year), "1984", "{event:?}");
            assert_eq!(draft("reach", Part::Unit), "[in_i]", "{event:?}");
            assert_eq!(person.draft("sex").picked, [0], "{event:?}");
            assert!(
                !person.draft("egfr").is_unsure && person.draft("egfr").is_empty(),
                "nothing else is touched"
            );
        }
    }
}

#[wasm_bindgen_test]
async fn reading_the_controls_changes_nothing_that_nobody_has_changed() {
    let person = clinician(CONTRACT, &[]).await;
    person.has_a_heading();
    person.types("Last kidney function (eGFR), if known (optional)", "85").await;
    let box_of = person.control("Last kidney function (eGFR), if known (optional)").id() + "-unsure";
    person.root.get_element_by_id(&box_of).unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    a_turn().await;
    let drafts = || {
        person.study.field_ids().map(|id| person.store.now(|form| form.draft(id).clone())).collect::<Vec<_>>()
    };
    let before = drafts();
    person.store.read_controls();
    a_turn().await;
    assert!(before == drafts());
    assert!(person.draft("egfr").is_unsure);
}

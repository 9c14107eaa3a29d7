//! The order in which a person is offered a study's sites: those of their country first, one region's together.

use std::fs;

use referral_form::domain::study::{Reading, Study};
use serde_json::{Value, json};

/// A study with two sites in the United States and two in Italy, no two in one region.
const TWO_COUNTRIES: &str = "examples/systemic-sclerosis/study.json";

/// The study's file, and the ids of its sites as listed there.
fn example() -> (Value, Vec<String>) {
    let bytes = fs::read(TWO_COUNTRIES).expect("the example is there");
    let file: Value = serde_json::from_slice(&bytes).expect("a study file is JSON");
    let sites = file["sites"].as_array().expect("the study has sites").iter();
    let ids = sites.map(|it| it["id"].as_str().expect("an id").to_owned()).collect();
    (file, ids)
}

/// The ids of the sites as somebody from this country is shown them.
fn shown(file: &Value, country: &str) -> Vec<String> {
    let study = Study::read(file.to_string().as_bytes(), Reading::default());
    let study = study.unwrap_or_else(|problems| panic!("{problems:?}"));
    let numbers = study.sites_nearest_first(country);
    numbers.iter().map(|it| study.sites[usize::from(*it)].id.0.clone()).collect()
}

/// The example with a second site in Texas at the end of its list.
fn with_a_second_in_texas() -> Value {
    let (mut file, _) = example();
    file["sites"].as_array_mut().expect("the study has sites").push(json!({
        "id": "dallas", "name": "Demonstration clinic Dallas", "city": "Dallas", "region": "Texas", "country": "US"
    }));
    file
}

#[test]
fn the_sites_of_the_persons_country_come_first() {
    let (file, _) = example();
    assert_eq!(shown(&file, "IT"), ["milan", "rome", "houston", "pittsburgh"]);
    assert_eq!(shown(&file, "US"), ["houston", "pittsburgh", "milan", "rome"]);
}

#[test]
fn whoever_is_elsewhere_or_nowhere_known_sees_the_order_of_the_file() {
    let (file, listed) = example();
    assert_eq!(shown(&file, ""), listed);
    assert_eq!(shown(&file, "BR"), listed);
}

#[test]
fn the_sites_of_one_region_stand_together_where_its_first_stands() {
    let file = with_a_second_in_texas();
    assert_eq!(shown(&file, ""), ["houston", "dallas", "pittsburgh", "milan", "rome"]);
    assert_eq!(shown(&file, "IT"), ["milan", "rome", "houston", "dallas", "pittsburgh"]);
}

#[test]
fn a_region_of_the_same_name_abroad_is_another() {
    let mut file = with_a_second_in_texas();
    file["sites"][4]["country"] = json!("MX");
    assert_eq!(shown(&file, ""), ["houston", "pittsburgh", "milan", "rome", "dallas"]);
    assert_eq!(shown(&file, "MX"), ["dallas", "houston", "pittsburgh", "milan", "rome"]);
}

#[test]
fn every_site_is_offered_exactly_once() {
    let file = with_a_second_in_texas();
    let all = ["dallas", "houston", "milan", "pittsburgh", "rome"];
    for country in ["", "IT", "US", "BR", "MX"] {
        let mut offered = shown(&file, country);
        offered.sort_unstable();
        assert_eq!(offered, all, "{country}");
    }
}

//! Invented people at the contract's form: what each of them does from the first step to the review.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::intake::Intake;
use crate::referrer::Referrer;
use crate::site::Site;
use crate::study::Study;
use crate::words;

pub const FIRST_SECTION: &str = "A few questions first";
pub const CANDIDATE_SECTION: &str = "Who may the study team contact?";
pub const REFERRER_SECTION: &str = "About you";

pub const PERMISSION: &str = "The person, or their legal representative, has agreed…";
pub const PERMISSION_SELF: &str = "I agree that the study team uses these details…";
pub const PERMISSION_CARER: &str = "I may decide for the person…";
pub const SHARE_PRECHECK: &str = "The person agrees that I also share which…";
pub const SHARE_PRECHECK_OWN: &str = "Also share which…";
pub const SHARE_OUTCOME: &str = "The person agrees that the study team tells me…";
pub const REFERRER_CONTACT: &str = "The study team may use my details…";

/// Who refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Clinician,
    Staff,
    Navigator,
    Themself,
    Carer,
    Partner,
}

impl Who {
    /// The source's id in the study file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Clinician => "clinician",
            Self::Staff => "staff",
            Self::Navigator => "navigator",
            Self::Themself => "self",
            Self::Carer => "carer",
            Self::Partner => "partner",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Clinician => "The treating clinician",
            Self::Staff => "Clinic staff, for a clinician",
            Self::Navigator => "A patient navigator or study coordinator",
            Self::Themself => "The person themself",
            Self::Carer => "A parent, guardian or carer",
            Self::Partner => "A patient organisation",
        }
    }

    /// Whether this source is asked about themself and their clinic.
    pub fn is_asked_about_themself(self) -> bool {
        match self {
            Self::Clinician | Self::Staff | Self::Navigator | Self::Partner => true,
            Self::Themself | Self::Carer => false,
        }
    }

    pub fn required_consents(self) -> &'static [&'static str] {
        match self {
            Self::Clinician | Self::Staff | Self::Navigator | Self::Partner => {
                &[PERMISSION, REFERRER_CONTACT]
            }
            Self::Themself => &[PERMISSION_SELF],
            Self::Carer => &[PERMISSION_CARER],
        }
    }
}

/// The answers to the first section.
#[derive(Debug, Clone)]
pub struct First {
    /// Completed years.
    pub age: i32,
    pub sex: &'static str,
    pub diagnosis: &'static str,
    pub on_emicizumab: &'static str,
    /// Years since it started.
    pub emicizumab_years: i32,
    pub gene_therapy: &'static str,
    pub pregnant: &'static str,
    pub egfr: Option<&'static str>,
}

impl First {
    /// Somebody whom nothing rules out.
    pub fn fitting() -> Self {
        Self {
            age: 38,
            sex: "Female",
            diagnosis: "Congenital haemophilia A",
            on_emicizumab: words::YES,
            emicizumab_years: 2,
            gene_therapy: words::NO,
            pregnant: words::NO,
            egfr: None,
        }
    }
}

/// Opens the contract's form on a page of the customer's site.
pub fn opens_contract(intake: &Intake) -> (Site, Referrer) {
    opens(&Study::contract(intake))
}

/// Opens the form of a study file on a page of the customer's site.
pub fn opens(study: &Study) -> (Site, Referrer) {
    let site = Site::open();
    site.put_study(study.bytes());
    let referrer = Referrer::opens(&site, "customer.html");
    (site, referrer)
}

pub fn starts_as(referrer: &Referrer, who: Who) {
    referrer.begins_as(who.label());
    referrer.arrives_at(FIRST_SECTION);
}

pub fn answers(referrer: &Referrer, first: &First) {
    let (year, month) = month_of_birth(first.age);
    referrer.date("When was the person born?", year, Some(month), None);
    referrer.chooses("Sex", first.sex);
    referrer.chooses("Which diagnosis does the person have?", first.diagnosis);
    referrer.chooses("Is the person treated with emicizumab?", first.on_emicizumab);
    if first.on_emicizumab == words::YES {
        referrer.date(
            "When did emicizumab start?",
            this_year_and_month().0 - first.emicizumab_years,
            Some(5),
            None,
        );
    }
    referrer.chooses("Has the person ever had factor VIII gene therapy?", first.gene_therapy);
    if first.sex == "Female" {
        referrer.chooses("Is the person pregnant, breast-feeding or planning a pregnancy?", first.pregnant);
    }
    if let Some(egfr) = first.egfr {
        referrer.types("Last kidney function (eGFR), if known", egfr);
    }
}

/// Answers the first section, and goes on past what the answers say about the criteria.
pub fn answers_and_goes_on(referrer: &Referrer, first: &First) {
    answers(referrer, first);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::PRECHECK);
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(CANDIDATE_SECTION);
}

/// Says whom the team may contact, by phone.
pub fn gives_contact(referrer: &Referrer, who: Who) {
    referrer.types("Name of the person", "Ada Example");
    if who == Who::Carer {
        referrer.types("Your name", "Cleo Example");
    }
    referrer.chooses("Preferred way of contact", "Phone");
    referrer.types("Phone number", "(212) 555-0123");
    referrer.chooses("May the team leave a message?", words::YES);
    referrer.types("ZIP code", "10001");
}

/// Says who refers.
pub fn introduces_themself(referrer: &Referrer, who: Who) {
    referrer.arrives_at(REFERRER_SECTION);
    referrer.types("Your name", "Sam Example");
    referrer.types("Clinic or organisation", "Example Clinic");
    if who == Who::Staff {
        referrer.types("Clinician you refer for", "R. Example");
    }
    if matches!(who, Who::Clinician | Who::Staff) {
        referrer.types("NPI of the clinician, if you have it", "1234567893");
    }
    referrer.types("Your email address", "sam@clinic.example");
    referrer.presses(words::CONTINUE);
}

/// Ticks the consents, and goes on to the review.
pub fn consents_to(referrer: &Referrer, consents: &[&str]) {
    referrer.arrives_at(words::CONSENT);
    for consent in consents {
        referrer.ticks(consent);
    }
    referrer.presses(words::CONTINUE);
    referrer.arrives_at(words::REVIEW);
}

/// Everything from the first step to the review, with the required consents and these.
pub fn prepares(referrer: &Referrer, who: Who, first: &First, more_consents: &[&str]) {
    starts_as(referrer, who);
    answers_and_goes_on(referrer, first);
    gives_contact(referrer, who);
    referrer.presses(words::CONTINUE);
    if who.is_asked_about_themself() {
        introduces_themself(referrer, who);
    }
    consents_to(referrer, &[who.required_consents(), more_consents].concat());
}

/// A study whose endpoint has not been asked yet, with a complete referral of the person themself in front of its review.
pub fn stands_before_sending(study: &Study) -> (Site, Referrer) {
    let (site, referrer) = opens(study);
    prepares(&referrer, Who::Themself, &First::fitting(), &[]);
    (site, referrer)
}

/// The same for somebody at a browser that is open already.
pub fn stands_again_before_sending(referrer: &Referrer, site: &Site, study: &Study) {
    site.put_study(study.bytes());
    referrer.goes_to(&site.url("customer.html"));
    prepares(referrer, Who::Themself, &First::fitting(), &[]);
}

/// What the form of [`crate::study::registry`] is called.
pub const REGISTER: &str = "A register of people who walk uphill";
pub const NICKNAME: &str = "What may we call you?";
pub const REGISTER_CONSENT: &str = "I agree that the society writes to me.";

/// Everything from the first step of [`crate::study::registry`] to its receipt.
pub fn registers(referrer: &Referrer, nickname: &str) {
    stands_before_registering(referrer, nickname);
    referrer.presses(words::SEND);
    referrer.arrives_at(words::SENT);
}

/// The same as far as its review.
pub fn stands_before_registering(referrer: &Referrer, nickname: &str) {
    referrer.arrives_at(REGISTER);
    referrer.presses(words::START);
    referrer.types(NICKNAME, nickname);
    referrer.ticks("The high hill");
    referrer.presses(words::CONTINUE);
    consents_to(referrer, &[REGISTER_CONSENT]);
}

/// Year and month of birth of somebody who is `age` today whatever the day: half a year from the birthday.
pub fn month_of_birth(age: i32) -> (i32, u8) {
    let (year, month) = this_year_and_month();
    if month > 6 { (year - age, month - 6) } else { (year - age - 1, month + 6) }
}

/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
fn this_year_and_month() -> (i32, u8) {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970").as_secs();
    let days = i64::try_from(seconds / 86_400).expect("days since 1970 are few") + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i32::try_from(year).expect("a year"), u8::try_from(month).expect("a month"))
}

/// A body without what differs between any two referrals: its id and its times.
pub fn without_id_and_times(mut referral: serde_json::Value) -> serde_json::Value {
    referral["id"] = json!("id");
    referral["createdAt"] = json!("time");
    for consent in referral["consents"].as_array_mut().expect("a referral lists its consents") {
        consent["at"] = json!("time");
    }
    referral
}

/// Picks Monday and Wednesday, nine to twelve, on the contact's clock.
pub fn prefers_mornings(referrer: &Referrer) {
    let question = "Best time for a call";
    referrer.ticks_in(question, "Monday");
    referrer.ticks_in(question, "Wednesday");
    referrer.times_in(question, words::FROM, "09:00");
    referrer.times_in(question, words::TO, "12:00");
    referrer.types_in(question, words::TIME_ZONE, "America/New_York");
}

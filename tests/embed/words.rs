//! The widget's own words in English, as a person reads them.
//!
//! Every test takes them from here; texts of a study file stand in the tests themselves.

// Buttons.
pub const START: &str = "Start";
pub const CONTINUE: &str = "Continue";
pub const BACK: &str = "Back";
pub const SEND: &str = "Send";
pub const TRY_AGAIN: &str = "Try again";
pub const SHOW_BODY: &str = "Show exactly what is sent";

// Notes.
pub const PART_MISSING: &str = "The next part of the form could not be fetched.";

// Headings.
pub const WHO_REFERS: &str = "Who is referring?";
pub const PROBLEMS: &str = "There is a problem";
pub const PRECHECK: &str = "What your answers say about the study's criteria";
pub const CONSENT: &str = "Consent";
pub const REVIEW: &str = "Check before you send";
pub const SENT: &str = "Referral sent";
pub const REFUSED: &str = "The referral was not accepted";
pub const NOT_SENT: &str = "The referral has not been sent";
pub const UNCONFIRMED: &str = "We do not know whether the referral arrived";
pub const CHANGED: &str = "The study has changed";
pub const CLOSED: &str = "This study takes no referrals now";

// Outcomes of the precheck.
pub const FITS: &str = "Nothing you answered rules this out";
pub const MAY_NOT_FIT: &str = "Some answers may not match";
pub const TO_BE_LOOKED_AT: &str = "The study team needs to look at some points";
pub const NOT_ALL_ANSWERED: &str = "Some questions are not answered yet";

// Answers.
pub const YES: &str = "Yes";
pub const NO: &str = "No";
pub const NOT_SURE: &str = "Not sure";
pub const DAY: &str = "Day";
pub const MONTH: &str = "Month";
pub const YEAR: &str = "Year";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const TIME_ZONE: &str = "Time zone";

/// A month as it is chosen from a list, 1 to 12.
pub fn month(month: u8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[usize::from(month) - 1]
}

/// The button beside an answer in the review.
pub fn change(question: &str) -> String {
    format!("Change: {question}")
}

/// The reference on the receipt.
pub fn reference(text: &str) -> String {
    format!("Reference: {text}")
}

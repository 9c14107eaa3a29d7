//! The widget's own words in English, as a person reads them.
//!
//! Every test takes them from here; texts of a study file stand in the tests themselves.

// Buttons.
pub const START: &str = "Start";
pub const CONTINUE: &str = "Continue";
pub const BACK: &str = "Back";
pub const SEND: &str = "Send";
pub const TRY_AGAIN: &str = "Try again";
pub const TRY_NOW: &str = "Try now";
pub const STOP: &str = "Stop";
pub const SENDING: &str = "Sending…";
pub const START_OVER: &str = "Start over";
pub const DELETE_ANSWERS: &str = "Delete and start over";
pub const KEEP_ANSWERS: &str = "Keep my answers";
pub const MORE_TIME: &str = "I need more time";
pub const SHOW_BODY: &str = "Show exactly what is sent";
pub const PRINT_RECEIPT: &str = "Print the receipt";
pub const SAVE_RECEIPT: &str = "Save the receipt";
pub const SAVE_DATA: &str = "Save it as data (JSON)";
pub const SAVE_CALENDAR: &str = "Save the times for a call";
pub const REFER_ANOTHER: &str = "Refer another person";
pub const SEE_STATE: &str = "See the state of the referral";
pub const COPY_LINK: &str = "Copy the link";
pub const COPY_REFERENCE: &str = "Copy the reference";
pub const LOOK_AGAIN: &str = "Look again";
pub const NEW_REFERRAL: &str = "Fill in a new referral";
pub const MORE: &str = "More about the study";
pub const CLOSE: &str = "Close";

// What could not be done.
pub const BROKEN_DOWN: &str = "This form has stopped and cannot go on. What you typed is gone.";
pub const COPY_FAILED: &str = "Nothing could be copied here. The text is marked";
pub const SAVE_UNSURE: &str = "If no file was saved, the page around this form does not allow it.";
pub const PRINT_FAILED: &str = "It could not be printed here";
pub const PRINT: &str = "Print a summary";
pub const MAIL: &str = "Email the summary";

// Notes.
pub const TRYING_IN: &str = "Trying again in";
pub const OFFLINE: &str = "You are offline. The referral is sent as soon as there is a network.";
pub const STOP_FIRST: &str = "Press Stop first if you want to change something.";
pub const NOT_BEFORE: &str = "The study team's system asks to try again after";
pub const SAFE: &str = "Sending it again is safe";
pub const MUTE: &str = "the study team's system cannot confirm that to this form.";
pub const EARLIER: &str = "an earlier attempt may have arrived.";
pub const COPIED: &str = "Copied.";
pub const LINK_UNKNOWN: &str =
    "This link is not known, or it no longer works. The contact can tell you more.";
pub const CANNOT_LOOK: &str = "The study team's system cannot be reached now.";
pub const FETCH_FAILED: &str = "The form could not be fetched.";

// Headings.
pub const WHO_REFERS: &str = "Who is referring?";
pub const STILL_THERE: &str = "Are you still there?";
pub const ERROR: &str = "Error:";
pub const PROBLEMS: &str = "There is a problem";
pub const PRECHECK: &str = "What your answers say about the study's criteria";
pub const CONSENT: &str = "Consent";
pub const REVIEW: &str = "Check before you send";
pub const SENT: &str = "Referral sent";
pub const KEPT: &str = "Your referral waits on this device";
pub const ONE_WAITS: &str = "1 referral waits on this device.";
pub const TWO_WAIT: &str = "2 referrals wait on this device.";
pub const WAIT: &str = "on this device.";
pub const SEND_NOW: &str = "Send now";
pub const MAY_HAVE_ARRIVED: &str = "may have arrived. Sent again, it could arrive twice.";
pub const WAITED_TOO_LONG: &str = "has waited too long to be sent by itself.";
pub const WAS_NOT_ACCEPTED: &str = "was not accepted by";
pub const SEND_AGAIN: &str = "Send it again";
pub const SAVE_SEALED: &str = "Save it to a file";
pub const REMOVE_SEALED: &str = "Remove it";
pub const KEEP_SEALED: &str = "Keep it";
pub const REMOVE_FOR_GOOD: &str = "Remove it for good";
pub const FOR_STAFF: &str = "For staff";
pub const STAFF_CODE: &str = "Code for staff";
pub const SHOW_WAITING: &str = "Show what waits";
pub const NOT_THE_CODE: &str = "This is not the code.";
pub const NEXT_CODE_IN_A_MINUTE: &str = "The next one can be tried in 1 minute.";
pub const NOTHING_TO_DECIDE: &str = "There is nothing to decide.";
pub const REFUSED: &str = "The referral was not accepted";
pub const NOT_SENT: &str = "The referral has not been sent";
pub const UNCONFIRMED: &str = "We do not know whether the referral arrived";
pub const STATE: &str = "What became of the referral";
pub const CHANGED: &str = "The study has changed";
pub const CLOSED: &str = "This study takes no referrals now";

pub const CRITERIA: &str = "Who the study is looking for";

// What becomes of the answers.
pub const STAYS: &str = "These answers stay in this browser.";
pub const LEAVES: &str = "These answers leave this browser when you agree and press Send.";
pub const LEAVES_MARKED: &str =
    "Only the answers marked as sent leave this browser, when you agree and press Send.";

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

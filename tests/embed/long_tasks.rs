//! How long the form keeps the page's one thread busy once it is shown.
//!
//! A measurement, not a test: `make bench-typing` prints it beside the keystrokes. Longer than 50 ms is long.

use crate::hostile::register;
use crate::intake::Intake;
use crate::people::{First, REGISTER, Who, opens_contract, prepares, registers};
use crate::referrer::Referrer;
use crate::words;

/// Notes every long task from now on. Source: W3C Long Tasks API.
const WATCH: &str = "
    window.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })";

#[test]
#[ignore = "a measurement: make bench-typing"]
fn once_it_is_shown_it_keeps_nobody_waiting() {
    let intake = Intake::open();
    let (_site, contract) = opens_contract(&intake);
    contract.sees(words::WHO_REFERS);
    contract.page_runs(WATCH);
    prepares(&contract, Who::Themself, &First::fitting(), &[]);
    contract.presses(words::SEND);
    contract.arrives_at(words::SENT);

    let small = Referrer::opens(&register(&intake), "customer.html");
    small.arrives_at(REGISTER);
    small.page_runs(WATCH);
    registers(&small, "Pia");

    println!(
        "\nTasks over 50 ms between the first screen and the receipt, milliseconds each; the driver's own among them"
    );
    for (name, referrer) in [("the contract's study", &contract), ("a study of one section", &small)] {
        println!("{name:<24}{}", referrer.page_runs("return longTasks"));
    }
}

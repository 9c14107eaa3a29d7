//! The calendar file of a contact window: right by the clocks of its zone, and by the letter of RFC 5545.

use proptest::prelude::*;
use referral_form::domain::answer::ContactWindow;
use referral_form::domain::calendar::{minute_of, moment, write};

const ID: &str = "7c6e1f0a-3f0b-4c7d-9a51-6f6f3f0f8f11";
const SUMMARY: &str = "Time for a phone call";

/// A zone that changes its clocks: from `before` to `after` minutes ahead of UTC, at a minute since 1970.
#[derive(Clone, Copy, Debug)]
struct Zone {
    before: i32,
    after: i32,
    at: i32,
}

impl Zone {
    fn ahead(self, minute: i32) -> i32 {
        if minute < self.at { self.before } else { self.after }
    }

    /// What its clocks show at a minute of UTC.
    fn shows(self, minute: i32) -> String {
        moment(minute + self.ahead(minute))
    }
}

/// New York in the spring of 2026: from EST to EDT on 8 March, 02:00.
const SPRING: Zone = Zone { before: -300, after: -240, at: 29_549_220 };
/// New York in the autumn of 2026: from EDT to EST on 1 November, 02:00.
const AUTUMN: Zone = Zone { before: -240, after: -300, at: 29_891_880 };

fn window(days: &[u16], from: &str, to: &str) -> ContactWindow {
    let (from, to) = (from.to_owned(), to.to_owned());
    ContactWindow { days: days.to_vec(), from, to, time_zone: "America/New_York".to_owned() }
}

fn file(window: &ContactWindow, zone: Zone, now: &str) -> String {
    write(window, SUMMARY, ID, now, &|minute| Some(zone.ahead(minute))).expect("the zone is known")
}

/// Reads a file as strictly as RFC 5545 (§3.1, §3.4, §3.6.1) has it: the properties of every entry.
fn read(file: &str) -> Vec<Vec<(String, String)>> {
    let whole = file.strip_suffix("\r\n").expect("the last line ends too");
    assert!(!whole.replace("\r\n", "").contains(['\r', '\n']), "every line ends by CR LF");
    assert!(whole.split("\r\n").all(|it| it.len() <= 75), "a line is longer than 75 octets");
    let unfolded = whole.replace("\r\n ", "");
    let mut lines = unfolded.split("\r\n").map(|it| it.split_once(':').expect("a name and a value"));
    assert_eq!(lines.next(), Some(("BEGIN", "VCALENDAR")));
    let (mut head, mut entries, mut is_over) = (Vec::new(), Vec::<Vec<(String, String)>>::new(), false);
    let mut is_inside = false;
    for (name, value) in lines {
        assert!(!is_over, "something follows the end");
        match (name, value) {
            ("BEGIN", "VEVENT") if !is_inside => (is_inside, _) = (true, entries.push(Vec::new())),
            ("END", "VEVENT") if is_inside => is_inside = false,
            ("END", "VCALENDAR") if !is_inside => is_over = true,
            ("BEGIN" | "END", other) => panic!("{name}:{other} stands where it cannot"),
            (name, value) if is_inside => {
                entries.last_mut().expect("an entry is open").push((name.to_owned(), value.to_owned()));
            }
            (name, _) => head.push(name.to_owned()),
        }
    }
    assert!(is_over);
    assert_eq!(head, ["VERSION", "PRODID"]);
    let mut ids: Vec<&str> = entries.iter().map(|it| value(it, "UID")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), entries.len(), "an id stands twice");
    entries
}

/// The one value of a property.
fn value<'a>(entry: &'a [(String, String)], name: &str) -> &'a str {
    let found: Vec<_> = entry.iter().filter(|it| it.0 == name).collect();
    assert_eq!(found.len(), 1, "{name} in {entry:?}");
    &found[0].1
}

/// A time such as `20261122T090000Z` in minutes since 1970.
fn minute(time: &str) -> i32 {
    assert!(time.len() == 16 && time.ends_with("00Z"), "{time}");
    let [year, month, day, hour, minute] =
        [&time[..4], &time[4..6], &time[6..8], &time[9..11], &time[11..13]];
    minute_of(&format!("{year}-{month}-{day}T{hour}:{minute}")).expect("a time")
}

/// Start and end of every entry, in UTC.
fn times(file: &str) -> Vec<(String, String)> {
    let entry = |it: &Vec<(String, String)>| (value(it, "DTSTART").to_owned(), value(it, "DTEND").to_owned());
    read(file).iter().map(entry).collect()
}

#[test]
fn the_times_of_two_weeks_are_right_on_both_sides_of_a_change_of_clocks() {
    let file = file(&window(&[0, 2], "09:00", "12:00"), AUTUMN, "2026-10-27T15:30:20Z");
    let expected = [
        ("20261028T130000Z", "20261028T160000Z"),
        ("20261102T140000Z", "20261102T170000Z"),
        ("20261104T140000Z", "20261104T170000Z"),
        ("20261109T140000Z", "20261109T170000Z"),
    ];
    let expected = expected.map(|(start, end)| (start.to_owned(), end.to_owned()));
    assert_eq!(times(&file), expected);
    for entry in read(&file) {
        assert_eq!(value(&entry, "DTSTAMP"), "20261027T153020Z");
        assert_eq!(value(&entry, "SUMMARY"), SUMMARY);
    }
}

#[test]
fn a_time_that_the_clocks_leave_out_comes_as_much_later_and_one_that_they_show_twice_the_first_time() {
    let left_out = file(&window(&[6], "02:10", "02:50"), SPRING, "2026-03-06T12:00:00Z");
    assert_eq!(times(&left_out)[0], ("20260308T071000Z".to_owned(), "20260308T075000Z".to_owned()));
    let twice = file(&window(&[6], "01:30", "01:45"), AUTUMN, "2026-10-30T12:00:00Z");
    assert_eq!(times(&twice)[0], ("20261101T053000Z".to_owned(), "20261101T054500Z".to_owned()));
}

#[test]
fn a_window_whose_start_the_clocks_leave_out_moves_as_a_whole() {
    let short = file(&window(&[6], "02:50", "03:10"), SPRING, "2026-03-06T12:00:00Z");
    assert_eq!(times(&short)[0], ("20260308T075000Z".to_owned(), "20260308T081000Z".to_owned()));
    let start_only = file(&window(&[6], "02:50", "09:00"), SPRING, "2026-03-06T12:00:00Z");
    assert_eq!(times(&start_only)[0], ("20260308T075000Z".to_owned(), "20260308T140000Z".to_owned()));
    let end_only = file(&window(&[6], "01:30", "02:10"), SPRING, "2026-03-06T12:00:00Z");
    assert_eq!(times(&end_only)[0], ("20260308T063000Z".to_owned(), "20260308T071000Z".to_owned()));
    // Found by the property below.
    let now = 30_477_935;
    let zone = Zone { before: 255, after: 315, at: now + 12 * 1440 };
    let found = times(&file(&window(&[5], "10:49", "11:13"), zone, &moment(now)));
    assert!(found.iter().all(|(start, end)| minute(end) - minute(start) == 24), "{found:?}");
}

#[test]
fn today_counts_as_long_as_its_time_is_not_over() {
    // A Friday, 11:59 and 12:00 in New York.
    let fridays = window(&[4], "09:00", "12:00");
    assert_eq!(times(&file(&fridays, AUTUMN, "2026-11-06T16:59:00Z")).len(), 2);
    let next = times(&file(&fridays, AUTUMN, "2026-11-06T17:00:00Z"));
    assert_eq!(next, [("20261113T140000Z".to_owned(), "20261113T170000Z".to_owned())]);
}

#[test]
fn long_words_are_folded_between_letters_and_what_has_a_meaning_is_escaped() {
    let summary = format!("电话时间, 请留意; C:\\家\n{}\u{7}é", "😀".repeat(40));
    let window = window(&[0], "09:00", "12:00");
    let file = write(&window, &summary, ID, "2026-11-06T12:00:00Z", &|_| Some(480)).expect("a file");
    for line in file.split("\r\n") {
        assert!(line.len() <= 75);
    }
    let entry = &read(&file)[0];
    let escaped = format!("电话时间\\, 请留意\\; C:\\\\家\\n{}é", "😀".repeat(40));
    assert_eq!(value(entry, "SUMMARY"), escaped);
}

#[test]
fn without_a_known_zone_there_is_no_file() {
    assert_eq!(write(&window(&[0], "09:00", "12:00"), SUMMARY, ID, "2026-11-06T12:00:00Z", &|_| None), None);
}

proptest! {
    #[test]
    fn whatever_the_zone_does_its_clocks_show_the_window(
        days in proptest::collection::btree_set(0u16..7, 1..=7),
        from in 0..1438i32,
        length in 1..600i32,
        // From Baker Island to Kiritimati, on the quarters of an hour that zones use.
        quarters in -48..=56i32,
        change in prop_oneof![Just(-60), Just(-30), Just(30), Just(60)],
        now in 29_000_000..31_000_000i32,
        later in -2..16i32,
    ) {
        let to = (from + length).min(1439);
        let zone = Zone { before: quarters * 15, after: quarters * 15 + change, at: now + later * 1440 };
        let clock = |minutes: i32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let days: Vec<u16> = days.into_iter().collect();
        let entries = times(&file(&window(&days, &clock(from), &clock(to)), zone, &moment(now)));
        // Every chosen day comes once a week; what is over of today is gone.
        prop_assert!(entries.len() >= days.len() * 2 - 1 && entries.len() <= days.len() * 2);
        for (start, end) in entries {
            let (start, end) = (minute(&start), minute(&end));
            prop_assert!(end > now && start < end);
            let shown = zone.shows(start);
            let local = start + zone.ahead(start);
            let weekday = (local.div_euclid(1440) + 3).rem_euclid(7) as u16;
            let is_left_out = change > 0 && (zone.at..zone.at + change).contains(&start);
            prop_assert!(shown[11..16] == clock(from) || is_left_out, "{shown}");
            prop_assert!(days.contains(&weekday) || is_left_out, "{shown}");
        }
    }
}

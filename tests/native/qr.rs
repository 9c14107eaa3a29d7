//! `referral-form qr`: what a telephone reads from the picture, and which addresses get none.

use std::process::{Command, Output};

use rqrr::PreparedImage;

/// Pixels to a module.
const SCALE: usize = 4;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_referral-form"))
        .arg("qr")
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

/// What stands between two texts.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("{start} is not in {text}")).1;
    rest.split_once(end).expect("it ends").0
}

/// The modules as a viewer of SVG draws them; true is dark.
fn drawn(svg: &str) -> Vec<Vec<bool>> {
    let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().expect("a number");
    let mut modules = vec![vec![false; side]; side];
    for run in between(svg, " d=\"", "\"").split_terminator('z') {
        let (place, length) = run.strip_prefix('M').and_then(|it| it.split_once('h')).expect("a run");
        let (x, y) = place.split_once(' ').expect("a place");
        let (length, back) = length.split_once("v1h-").expect("one module high");
        assert_eq!(length, back, "a run is a rectangle");
        let (x, y, length): (usize, usize, usize) =
            (x.parse().expect("x"), y.parse().expect("y"), length.parse().expect("length"));
        modules[y][x..x + length].fill(true);
    }
    modules
}

/// What a reader of another make finds.
fn read(modules: &[Vec<bool>]) -> (rqrr::MetaData, String) {
    let side = modules.len() * SCALE;
    let mut picture = PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        if modules[y / SCALE][x / SCALE] { 0 } else { 255 }
    });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().expect("it can be read")
}

#[test]
fn a_telephone_reads_the_address_letter_by_letter() {
    let addresses = [
        ("https://clinic.example/", "https://clinic.example/"),
        (
            "https://clinic.example/studies/hay-fever?referral-code=WARD-7&site=a%20b#form",
            "https://clinic.example/studies/hay-fever?referral-code=WARD-7&site=a%20b#form",
        ),
        (
            "https://krankenhaus-münchen.example/Übersicht",
            "https://xn--krankenhaus-mnchen-y6b.example/%C3%9Cbersicht",
        ),
    ];
    for (typed, read_as) in addresses {
        let output = run(&[typed, "--size", "50"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let svg = text(&output.stdout);
        assert!(svg.contains("width=\"50mm\" height=\"50mm\""), "{svg}");
        let title = between(&svg, "<title>", "</title>").replace("&amp;", "&");
        assert_eq!(title, format!("QR code: {read_as}"));
        let modules = drawn(&svg);
        let (about, found) = read(&modules);
        assert_eq!(found, read_as);
        // Level M is written as 00. Source: ISO/IEC 18004, format information.
        assert_eq!(about.ecc_level, 0);
        let is_clear = |row: &Vec<bool>| !row.contains(&true);
        assert!(
            modules[..4].iter().chain(&modules[modules.len() - 4..]).all(is_clear),
            "a quiet zone above and below"
        );
        assert!(
            modules.iter().all(|it| !it[..4].contains(&true) && !it[it.len() - 4..].contains(&true)),
            "and beside"
        );
    }
}

#[test]
fn an_address_where_the_form_would_not_show_gets_no_picture() {
    for address in [
        "http://clinic.example/",
        "clinic.example",
        "mailto:desk@study.example",
        "https://name:word@clinic.example/",
    ] {
        let output = run(&[address]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()), "{address}");
    }
}

#[test]
fn what_is_hard_to_read_is_warned_of() {
    let here = run(&["http://127.0.0.1:8080/"]);
    assert!(here.status.success() && text(&here.stderr).contains("this computer only"));
    let long = format!("https://clinic.example/{}", "a".repeat(200));
    let long = run(&[&long, "--size", "20", "--title", "Where to <read> on"]);
    assert!(
        text(&long.stderr).contains("a shorter one") && text(&long.stderr).contains("--size 2"),
        "{}",
        text(&long.stderr)
    );
    assert!(text(&long.stdout).contains("<title>Where to &lt;read&gt; on</title>"));
    assert_eq!(run(&[&format!("https://clinic.example/{}", "a".repeat(4000))]).status.code(), Some(1));
}

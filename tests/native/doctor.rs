//! `referral-form doctor` as whoever publishes a page runs it, against real servers with one fault each.

mod site;

use std::fs;
use std::path::Path;

use crate::probe::http::Reply;
use site::{ENDPOINT, PAGE, Report, Site, good, study};

#[test]
fn a_page_as_the_readme_shows_it_runs_under_the_policy_that_the_report_ends_with() {
    let report = Report::of(&Site::new().open(PAGE), &[]);
    report.expect_free();
    report.expect("ok", "page", "on this computer");
    report.expect("ok", "element", "has a contact");
    report.expect("ok", "study", "study.json (SMALL)");
    report.expect("ok", "file", "referral-form-engine_bg.wasm (1 kB, br)");
    report.expect("unproven", "endpoint", "referral-form probe");
    report.expect("ok", "policy", "none");
    let policy = format!("default-src 'none'; style-src 'none'; {}", report.policy());
    assert!(policy.contains(&format!("connect-src 'self' {ENDPOINT}")), "{policy}");
    let strict = Report::of(&Site::new().says("Content-Security-Policy", &policy).open(PAGE), &[]);
    strict.expect_free();
    strict.expect("ok", "policy", "lets through");
}

#[test]
fn every_line_of_a_policy_that_is_in_the_way_is_named_with_what_belongs_there() {
    let connect = format!("connect-src 'self' {ENDPOINT}");
    let rows = [
        ("script-src 'none'", "Write script-src 'self' 'wasm-unsafe-eval'"),
        ("script-src-elem https://a.example; script-src 'wasm-unsafe-eval'", "Add 'self' to script-src-elem"),
        ("script-src 'nonce-abc' 'wasm-unsafe-eval'", "Give the script's tag the page's nonce"),
        (
            "script-src 'strict-dynamic' 'nonce-abc' 'self' 'wasm-unsafe-eval'",
            "Give the script's tag the page's nonce",
        ),
        (
            "default-src 'self' 'wasm-unsafe-eval'",
            "Add a directive: connect-src 'self' https://intake.study.example",
        ),
        ("connect-src 'self' https://*.other.example", "keeps out https://intake.study.example. Add"),
        (
            "script-src 'self' 'wasm-unsafe-eval', connect-src 'none'",
            "Write connect-src 'self' https://intake.study.example",
        ),
    ];
    for (policy, words) in rows {
        let report = Report::of(&Site::new().says("Content-Security-Policy", policy).open(PAGE), &[]);
        report.expect("blocked", "policy", words);
        assert_eq!(report.code, Some(1), "{policy}");
        let only_told =
            Report::of(&Site::new().says("Content-Security-Policy-Report-Only", policy).open(PAGE), &[]);
        only_told.expect("warn", "policy", "would keep out");
        only_told.expect_free();
    }
    let nonce = format!("script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; {connect}");
    let page = PAGE.replace("<script ", "<script nonce=\"abc\" ");
    let html_page = page.replace(
        "<title>",
        &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{nonce}\"><title>"),
    );
    Report::of(&Site::new().says("Content-Security-Policy", &nonce).open(&page), &[]).expect_free();
    Report::of(&Site::new().open(&html_page), &[]).expect_free();
    let meta = Report::of(&Site::new().open(&html_page.replace("nonce=\"abc\" ", "")), &[]);
    meta.expect("blocked", "policy", "<meta> Content-Security-Policy: \"script-src 'nonce-abc'");
}

#[test]
fn a_policy_that_refuses_webassembly_alone_leaves_the_form_as_javascript() {
    let refused = || Site::new().says("Content-Security-Policy", "script-src 'self'");
    let report = Report::of(&refused().open(PAGE), &[]);
    report.expect_free();
    report.expect(
        "warn",
        "policy",
        "\"script-src 'self'\" keeps out 'wasm-unsafe-eval'. Add 'wasm-unsafe-eval' to script-src; the form runs without it, as JavaScript",
    );
    report.expect("ok", "file", "referral-form-engine-javascript.js");
    assert!(!report.lines.iter().any(|it| it.contains(".wasm")), "{:?}", report.lines);
    let report =
        Report::of(&refused().with("referral-form-engine-javascript.js", Reply::new(404)).open(PAGE), &[]);
    report.expect("blocked", "file", "engine-javascript.js: answered 404");
}

#[test]
fn a_sandbox_a_frame_and_trusted_types_are_judged_too() {
    let sandbox = "sandbox allow-scripts allow-downloads";
    let alone = Report::of(&Site::new().says("Content-Security-Policy", sandbox).open(PAGE), &[]);
    alone.expect("warn", "sandbox", "the page's origin is \"null\"");
    alone.expect("warn", "sandbox", "need allow-modals allow-popups");
    alone.expect("blocked", "file", "Send Access-Control-Allow-Origin: null");
    let shared =
        Site::new().shares("access-control-allow-origin", "*").says("Content-Security-Policy", sandbox);
    Report::of(&shared.open(PAGE), &[]).expect_free();
    let mute = Report::of(&Site::new().says("Content-Security-Policy", "sandbox").open(PAGE), &[]);
    mute.expect("blocked", "sandbox", "Add allow-scripts");

    let framed = ["--framed-by", "https://clinic.example"];
    let refused = Site::new().says("Content-Security-Policy", "frame-ancestors 'self'").open(PAGE);
    Report::of(&refused, &framed).expect("blocked", "frame", "keeps out https://clinic.example");
    Report::of(&refused, &[]).expect_free();
    let old = Site::new().says("X-Frame-Options", "DENY").open(PAGE);
    Report::of(&old, &framed).expect("blocked", "frame", "X-Frame-Options: DENY");
    let both = Site::new()
        .says("X-Frame-Options", "DENY")
        .says("Content-Security-Policy", "frame-ancestors https://*.example");
    Report::of(&both.open(PAGE), &framed).expect("ok", "frame", "may show the page");

    let types = Site::new().says("Content-Security-Policy", "require-trusted-types-for 'script'");
    let types = types
        .open(&format!("{PAGE}<script type=\"module\" src=\"widget/referral-form-offline.js\"></script>"));
    let types = Report::of(&types, &[]);
    types.expect("ok", "policy", "trusted types");
    types.expect("blocked", "offline", "the worker serves pages in");
    types.expect("blocked", "offline", "require-trusted-types-for");
}

#[test]
fn a_mistake_in_the_tag_is_told_with_what_to_write() {
    let script = |attributes: &str| format!("<script {attributes}></script>");
    let from = "src=\"widget/referral-form.js\"";
    let rows = [
        (
            script(&format!("{from} data-study=\"study.json\" defer")),
            "blocked",
            "script",
            "type=\"module\" (defer does not",
        ),
        (script("type=\"module\" data-study=\"study.json\""), "blocked", "script", "has no src"),
        (
            script(&format!("type=\"module\" {from} study=\"study.json\"")),
            "blocked",
            "script",
            "Write data-study",
        ),
        (
            script(&format!("type=\"module\" {from} data-study=\"study.json\"")),
            "warn",
            "script",
            "nothing shows",
        ),
        (
            script(&format!("type=\"module\" {from} data-study=\"study.json\" data-target=\"#here\"")),
            "unproven",
            "script",
            "matches data-target=\"#here\"",
        ),
        (
            format!(
                "<div id=here></div>{}",
                script(&format!("type=\"module\" {from} data-study=\"study.json\" data-target=\"#here\""))
            ),
            "ok",
            "script",
            "goes into #here",
        ),
        (script(&format!("type=\"module\" {from} data-study=\"#file\"")), "blocked", "script", "the id file"),
        (
            PAGE.replace("study=", "data-study="),
            "blocked",
            "element",
            "Write study=\"…\" in place of data-study",
        ),
        (PAGE.replace("+1 212 555 0142", "us"), "warn", "element", "no telephone number"),
        (PAGE.replace("study.json\">", "study.json\"/>"), "blocked", "element", "does not end there"),
        (PAGE.replace("module", "text/javascript"), "blocked", "script", "is not read as a module"),
        ("<p>No form here.".to_owned(), "unproven", "script", "--script URL"),
        (format!("<template>{PAGE}</template>"), "unproven", "element", "--study URL"),
    ];
    for (html, level, about, words) in rows {
        let report = Report::of(&Site::new().open(&html), &[]);
        report.expect(level, about, words);
        assert_eq!(report.code, Some(i32::from(level == "blocked")), "{html}");
    }
    let by_script = ["--script", "widget/referral-form.js", "--study", "study.json"];
    let report = Report::of(&Site::new().open("<p>No form here."), &by_script);
    report.expect_free();
    report.expect("ok", "study", "SMALL");
}

#[test]
fn a_file_that_the_page_cannot_use_is_told_with_the_header_that_mends_it() {
    let wasm = "referral-form-engine_bg.wasm";
    let rows = [
        (wasm, Reply::new(404), "blocked", "Copy all files that begin with referral-form"),
        (wasm, good("text/html", "<p>Not found"), "blocked", "is a page of text"),
        (wasm, good("application/octet-stream", "\0asm"), "warn", "Send Content-Type: application/wasm"),
        (
            wasm,
            good("application/wasm", vec![0; 90_000]),
            "warn",
            "not compressed: referral-form-engine_bg.wasm (90 kB)",
        ),
        (
            wasm,
            Reply::new(200).body("application/wasm", "\0asm"),
            "warn",
            "every visit: referral-form-engine_bg.wasm. Send an ETag",
        ),
        (wasm, Reply::new(404), "blocked", "engine_bg.wasm: answered 404"),
        ("referral-form-engine.js", good("text/plain", ""), "blocked", "Send Content-Type: text/javascript"),
        (
            "referral-form.js",
            good("application/octet-stream", ""),
            "blocked",
            "Send Content-Type: text/javascript",
        ),
        (
            "referral-form.js",
            good("text/javascript", "").header("cache-control", "max-age=31536000"),
            "warn",
            "shorter max-age",
        ),
    ];
    for (name, reply, level, words) in rows {
        let report = Report::of(&Site::new().with(name, reply).open(PAGE), &[]);
        report.expect(level, "file", words);
        assert_eq!(report.code, Some(i32::from(level == "blocked")), "{name}: {words}");
    }
    let page = PAGE.replace("type=", "integrity=\"sha256-AAAA\" type=");
    Report::of(&Site::new().open(&page), &[]).expect("blocked", "script", "its integrity does not fit");
}

#[test]
fn a_study_file_that_the_page_pins_is_held_against_its_digest() {
    let pinned = |digest: &str| PAGE.replace("study=\"", &format!("study-integrity=\"{digest}\" study=\""));
    let other = format!("sha384-{}", "A".repeat(64));
    let report = Report::of(&Site::new().open(&pinned(&other)), &[]);
    report.expect("blocked", "study", "its study-integrity does not fit the file");
    let told = report.told("study", "For the file that lies there: ");
    let fitting = format!("{other} {told}");
    Report::of(&Site::new().open(&pinned(&fitting)), &[]).expect(
        "ok",
        "study",
        "its study-integrity (sha384) fits",
    );
    for none in ["sha384", "md5-AAAA", &told[..told.len() - 1]] {
        let report = Report::of(&Site::new().open(&pinned(none)), &[]);
        report.expect("blocked", "study", "in study-integrity is no digest");
        assert_eq!(report.told("study", "For the file that lies there: "), told);
    }
    let tag = format!(
        "<script type=\"module\" src=\"widget/referral-form.js\" data-study=\"study.json\" data-study-integrity=\"{other}\">"
    );
    let report =
        Report::of(&Site::new().open(&format!("<!doctype html><title>A study</title>{tag}</script>")), &[]);
    report.expect("blocked", "study", "its study-integrity does not fit the file");
}

#[test]
fn files_on_another_origin_have_to_let_the_page_in() {
    let elsewhere = |site: Site| site.open("").replace("page.html", "widget/");
    let closed = PAGE.replace("widget/", &elsewhere(Site::new()));
    let report = Report::of(&Site::new().open(&closed), &[]);
    report.expect("blocked", "file", "referral-form.js: the answer has no Access-Control-Allow-Origin");
    let there = elsewhere(Site::new().shares("access-control-allow-origin", "*"));
    let open = PAGE.replace("widget/", &there);
    let report = Report::of(&Site::new().open(&open), &[]);
    report.expect_free();
    assert!(report.policy().contains(there.trim_end_matches("/widget/")), "{}", report.policy());
    let cookies = open.replace("type=", "crossorigin=\"use-credentials\" type=");
    Report::of(&Site::new().open(&cookies), &[]).expect("blocked", "script", "Take it out");
    // A redirect leads to the files' true place, which is what a policy has to name.
    let led = Site::new()
        .with("referral-form.js", Reply::new(302).header("location", format!("{there}referral-form.js")))
        .says("Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'");
    let report = Report::of(&led.open(PAGE), &[]);
    report.expect("blocked", "policy", &format!("Add {} to script-src", there.trim_end_matches("/widget/")));
}

#[test]
fn the_study_file_is_read_as_the_form_reads_it() {
    let mut broken = study();
    broken["sources"] = serde_json::json!([]);
    let mut paused = study();
    paused["study"]["status"] = "paused".into();
    let rows = [
        (good("application/json", broken.to_string()), "blocked", "the first: /sources: this list is empty"),
        (good("application/json", paused.to_string()), "warn", "only the contact shows"),
        (Reply::new(403), "blocked", "answered 403"),
    ];
    for (reply, level, words) in rows {
        let mut site = Site::new();
        site.put("/study.json", reply);
        Report::of(&site.open(PAGE), &[]).expect(level, "study", words);
    }
    let inline = format!("<script type=\"application/json\" id=\"file\">{}</script>", study());
    let inline = format!("{}{inline}", PAGE.replace("study.json", "#file"));
    Report::of(&Site::new().open(&inline), &[]).expect("ok", "study", "on the page (SMALL)");
}

#[test]
fn the_pages_that_the_form_is_tested_on_are_found_well() {
    for name in
        ["accessibility", "customer", "hostile-styles", "kiosk", "offline", "two-widgets", "with-children"]
    {
        let html = fs::read_to_string(format!("tests/host-pages/{name}.html")).expect("the page is there");
        Report::of(&Site::new().open(&html), &[]).expect_free();
    }
}

#[test]
fn a_saved_page_leaves_open_what_only_its_server_knows() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("doctor.html");
    fs::write(&file, PAGE).expect("a file can be written");
    let file = file.to_str().expect("the path is text");
    let report = Report::of(file, &[]);
    report.expect("warn", "page", "--at https://");
    report.expect("unproven", "headers", "a saved page has none");
    report.expect("unproven", "file", "referral-form.js is looked for once the page has an address");
    assert_eq!(report.code, Some(0));
    let placed = Report::of(file, &["--at", &Site::new().open("")]);
    placed.expect_free();
    placed.expect("ok", "study", "SMALL");
    Report::of(file, &["--at", "http://clinic.example/"]).expect("blocked", "page", "not https");
    let missing = Report::of("no-such-page.html", &[]);
    assert_eq!((missing.code, missing.lines.len()), (Some(1), 1));
}

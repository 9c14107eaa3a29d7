//! The widget and the study files.

use std::fs;

use super::server::{Server, empty_directory};

#[test]
fn the_built_widget_comes_with_its_content_types() {
    let directory = empty_directory("widget");
    fs::create_dir_all(directory.join("dist")).expect("a directory can be made");
    let files = [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("referral-form.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "referral-form-0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("referral-form-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
    ];
    for (name, ..) in files {
        fs::write(directory.join("dist").join(name), name).expect("a file can be written");
    }
    fs::write(directory.join("secret.txt"), "secret").expect("a file can be written");
    let server = Server::start_in(directory, &[]);
    for (name, content_type, cache) in files {
        let reply = server.get(&format!("/{name}"));
        assert_eq!((reply.status, reply.body.as_str()), (200, name));
        assert_eq!(
            (reply.header("content-type"), reply.header("cache-control")),
            (Some(content_type), Some(cache))
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(server.get("/").body, "index.html");
    for path in [
        "/missing.js",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/dist/../../secret.txt",
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.body.contains("secret"), "{path}");
    }
}

#[test]
fn study_files_send_to_this_server_and_stay_the_same_otherwise() {
    let directory = empty_directory("study");
    let study =
        "{\n  \"version\": 1,\n  \"endpoint\": { \"url\": \"https://intake.study.example/referrals\" }\n}\n";
    fs::create_dir_all(directory.join("examples/second")).expect("a directory can be made");
    fs::write(directory.join("study.json"), study).expect("a file can be written");
    fs::write(directory.join("examples/second/study.json"), study).expect("a file can be written");
    let server = Server::start_in(directory, &[]);
    let expected = study
        .replace("https://intake.study.example/referrals", &format!("{}/api/referrals", server.origin()));
    for path in ["/study.json", "/examples/second/study.json"] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.body.as_str()), (200, expected.as_str()));
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
    }
    assert_eq!(server.get("/examples/..%2f..%2fstudy.json").status, 404);
}

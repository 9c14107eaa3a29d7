//! The form's own files beside its loader: whether they are there, whether the page may use them, and how they travel.

use std::collections::BTreeSet;

use content_security_policy::Url;
use referral_form::domain::base64url;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::fetch::{Fault, Fetched, Want, fetch};
use super::markup::Loader;
use super::page::Page;
use super::policy::{Kind, Needs, Tag};
use crate::finding::{Finding, foreign};

const ABOUT: &str = "file";

/// The glue between the loader and the engine.
const GLUE: &str = "referral-form-engine.js";

/// The parts of the engine; each is `referral-form-engine_NAME.wasm`.
pub const PARTS: [&str; 5] = ["bg", "later", "outbox", "sealing", "status"];

/// Media types under which browsers run a module. Source: HTML Standard, JavaScript MIME type essence match.
const JAVASCRIPT: [&str; 5] = [
    "application/ecmascript",
    "application/javascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
];

/// Largest file of which the size is told, in bytes.
const FILE_MAX_BYTES: usize = 4_000_000;

/// Smallest file that is worth compressing, in bytes.
const WORTH_BYTES: usize = 4_000;

/// For how long a loader may be kept: an update reaches visitors only then, in seconds.
const LOADER_MAX_AGE: u64 = 7 * 24 * 60 * 60;

/// Fetches the files of every copy of the form, and the catalogues of these languages.
pub fn judge(
    page: &Page,
    loaders: &[Loader],
    languages: &BTreeSet<&str>,
    needs: &mut Needs,
    findings: &mut Vec<Finding>,
) {
    let mut seen: BTreeSet<&Url> = BTreeSet::new();
    for loader in loaders {
        // Each tag is held against the policy; the files behind it are fetched once.
        let is_new = seen.insert(&loader.url);
        needs.has_engine = true;
        let script = Want { destination: "script", max_bytes: FILE_MAX_BYTES, is_packed: false };
        let got = if is_new { get(page, &loader.url, script, findings) } else { None };
        let hops = got.as_ref().map_or_else(|| vec![loader.url.clone()], |it| it.hops.clone());
        let base = hops.last().expect("there is one").clone();
        needs.add(hops, Kind::Script(loader.tag.clone()));
        // The glue is asked for with the nonce of the loader's tag, and without its integrity.
        let descendant = Tag { integrity: String::new(), ..loader.tag.clone() };
        if !is_new {
            let url = beside(&base, GLUE);
            needs.add(vec![url], Kind::Script(descendant));
            continue;
        }
        if let Some(got) = &got {
            findings.push(Finding::works(ABOUT, got.url().as_str()));
            is_module(got, findings);
            with_cookies(page, loader, got, findings);
            findings.extend(is_unchanged(&loader.tag.integrity, &got.answer.body));
            findings.extend(keeping(got, true));
        }
        let packed = Want { is_packed: true, ..script };
        let url = beside(&base, GLUE);
        let glue = get(page, &url, packed, findings);
        if let Some(got) = &glue {
            is_module(got, findings);
            travel(got, findings);
        }
        needs.add(glue.map_or_else(|| vec![url], |it| it.hops), Kind::Script(descendant));
        let fetched = Want { destination: "empty", max_bytes: FILE_MAX_BYTES, is_packed: true };
        for part in PARTS {
            let url = beside(&base, &format!("referral-form-engine_{part}.wasm"));
            let got = get(page, &url, fetched, findings);
            if let Some(got) = &got {
                is_wasm(got, part == "bg", findings);
                travel(got, findings);
            }
            needs.add(got.map_or_else(|| vec![url], |it| it.hops), Kind::Connection);
        }
        for language in languages {
            let url = beside(&base, &format!("referral-form-{language}.json"));
            let got = get(page, &url, fetched, findings);
            if let Some(got) = &got {
                travel(got, findings);
            }
            needs.add(got.map_or_else(|| vec![url], |it| it.hops), Kind::Connection);
        }
    }
}

/// The address of a file in the same folder.
pub fn beside(loader: &Url, name: &str) -> Url {
    loader.join(name).expect("a name is an address beside another one")
}

/// Fetches a file of the form, and says why the page does not get it.
pub fn get(page: &Page, url: &Url, want: Want, findings: &mut Vec<Finding>) -> Option<Fetched> {
    match fetch(page, url, want) {
        Ok(got) => Some(got),
        Err(Fault::Nowhere) => {
            findings.push(Finding::unproven(
                ABOUT,
                format!("{} is looked for once the page has an address", last(url)),
            ));
            None
        }
        Err(Fault::Wrong(why)) => {
            let copy = if why.contains("answered 4") {
                ". Copy all files that begin with referral-form there"
            } else {
                ""
            };
            findings.push(Finding::blocks(ABOUT, format!("{why}{copy}")));
            None
        }
    }
}

/// A browser runs no module that comes as something else.
pub fn is_module(got: &Fetched, findings: &mut Vec<Finding>) {
    let media_type = got.media_type();
    if !JAVASCRIPT.contains(&media_type.as_str()) {
        let text = format!(
            "{} comes as {:?}, and does not run. Send Content-Type: text/javascript",
            got.url(),
            foreign(&media_type)
        );
        findings.push(Finding::blocks(ABOUT, text));
    }
}

/// A part that comes as something else is compiled late; a page of text in its place not at all.
fn is_wasm(got: &Fetched, is_first: bool, findings: &mut Vec<Finding>) {
    let media_type = got.media_type();
    if media_type.starts_with("text/html") {
        findings.push(Finding::blocks(
            ABOUT,
            format!("{} is a page of text. Copy all files that begin with referral-form there", got.url()),
        ));
    } else if is_first && media_type != "application/wasm" {
        let text = format!(
            "{} comes as {:?}, and starts later. Send Content-Type: application/wasm",
            got.url(),
            foreign(&media_type)
        );
        findings.push(Finding::warns(ABOUT, text));
    }
}

/// What is asked for with cookies may not be let in by an asterisk. Source: Fetch Standard, CORS check.
fn with_cookies(page: &Page, loader: &Loader, got: &Fetched, findings: &mut Vec<Finding>) {
    let says = |name: &str| got.answer.header(name).unwrap_or_default();
    let is_shown =
        says("access-control-allow-origin") != "*" && says("access-control-allow-credentials") == "true";
    if loader.has_credentials && !page.is_at_home(got.url()) && !is_shown {
        findings.push(Finding::blocks(
            "script",
            "crossorigin=\"use-credentials\" asks for more than the server allows. Take it out",
        ));
    }
}

/// Holds the loader against its `integrity`. Source: Subresource Integrity (W3C): the strongest algorithm counts.
fn is_unchanged(integrity: &str, bytes: &[u8]) -> Option<Finding> {
    const ABOUT: &str = "script";
    let plain = |it: &str| it.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let tokens = || integrity.split_ascii_whitespace().filter_map(|it| it.split('?').next()?.split_once('-'));
    let strongest =
        ["sha512", "sha384", "sha256"].into_iter().find(|name| tokens().any(|it| it.0 == *name))?;
    let digest = match strongest {
        "sha512" => base64url::encode(&Sha512::digest(bytes)),
        "sha384" => base64url::encode(&Sha384::digest(bytes)),
        _ => base64url::encode(&Sha256::digest(bytes)),
    };
    Some(match tokens().any(|(name, value)| name == strongest && plain(value) == digest) {
        true => Finding::works(ABOUT, format!("its integrity ({strongest}) fits the file")),
        false => Finding::blocks(
            ABOUT,
            "its integrity does not fit the file, so a browser refuses it. Write the digest of the release that lies there",
        ),
    })
}

/// Says how a file travels, and what a server could do better.
fn travel(got: &Fetched, findings: &mut Vec<Finding>) {
    let size = got.answer.body.len();
    let coding = got.answer.header("content-encoding").filter(|it| it != "identity");
    let kb = size.div_ceil(1000);
    if coding.is_none() && size >= WORTH_BYTES {
        let text =
            format!("{} is sent as it is ({kb} kB). Let the server compress it (br or gzip)", got.url());
        findings.push(Finding::warns(ABOUT, text));
    } else {
        let coding = coding.map(|it| format!(", {}", foreign(&it))).unwrap_or_default();
        findings.push(Finding::works(ABOUT, format!("{} ({kb} kB{coding})", got.url())));
    }
    findings.extend(keeping(got, false));
}

/// Says what a browser makes of the caching headers.
fn keeping(got: &Fetched, is_loader: bool) -> Option<Finding> {
    let control = got.answer.header("cache-control").unwrap_or_default().to_ascii_lowercase();
    let seconds = control.split(',').find_map(|it| it.trim().strip_prefix("max-age=")?.parse::<u64>().ok());
    let is_known = got.answer.header("etag").or_else(|| got.answer.header("last-modified")).is_some();
    if is_loader && seconds.is_some_and(|it| it > LOADER_MAX_AGE) {
        let text = format!(
            "{} is kept for more than a week, and so is an old release. Send a shorter max-age",
            got.url()
        );
        return Some(Finding::warns(ABOUT, text));
    }
    let again = if control.contains("no-store") {
        "Cache-Control: no-store"
    } else if seconds.is_none() && !is_known {
        "no ETag, no Last-Modified and no max-age"
    } else {
        return None;
    };
    let text = format!("{} has {again}: every visit fetches it anew. Send an ETag", got.url());
    (!is_loader).then(|| Finding::warns(ABOUT, text))
}

fn last(url: &Url) -> String {
    url.path_segments().and_then(|mut it| it.next_back()).unwrap_or_default().to_owned()
}

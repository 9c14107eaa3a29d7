//! The form on WordPress, as `docs/recipes/wordpress.md` says: `make test-wordpress`.
//!
//! A real one, with a database of its own, on loopback. What its people do goes through its own pages and its REST interface, by which its
//! editor saves; whoever reads a page and fills in the form has a browser of their own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::browser::{free_port, until};
use crate::intake::Intake;
use crate::people::{First, Who, prepares};
use crate::referrer::Referrer;
use crate::site::{Site, dist};
use crate::study::Study;
use crate::words;

/// The narrowest screen that the form is made for, and one at which the theme has its full width. CSS pixels.
const WIDTHS: [u32; 2] = [320, 1000];

/// Ends, and is deleted, with the value.
struct WordPress {
    process: Child,
    folder: PathBuf,
    url: String,
}

impl WordPress {
    fn start(name: &str) -> Self {
        let port = free_port();
        // Not below the target directory: the name of a socket has 107 characters at most.
        let folder = std::env::temp_dir().join(format!("referral-form-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
        let mut process = Command::new(here().join("start.sh"))
            .arg(&folder)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell starts");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let said: Vec<String> = output.lines().map_while(Result::ok).take(2).collect();
        assert_eq!(said.last().map(String::as_str), Some("ready"), "{said:?}; {}", log(&folder));
        Self { process, folder, url: format!("http://127.0.0.1:{port}") }
    }

    /// Puts the form's files and a study file into the folder `referral-form` of the web server, as by the host's file manager.
    fn has_files_of_its_own(&self, study: &Study) {
        let files = self.folder.join("www/referral-form");
        copy(&dist(), &files);
        std::fs::write(files.join("study.json"), study.bytes()).expect("the folder can be written to");
    }

    /// Somebody with an account, in a browser of their own, with the administration before them.
    fn signs_in(&self, name: &str) -> Referrer {
        let referrer = self.opens("/wp-login.php");
        referrer.page_runs(&format!(
            "document.getElementById('user_login').value = '{name}'; document.getElementById('user_pass').value = 'secret'"
        ));
        clicks(&referrer, "#wp-submit");
        until(
            || format!("{name} was to be let in: {}", referrer.page_text()),
            || {
                (referrer.page_runs("return location.pathname.startsWith('/wp-admin/')") == true)
                    .then_some(())
            },
        );
        referrer
    }

    /// Somebody without an account, in a browser of their own.
    fn opens(&self, path: &str) -> Referrer {
        let referrer = Referrer::opens(&Site::open(), "static.html");
        referrer.goes_to(&format!("{}{path}", self.url));
        referrer
    }

    /// Somebody refers themself on a page that they opened, after a look at it on a narrow and a wide screen.
    fn takes_a_referral(&self, referrer: &Referrer, intake: &Intake, picture: &str) {
        for width in WIDTHS {
            referrer.browser().is_sized(width, 900);
            referrer.sees(words::WHO_REFERS);
            referrer.sees_no_horizontal_scroll();
            let file =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("wordpress-{picture}-{width}.png"));
            std::fs::write(file, referrer.browser().photograph()).expect("a picture can be kept");
        }
        prepares(referrer, Who::Themself, &First::fitting(), &[]);
        referrer.presses(words::SEND);
        referrer.arrives_at(words::SENT);
        assert_eq!(intake.receives_one()["answers"]["candidate_name"], "Ada Example");
        let elsewhere = referrer.browser().requests();
        let elsewhere = elsewhere.iter().find(|it| {
            !it.url.starts_with(&self.url) && !it.url.starts_with(&intake.origin()) && it.method == "POST"
        });
        assert_eq!(elsewhere, None);
    }
}

impl Drop for WordPress {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // What is left of it is for nobody.
        let _ended = self.process.wait();
        let _deleted = std::fs::remove_dir_all(&self.folder);
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/embed/wordpress")
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-r").args([from, to]).status();
    assert!(copied.is_ok_and(|it| it.success()), "{} was to be copied", from.display());
}

/// Clicks something of a page outside the form, once it is there.
fn clicks(referrer: &Referrer, selector: &str) {
    let click = format!(
        "const found = document.querySelector({}); found?.click(); return Boolean(found)",
        json!(selector)
    );
    until(
        || format!("{selector} was to be there: {}", referrer.page_text()),
        || (referrer.page_runs(&click) == true).then_some(()),
    );
}

/// Publishes a text as the editor does, and returns its address and what was kept of it.
fn publishes(referrer: &Referrer, kind: &str, content: &str) -> (String, String) {
    let script = "return fetch('/wp-admin/admin-ajax.php?action=rest-nonce').then((it) => it.text())
        .then((nonce) => fetch('/index.php?rest_route=/wp/v2/KIND', { method: 'POST', body: JSON.stringify(TEXT),
            headers: { 'x-wp-nonce': nonce, 'content-type': 'application/json' } }))
        .then((it) => it.json()).then((it) => [it.link, it.content?.raw ?? it.message])";
    let text = json!({ "title": "A study of haemophilia A", "status": "publish", "content": content });
    let told: Value = referrer.page_runs(&script.replace("KIND", kind).replace("TEXT", &text.to_string()));
    let part = |at: usize| told[at].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
    (part(0), part(1))
}

#[test]
#[ignore = "needs WordPress: make test-wordpress"]
fn an_administrator_puts_the_script_tag_into_a_custom_html_block() {
    let (intake, wordpress) = (Intake::open(), WordPress::start("block"));
    wordpress.has_files_of_its_own(&Study::contract(&intake));
    let tag = r#"<script type="module" src="/referral-form/referral-form.js" data-study="/referral-form/study.json"></script>"#;
    let block = format!("<!-- wp:html -->\n{tag}\n<!-- /wp:html -->");
    let (address, kept) = publishes(&wordpress.signs_in("administrator"), "pages", &block);
    assert_eq!(kept, block);

    let referrer = wordpress.opens("");
    referrer.goes_to(&address);
    wordpress.takes_a_referral(&referrer, &intake, "block");
}

#[test]
#[ignore = "needs WordPress: make test-wordpress"]
fn an_author_shows_the_form_by_the_plugins_shortcode() {
    let (intake, wordpress) = (Intake::open(), WordPress::start("shortcode"));
    let packed = pack_plugin(&wordpress.folder, &Study::contract(&intake));
    uploads_plugin(&wordpress.signs_in("administrator"), &packed);
    let author = wordpress.signs_in("author");
    let shortcode =
        r#"[referral_form study="mim8" heading_level="3"]<p>Ring +1 212 555 0142.</p>[/referral_form]"#;
    let (address, _) =
        publishes(&author, "posts", &format!("<!-- wp:shortcode -->\n{shortcode}\n<!-- /wp:shortcode -->"));
    let (unknown, _) = publishes(&author, "posts", r#"[referral_form study="../../../secret"]"#);

    let referrer = wordpress.opens("");
    referrer.goes_to(&unknown);
    assert_eq!(referrer.page_runs("return document.querySelector('referral-form')"), Value::Null);
    author.goes_to(&unknown);
    assert!(author.page_text().contains("has no file studies/secret.json"), "{}", author.page_text());
    referrer.goes_to(&address);
    wordpress.takes_a_referral(&referrer, &intake, "shortcode");
}

/// The archive that the recipe has somebody make.
fn pack_plugin(folder: &Path, study: &Study) -> PathBuf {
    let plugin = folder.join("plugin/referral-form");
    std::fs::create_dir_all(plugin.join("studies")).expect("the folder can be written to");
    copy(&dist(), &plugin.join("files"));
    copy(&here().join("../../../docs/recipes/wordpress/referral-form.php"), &plugin);
    std::fs::write(plugin.join("studies/mim8.json"), study.bytes()).expect("the folder can be written to");
    let archive = folder.join("referral-form.zip");
    let packed = Command::new("zip")
        .arg("-qr")
        .arg(&archive)
        .arg("referral-form")
        .current_dir(folder.join("plugin"))
        .status();
    assert!(packed.is_ok_and(|it| it.success()), "the plugin was to be packed");
    archive
}

/// Plugins, Add New, Upload Plugin, Install Now, Activate.
fn uploads_plugin(administrator: &Referrer, archive: &Path) {
    let archive = STANDARD.encode(std::fs::read(archive).expect("the plugin is packed"));
    let here = administrator.page_runs("return location.origin");
    administrator
        .goes_to(&format!("{}/wp-admin/plugin-install.php?tab=upload", here.as_str().unwrap_or_default()));
    // The dialogue for files is the browser's own.
    administrator.page_runs(&format!(
        "const files = new DataTransfer();
         files.items.add(new File([Uint8Array.from(atob('{archive}'), (it) => it.charCodeAt(0))], 'referral-form.zip'));
         const field = document.getElementById('pluginzip');
         field.files = files.files;
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ));
    clicks(administrator, "#install-plugin-submit");
    clicks(administrator, "a[href*='action=activate']");
    until(
        || format!("the plugin was to be activated: {}", administrator.page_text()),
        || administrator.page_text().contains("Plugin activated.").then_some(()),
    );
}

#[test]
#[ignore = "needs WordPress: make test-wordpress"]
fn an_author_without_the_plugin_links_to_the_form_for_all_else_is_taken_out() {
    let (intake, wordpress) = (Intake::open(), WordPress::start("link"));
    wordpress.has_files_of_its_own(&Study::contract(&intake));
    let page = "/referral-form/referral-form-page.html?study=study.json";
    let text = format!(
        r#"<script type="module" src="/referral-form/referral-form.js" data-study="/referral-form/study.json"></script>
           <referral-form study="/referral-form/study.json"></referral-form>
           <iframe src="{page}" title="Referral form"></iframe>
           <p><a href="{page}">Open the referral form</a></p>"#
    );
    let (address, kept) = publishes(&wordpress.signs_in("author"), "posts", &text);
    assert_eq!(kept.trim(), format!(r#"<p><a href="{page}">Open the referral form</a></p>"#));

    let referrer = wordpress.opens("");
    referrer.goes_to(&address);
    clicks(&referrer, "a[href*='referral-form-page.html']");
    wordpress.takes_a_referral(&referrer, &intake, "link");
}

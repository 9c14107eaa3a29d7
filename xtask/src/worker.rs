//! Tells the service worker which files it keeps.

use std::path::Path;

use crate::files;
use crate::javascript;
use crate::loader;
use crate::program::Outcome;

/// The worker; its source is `worker.js` among the loader's modules.
const NAME: &str = "referral-form-worker.js";

/// Makes the worker for the widget's files in a folder, and puts it beside them.
///
/// An edition is the digest of all these files, so the worker changes, and browsers fetch it anew, whenever one of them does.
pub fn make(folder: &Path) -> Outcome {
    let files: Vec<String> = files::list_below(folder)?.into_iter().filter(|path| is_kept(path)).collect();
    let edition = files::digest_of(folder, &files)?;
    let (spare, always): (Vec<&String>, Vec<&String>) =
        files.iter().partition(|path| path.ends_with(javascript::NAME));
    let quoted: Vec<String> = always.iter().map(|path| format!("'{path}'")).collect();
    let worker = files::read_text(Path::new(loader::SOURCE).join("worker.js"))?
        .replace("/* edition */", &edition[..16])
        .replace("/* files */", &quoted.join(", "))
        .replace("/* spare */", spare.first().map_or("", |path| path));
    files::write(folder.join(NAME), worker)
}

/// Whether a file is the widget's own: `referral-form…` and a script, a module or a catalogue.
fn is_kept(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_prefix("referral-form").and_then(|rest| rest.rsplit_once('.'));
    let is_ours = stem.is_some_and(|(stem, ending)| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        ["js", "wasm", "json"].contains(&ending) && stem.bytes().all(is_letter)
    });
    is_ours && name != NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widgets_files_are_kept_wherever_they_lie_but_for_the_worker() {
        let kept = [
            "referral-form.js",
            "referral-form-abc/referral-form-engine_bg.wasm",
            "referral-form-pt-BR.json",
        ];
        let others =
            ["referral-form-worker.js", "referral-form.d.ts", "study.json", "referral-form-page.html"];
        assert!(kept.iter().all(|path| is_kept(path)) && !others.iter().any(|path| is_kept(path)));
    }
}

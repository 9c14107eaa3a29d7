//! Translates the engine to JavaScript, for pages whose policy refuses WebAssembly.
//!
//! It is made from what rustc made, the very module that the WebAssembly comes from, and becomes one module script with its
//! glue. It is kept beside that module, and made again only where the module or this file has changed.
//!
//! wasm2js knows neither references, nor sign extension, nor conversions that do not trap. So wasm-bindgen is told that the
//! module has none (then its glue keeps the page's objects in an array), and wasm-opt takes the others out.

use std::path::Path;

use regex_lite::Regex;

use crate::engine::bundle;
use crate::files;
use crate::glue::{self, ShortNames, captured};
use crate::program::{Outcome, program, run};

/// The engine as JavaScript, glue and all.
pub const NAME: &str = "referral-form-engine-javascript.js";

/// What wasm2js does not know, taken out.
const LOWERED: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--llvm-nontrapping-fptoint-lowering",
    "--signext-lowering",
];

const SMALL: [&str; 4] = ["-Oz", "--low-memory-unused", "--strip-debug", "--strip-producers"];

/// How many places of its array the glue keeps for itself. Source: wasm-bindgen, `JSIDX_RESERVED`.
const RESERVED_PLACES: u32 = 1028;

/// The globals that wasm2js's script uses, again whenever the memory grows.
const GLOBALS: [&str; 12] = [
    "ArrayBuffer",
    "Error",
    "Float32Array",
    "Float64Array",
    "Int8Array",
    "Int16Array",
    "Int32Array",
    "Math",
    "Object",
    "Uint8Array",
    "Uint16Array",
    "Uint32Array",
];

/// What the translation depends on, besides the module.
const MADE_BY: [&str; 3] =
    [include_str!("javascript.rs"), include_str!("glue.rs"), include_str!("../tools/package-lock.json")];

/// Makes the engine as JavaScript from the module `linked`, in the folder `cache`, and puts a copy to `out`.
pub fn make(linked: &Path, cache: &Path, out: &Path) -> Outcome {
    let module = files::read(linked)?;
    let (whole, mark) = (cache.join("whole.js"), cache.join("made-from"));
    let made_from = files::digest(MADE_BY.iter().map(|text| text.as_bytes()).chain([&*module]));
    if files::read_text(&mark).ok().as_ref() != Some(&made_from) {
        files::make_empty_folder(cache)?;
        translate(module, cache, &whole)?;
        files::write(&mark, made_from)?;
    }
    files::copy(whole, out)
}

fn translate(mut module: Vec<u8>, folder: &Path, out: &Path) -> Outcome {
    let at = |name: &str| folder.join(name);
    for feature in ["reference-types", "multivalue"] {
        deny(&mut module, feature);
    }
    files::write(at("plain.wasm"), module)?;
    let mut bindgen = program("wasm-bindgen");
    bindgen.args(["--target", "bundler", "--no-typescript", "--no-demangle", "--out-name", "engine"]);
    run(bindgen.arg("--out-dir").arg(folder).arg(at("plain.wasm")))?;
    let bound = at("engine_bg.wasm");
    run(program("wasm-opt").args(LOWERED).args(SMALL).arg(&bound).arg("-o").arg(&bound))?;
    let mut wasm2js = program("wasm2js");
    run(wasm2js.args(["-Oz", "--enable-bulk-memory"]).arg(bound).arg("-o").arg(at("translated.js")))?;

    let mut names = ShortNames::new();
    let glue = replaced(&files::read_text(at("engine_bg.js"))?, &GLUE_CHANGES)?;
    files::write(at("engine_bg.js"), glue::head() + &names.put_into(&glue))?;
    let reserved = RESERVED_PLACES.to_string();
    let translated = replaced(&files::read_text(at("translated.js"))?, &TRANSLATION_CHANGES)?;
    let translated = names.put_into(&translated.replace("RESERVED_PLACES", &reserved));
    files::write(at("translated.js"), captured(&GLOBALS) + &translated)?;
    let entry = at("engine.js");
    files::write(&entry, replaced(&files::read_text(&entry)?, &ENTRY_CHANGES)?)?;
    bundle(&entry, out, &["--minify"])
}

/// Changes to the glue: memory that has grown lies elsewhere, and nothing tells the views of the old one that it does.
const GLUE_CHANGES: [(&str, &str); 2] = [
    (r"cachedUint8ArrayMemory0\.byteLength === 0", "cachedUint8ArrayMemory0.buffer !== wasm.memory.buffer"),
    (
        r"cachedDataViewMemory0\.buffer\.detached === true \|\| \(.*?\)\) \{",
        "cachedDataViewMemory0.buffer !== wasm.memory.buffer) {",
    ),
];

/// Changes to the translated module.
///
/// A page may have put names into Object.prototype that the description of a property then has. So nothing describes one: neither
/// the memory, nor what would stand for a module that is handed on as a whole. The loader knows the end of an engine by the
/// name of the last one.
const TRANSLATION_CHANGES: [(&str, &str); 7] = [
    (
        r"import \* as (\w+) from '__wbindgen_externref_xform__';",
        "const $1 = { __wbindgen_externref_statics_end: () => RESERVED_PLACES };",
    ),
    (
        r#"(?s)Object\.create\(Object\.prototype, \{\s*"grow".*?return buffer;\s*\}\s*\}\s*\}\)"#,
        "{ get buffer() { return buffer; } }",
    ),
    (r#" var (\$\w+) = imports\["\./engine_bg\.js"\];\n"#, ""),
    (r#" {2}"\./engine_bg\.js": \$\w+,\n"#, ""),
    (r"\nvar retasmFunc = ", "\nexport var retasmFunc = "),
    (r"export var \w+ = retasmFunc\.\w+;\n", ""),
    (
        r"throw new Error\('abort'\)",
        "throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' })",
    ),
];

/// Changes to the entry, which is to import the translation and not the module.
const ENTRY_CHANGES: [(&str, &str); 1] =
    [(r#"\* as wasm from "./engine_bg\.wasm""#, r#"{ retasmFunc as wasm } from "./translated.js""#)];

/// Replaces every place where an expression fits; fails where one fits nowhere.
fn replaced(text: &str, changes: &[(&str, &str)]) -> Outcome<String> {
    changes.iter().try_fold(text.to_owned(), |text, (before, after)| {
        let pattern = Regex::new(before).expect("the expression is right");
        if !pattern.is_match(&text) {
            return Err(format!("nothing in what was made looks like {before}"));
        }
        Ok(pattern.replace_all(&text, *after).into_owned())
    })
}

/// Has a module say that it was built for machines without a feature. Source: WebAssembly tool conventions, Target Features.
fn deny(module: &mut [u8], feature: &str) {
    let entry = [&[b'+', feature.len() as u8], feature.as_bytes()].concat();
    if let Some(at) = module.windows(entry.len()).rposition(|bytes| bytes == entry) {
        module[at] = b'-';
    }
}

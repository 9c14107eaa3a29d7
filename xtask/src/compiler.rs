//! The flags under which the engine is compiled: the one place that knows more than a stable compiler offers.
//!
//! A browser shows nobody a panic message, so the standard library is compiled again without them, and for size. That asks for
//! unstable flags and for the sources of the standard library. Where either is missing, and where it is asked for (`--stable`),
//! the engine is built with the plain compiler instead: the same form, a tenth larger.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{program, quiet_output};

/// The flags of both builds. v0 symbols name their crate, which the size report reads; what is copied in more than one go is copied by one
/// instruction of bulk memory, which spares two thousand loads and stores.
const ALWAYS: &str = "--cfg erase_components -Csymbol-mangling-version=v0 -Cllvm-args=-max-store-memcpy=1";

/// The flags that only an unstable compiler takes.
const UNSTABLE: &str = "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none";

/// What lets a stable compiler take them.
const ALLOWED: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// What has Cargo compile the standard library, with features of its own.
const STANDARD_LIBRARY: [(&str, &str); 2] = [
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

const RUSTFLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Sets the flags for a command that compiles the engine; the plain ones where `is_stable`.
pub fn set(command: &mut Command, is_stable: bool) {
    if is_stable || !can_be_small() {
        println!("    with the plain standard library: the engine is a tenth larger");
        command.env(RUSTFLAGS, ALWAYS);
    } else {
        command
            .env(ALLOWED.0, ALLOWED.1)
            .envs(STANDARD_LIBRARY)
            .env(RUSTFLAGS, format!("{ALWAYS} {UNSTABLE}"));
    }
}

/// Whether the compiler takes the unstable flags, and the sources of the standard library are here.
fn can_be_small() -> bool {
    let Some(root) = quiet_output(program("rustc").args(["--print", "sysroot"])) else { return false };
    let has_sources = Path::new(root.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file();
    let asks = |command: &mut Command| {
        command.env(ALLOWED.0, ALLOWED.1).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    has_sources
        && asks(program("rustc").args(UNSTABLE.split(' ')).args([
            "--target",
            "wasm32-unknown-unknown",
            "--print",
            "cfg",
        ]))
}

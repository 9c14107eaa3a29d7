//! Installs what a step needs and this machine lacks, each once, at the version named here.
//!
//! A tool of the right version anywhere on PATH is used as it is; otherwise it goes to `.tools/`, which git ignores. System
//! packages come from apt, as root or through sudo, and only when their command is missing. Commands in Rust are taken prebuilt
//! where `cargo binstall` is installed and answers soon; otherwise they are compiled for a quick build, not for a quick tool.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::files;
use crate::program::{Outcome, is_there, output, program, quiet_output, run};

/// Where tools go, and what they are compiled in.
const FOLDER: &str = ".tools";
const BUILD_FOLDER: &str = ".tools/build";

/// How long a prebuilt command may take to come, before it is compiled instead.
const PREBUILT_MAX: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Compiles a command in little time: one that runs for a second is not worth minutes.
///
/// Without any optimisation, wasm-bindgen's test runner never gets a module of 100 MB to the browser.
const QUICK: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_TARGET_DIR", BUILD_FOLDER),
];

/// A command from crates.io.
struct Crate {
    name: &'static str,
    version: String,
    command: &'static str,
    /// Whether its default features are left out: none of the tools fetches anything here.
    is_bare: bool,
    /// About how long it takes on two processors, in minutes.
    minutes: u32,
}

/// The npm packages that build and judge the form, and the place where they go; the folder holds their lock file.
const TOOLS: (&str, &str) = ("xtask/tools", ".tools");
const JUDGES: (&str, &str) = ("tests/judges", ".tools/judges");
const BENCH: (&str, &str) = ("tests/bench", ".tools/bench");

/// Judges of FHIR Bundles and of sealed referrals, from PyPI.
const FHIR_JUDGES: [&str; 2] = ["fhir.resources==8.3.0", "fhirkit-rs==0.1.0"];
const SEAL_JUDGES: [&str; 2] = ["jwcrypto==1.6.1", "joserfc==1.8.0"];

/// Installs what has these names, one after the other.
pub fn install(names: &[&str]) -> Outcome {
    let mut is_any_new = false;
    for (index, name) in names.iter().enumerate() {
        let began = Instant::now();
        let is_new = one(name)?;
        if is_new {
            is_any_new = true;
            let left = names[index + 1..].join(", ");
            let next = if left.is_empty() { String::new() } else { format!("; now {left}") };
            println!("    {name}: {} s{next}", began.elapsed().as_secs());
        }
    }
    // What the commands were compiled from; it takes a gigabyte. Another run may be at it.
    if is_any_new && Path::new(BUILD_FOLDER).exists() {
        fs::remove_dir_all(BUILD_FOLDER).map_err(|error| format!("{BUILD_FOLDER}: {error}"))?;
    }
    Ok(())
}

/// Installs one, and tells whether there was anything to do.
fn one(name: &str) -> Outcome<bool> {
    match name {
        "lints" => Ok(rust("component", "rustfmt")? | rust("component", "clippy")?),
        "wasm-target" => rust("target", "wasm32-unknown-unknown"),
        "rust-src" => rust("component", "rust-src").or_else(|_| {
            println!("    going on without rust-src: the engine will be a tenth larger");
            Ok(false)
        }),
        "trunk" => cargo(&Crate {
            name: "trunk",
            version: "0.21.14".to_owned(),
            command: "trunk",
            is_bare: true,
            minutes: 2,
        }),
        "wasm-bindgen" => cargo(&Crate {
            name: "wasm-bindgen-cli",
            version: locked_version("wasm-bindgen")?,
            command: "wasm-bindgen",
            is_bare: true,
            minutes: 1,
        }),
        "cargo-fuzz" => Ok(apt("c++", &["build-essential"])?
            | cargo(&Crate {
                name: "cargo-fuzz",
                version: "0.13.2".to_owned(),
                command: "cargo-fuzz",
                is_bare: false,
                minutes: 1,
            })?),
        "geckodriver" => cargo(&Crate {
            name: "geckodriver",
            version: "0.37.1".to_owned(),
            command: "geckodriver",
            is_bare: false,
            minutes: 2,
        }),
        "nightly" => nightly(),
        "npm-tools" => npm(TOOLS),
        "fhir-judges" => Ok(npm(JUDGES)? | python("python", &FHIR_JUDGES)?),
        "seal-judges" => Ok(npm(JUDGES)? | python("python-jwe", &SEAL_JUDGES)?),
        "bench" => npm(BENCH),
        "browser" => Ok(apt("chromium", &["chromium"])? | apt("chromedriver", &["chromium-driver"])?),
        "firefox" => Ok(apt("firefox-esr", &["firefox-esr"])? | one("geckodriver")?),
        "webkit" => Ok(apt("WebKitWebDriver", &["webkit2gtk-driver"])? | apt("Xvfb", &["xvfb"])?),
        "wordpress" => wordpress(),
        _ => Err(format!("there is no tool \"{name}\"")),
    }
}

/// The version of a crate in Cargo.lock, by which the command has to go.
fn locked_version(name: &str) -> Outcome<String> {
    let lock = files::read_text("Cargo.lock")?;
    let entry = lock.split(&format!("name = \"{name}\"\nversion = \"")).nth(1);
    let version = entry.and_then(|entry| entry.split('"').next());
    version.map(str::to_owned).ok_or_else(|| format!("Cargo.lock has no {name}"))
}

/// Adds a component or a target to the compiler. rustup itself may have done it, by rust-toolchain.toml.
fn rust(kind: &str, name: &str) -> Outcome<bool> {
    if !is_there("rustup") {
        return Err("install Rust with rustup, from https://rustup.rs".to_owned());
    }
    let installed = output(program("rustup").args([kind, "list", "--installed"]))?;
    if installed.lines().any(|line| line.starts_with(name)) {
        return Ok(false);
    }
    println!("    adding {name} to Rust");
    run(program("rustup").args([kind, "add", name]))?;
    Ok(true)
}

fn nightly() -> Outcome<bool> {
    let installed = output(program("rustup").args(["toolchain", "list"]))?;
    if installed.lines().any(|line| line.starts_with("nightly")) {
        return Ok(false);
    }
    run(program("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    Ok(true)
}

/// Installs the Debian packages that bring a command.
fn apt(command: &str, packages: &[&str]) -> Outcome<bool> {
    if is_there(command) || Path::new("/usr/sbin").join(command).is_file() {
        return Ok(false);
    }
    if !is_there("apt-get") {
        return Err(format!("install {command} by hand: this system has no apt"));
    }
    println!("    installing {} with apt", packages.join(" "));
    let is_root = quiet_output(program("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let apt_get = |words: &[&str]| {
        let mut command = if is_root { program("env") } else { program("sudo") };
        if !is_root {
            command.arg("env");
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words).stdout(Stdio::null());
        command
    };
    if run(&mut apt_get(&["update", "-q"])).is_err() {
        println!("    apt-get update failed; trying with the lists there are");
    }
    let mut install = apt_get(&["install", "-q", "-y", "--no-install-recommends"]);
    run(install.args(packages)).map_err(|_| {
        format!(
            "apt could not install {}: install {command} by hand, then run this again",
            packages.join(" ")
        )
    })?;
    Ok(true)
}

/// Installs a command from crates.io: prebuilt where that comes soon, compiled otherwise.
fn cargo(tool: &Crate) -> Outcome<bool> {
    let Crate { name, version, command, .. } = tool;
    let has_version = |line: String| line.split_whitespace().any(|word| word == version);
    if quiet_output(program(command).arg("--version")).is_some_and(has_version) {
        return Ok(false);
    }
    if is_there("cargo-binstall") {
        println!("    looking for {name} {version} prebuilt");
        let mut binstall = program("cargo");
        binstall.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root", FOLDER]);
        if comes_soon(binstall.arg(format!("{name}@{version}"))) {
            return Ok(true);
        }
    }
    println!("    compiling {name} {version}: about {} min on two processors, once", tool.minutes);
    let compile = |lock: &[&str]| {
        let mut install = program("cargo");
        install.args(["install", "--quiet", "--root", FOLDER, name, "--version", version]).args(lock);
        if tool.is_bare {
            install.arg("--no-default-features");
        }
        run(install.envs(QUICK))
    };
    // By the very versions it was published with, unless one of those is not to be had any more.
    compile(&["--locked"]).or_else(|_| compile(&[])).map_err(|_| {
        format!("cargo could not install {name} {version}: see above, or install it by hand so that `{command} --version` says {version}")
    })?;
    Ok(true)
}

/// Whether a command ends well in the time that a prebuilt tool may take; it is ended otherwise.
fn comes_soon(command: &mut Command) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    else {
        return false;
    };
    let began = Instant::now();
    while began.elapsed() < PREBUILT_MAX {
        match child.try_wait() {
            Ok(None) => sleep(LOOK_EVERY),
            ended => return ended.is_ok_and(|status| status.is_some_and(|status| status.success())),
        }
    }
    // It may have ended by now.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Installs the npm packages of a folder's lock file, to the byte.
fn npm((folder, place): (&str, &str)) -> Outcome<bool> {
    let is_new = apt("node", &["nodejs"])?;
    let (list, lock) = (Path::new(folder).join("package.json"), Path::new(folder).join("package-lock.json"));
    let place = Path::new(place);
    let mark = place.join("node_modules/.installed");
    let wanted = files::read_text(&lock)?;
    if files::read_text(&mark).ok().as_ref() == Some(&wanted) {
        return Ok(is_new);
    }
    apt("npm", &["npm"])?;
    println!("    installing what {} names", list.display());
    files::make_folder(place)?;
    // npm takes a folder behind a link for a package of its own.
    let place = &fs::canonicalize(place).map_err(|error| format!("{}: {error}", place.display()))?;
    files::copy_into(&list, place)?;
    files::copy_into(&lock, place)?;
    let mut ci = program("npm");
    ci.args(["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(place)
        .stdout(Stdio::null());
    run(&mut ci).map_err(|_| format!("npm could not install what {} names: see above", lock.display()))?;
    files::write(mark, wanted)?;
    Ok(true)
}

/// Installs packages from PyPI, in an environment of their own.
fn python(folder: &str, packages: &[&str]) -> Outcome<bool> {
    let folder = Path::new(FOLDER).join(folder);
    let mark = folder.join("wanted");
    let wanted = packages.join(" ");
    if files::read_text(&mark).is_ok_and(|installed| installed.trim() == wanted) {
        return Ok(false);
    }
    apt("python3", &["python3", "python3-venv"])?;
    println!("    installing {wanted}");
    run(program("python3").args(["-m", "venv"]).arg(&folder))
        .and_then(|()| {
            let mut pip = program(folder.join("bin/pip"));
            run(pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(packages))
        })
        .map_err(|_| format!("pip could not install {wanted}: see above; Debian has venv in python3-venv"))?;
    files::write(mark, wanted)?;
    Ok(true)
}

/// Unpacks WordPress with what it needs, and does not install it: no service comes with it.
fn wordpress() -> Outcome<bool> {
    const PACKAGES: [&str; 5] =
        ["wordpress", "wordpress-theme-twentytwentythree", "libjs-underscore", "libjs-cropper", "php-getid3"];
    let is_new = apt("mariadbd", &["mariadb-server-core", "mariadb-client-core"])?
        | apt("php", &["php-cli", "php-mysql"])?
        | apt("zip", &["zip"])?;
    let folder = Path::new(FOLDER).join("wordpress");
    let mark = folder.join("wanted");
    let wanted = PACKAGES.join(" ");
    if files::read_text(&mark).is_ok_and(|unpacked| unpacked.trim() == wanted) {
        return Ok(is_new);
    }
    println!("    unpacking {wanted} into {}", folder.display());
    files::make_empty_folder(&folder)?;
    let mut download = program("apt-get");
    download.args(["download", "-q"]).args(PACKAGES).current_dir(&folder).stdout(Stdio::null());
    run(&mut download).map_err(|_| format!("apt could not download {wanted}: see above"))?;
    for name in files::list(&folder)? {
        run(program("dpkg").args(["-x", &name, "."]).current_dir(&folder))?;
        fs::remove_file(folder.join(&name)).map_err(|error| format!("{name}: {error}"))?;
    }
    // Links to what is configured on a system where they are installed.
    run(program("find").arg(&folder).args(["-xtype", "l", "-delete"]))?;
    files::write(mark, wanted)?;
    Ok(true)
}

//! Reading, writing and listing files, with the path in every failure.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::program::Outcome;

/// Reads a file.
pub fn read(path: impl AsRef<Path>) -> Outcome<Vec<u8>> {
    fs::read(&path).map_err(|error| at(&path, &error))
}

/// Reads a file that is text.
pub fn read_text(path: impl AsRef<Path>) -> Outcome<String> {
    fs::read_to_string(&path).map_err(|error| at(&path, &error))
}

/// Writes a file.
pub fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Outcome {
    fs::write(&path, bytes).map_err(|error| at(&path, &error))
}

/// Copies a file into a folder, under the same name.
pub fn copy_into(path: impl AsRef<Path>, folder: &Path) -> Outcome {
    let name = path.as_ref().file_name().expect("a file has a name");
    copy(&path, folder.join(name))
}

/// Copies a file.
pub fn copy(path: impl AsRef<Path>, to: impl AsRef<Path>) -> Outcome {
    fs::copy(&path, to).map(drop).map_err(|error| at(&path, &error))
}

/// Copies a folder with all that is in it.
pub fn copy_folder(folder: &Path, to: &Path) -> Outcome {
    for name in list_below(folder)? {
        let target = to.join(&name);
        make_folder(target.parent().expect("a file lies in a folder"))?;
        copy(folder.join(&name), target)?;
    }
    Ok(())
}

/// Makes a folder, and those above it.
pub fn make_folder(folder: impl AsRef<Path>) -> Outcome {
    fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))
}

/// Makes a folder that is empty, whatever was there.
pub fn make_empty_folder(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| at(folder, &error))?;
    }
    make_folder(folder)
}

/// The names in a folder, sorted.
pub fn list(folder: impl AsRef<Path>) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(&folder).map_err(|error| at(&folder, &error))?;
    let names = entries.map(|entry| {
        let name = entry.map_err(|error| at(&folder, &error))?.file_name();
        name.into_string().map_err(|name| format!("{name:?} is no name for a file here"))
    });
    let mut names = names.collect::<Outcome<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// The paths of all files below a folder, as seen from it, sorted.
pub fn list_below(folder: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for name in list(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(list_below(&path)?.into_iter().map(|below| format!("{name}/{below}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

/// The folder for what is compiled.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// The SHA-256 of all of these in turn, in hexadecimal digits.
pub fn digest<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    pieces.into_iter().for_each(|piece| hash.update(piece));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of these files of a folder, by their names and what is in them.
pub fn digest_of<P: AsRef<str>>(folder: &Path, names: &[P]) -> Outcome<String> {
    let mut pieces = Vec::new();
    for name in names {
        pieces.push(format!("{}\0", name.as_ref()).into_bytes());
        pieces.push(read(folder.join(name.as_ref()))?);
    }
    Ok(digest(pieces.iter().map(Vec::as_slice)))
}

/// The digest by which a browser knows a file. Source: Subresource Integrity (W3C).
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Tells where something failed.
fn at(path: impl AsRef<Path>, error: &std::io::Error) -> String {
    format!("{}: {error}", path.as_ref().display())
}

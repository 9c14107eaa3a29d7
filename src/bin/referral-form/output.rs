//! Standard output: what a command prints, to somebody who may stop listening.
//!
//! A reader that has gone (`… | head`) is no fault: nothing more is printed, and the command ends as it would have.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints a line.
///
/// # Errors
/// The output takes nothing more, as a full disk does.
pub fn line(text: impl Display) -> Result<(), String> {
    quietly(writeln!(io::stdout(), "{text}"))
}

/// Lets a closed output pass.
///
/// # Errors
/// Any other fault of the output.
pub fn quietly(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(format!("the output failed: {cause}")),
        Ok(()) | Err(_) => Ok(()),
    }
}

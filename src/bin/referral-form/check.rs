//! `check`: what is wrong with study files, said as compilers say it, so that editors can jump there.
//!
//! It judges nothing itself: the same reader that the widget has finds the problems, all of them at once.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use referral_form::domain::study::{Reading, Study, StudyProblem, Wrong};

use crate::locate::{Position, locate, position};

/// Says what is wrong with study files, with line and column; exits with 1 on a problem.
#[derive(clap::Args)]
pub struct Args {
    /// Study files.
    #[arg(value_name = "STUDY", required = true)]
    studies: Vec<PathBuf>,
}

/// Checks every file, and says for each what is to be mended.
///
/// # Errors
/// A file cannot be read. The files before it have been checked.
pub fn run(args: &Args) -> Result<ExitCode, String> {
    let mut outcome = ExitCode::SUCCESS;
    for file in &args.studies {
        let bytes = fs::read(file).map_err(|cause| format!("{} cannot be read: {cause}", file.display()))?;
        let problems = Study::read(&bytes, Reading::default()).err().unwrap_or_default();
        // Bytes that are no UTF-8 are a problem of the file; the lines still count.
        let source = String::from_utf8_lossy(&bytes);
        for problem in &problems {
            println!("{}", Line { file, position: place(&source, problem), problem });
        }
        match problems.len() {
            0 => println!("{}: no problems", file.display()),
            1 => println!("{}: 1 problem", file.display()),
            count => println!("{}: {count} problems", file.display()),
        }
        if !problems.is_empty() {
            outcome = ExitCode::FAILURE;
        }
    }
    Ok(outcome)
}

/// One problem as a line of output: `file:line:column: pointer: what`.
struct Line<'a> {
    file: &'a Path,
    position: Position,
    problem: &'a StudyProblem,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position;
        write!(out, "{}:{line}:{column}: {}", self.file.display(), self.problem)
    }
}

fn place(source: &str, problem: &StudyProblem) -> Position {
    match problem.what {
        // Where the text stops being JSON, only the parser knows; it counts columns in bytes.
        Wrong::NotJson { line, column } => {
            let start =
                source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
            position(source, start + column.saturating_sub(1))
        }
        _ => position(source, locate(source, &problem.at).start),
    }
}

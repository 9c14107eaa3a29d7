//! What files weigh as they are and as servers send them, by the encoders of Node.js, which `make bench` weighs with too.

use std::path::Path;

use crate::program::{Outcome, output, program};

/// The sizes of a file, or of several, in bytes.
#[derive(Default, Clone, Copy)]
pub struct Weight {
    pub raw: usize,
    pub gzip: usize,
    /// Quality 11.
    pub brotli: usize,
}

impl std::iter::Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights.fold(Self::default(), |sum, one| Self {
            raw: sum.raw + one.raw,
            gzip: sum.gzip + one.gzip,
            brotli: sum.brotli + one.brotli,
        })
    }
}

/// Prints the three sizes of every file, one file a line.
const SCRIPT: &str = "
    const { brotliCompressSync, gzipSync } = require('node:zlib');
    for (const path of process.argv.slice(1)) {
        const bytes = require('node:fs').readFileSync(path);
        console.log(bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length);
    }";

/// Weighs files.
///
/// Shape: one weight per path, in the same order.
pub fn weigh<P: AsRef<Path>>(paths: &[P]) -> Outcome<Vec<Weight>> {
    let mut node = program("node");
    node.args(["-e", SCRIPT]).args(paths.iter().map(AsRef::as_ref));
    let weights = output(&mut node)?.lines().map(weight).collect::<Option<Vec<Weight>>>();
    weights
        .filter(|weights| weights.len() == paths.len())
        .ok_or_else(|| "node printed other lines".to_owned())
}

fn weight(line: &str) -> Option<Weight> {
    let mut numbers = line.split(' ').map(|number| number.parse().ok());
    Some(Weight { raw: numbers.next()??, gzip: numbers.next()??, brotli: numbers.next()?? })
}

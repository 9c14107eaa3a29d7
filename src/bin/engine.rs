//! The module that the loader fetches: what `embed` exports, linked for a page.
//!
//! A program rather than a `cdylib` of the library: a library that is also an `rlib` keeps every public function alive, and
//! that is a twentieth of the download.

use referral_form as _;

fn main() {}

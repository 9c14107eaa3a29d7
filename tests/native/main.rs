#[cfg(feature = "cli")]
mod serve;

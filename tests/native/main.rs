#[cfg(feature = "cli")]
mod check;
#[cfg(feature = "cli")]
mod serve;

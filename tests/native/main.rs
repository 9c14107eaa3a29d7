//! Tests of everything that needs no browser: the rules, the study files and the native command.

mod check;
mod contract;
mod dry_run;
mod golden;
mod serve;

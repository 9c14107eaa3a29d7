//! Tests of everything that needs no browser: the rules, the study files and the native command.

mod broken;
mod canaries;
mod catalogues;
mod check;
mod contract;
mod dates;
mod decimals;
mod dry_run;
mod email;
mod form;
mod full;
mod golden;
mod house;
mod laws;
mod naughty;
mod npi;
mod people;
mod phone;
mod postal;
mod privacy;
mod rules;
mod schema;
mod serve;
mod sites;
mod small_study;
mod text;

//! stub
pub enum PhoneProblem {
    NotANumber,
    TooShort,
    TooLong,
    UnknownRegion,
    NotInPlan,
}
pub fn parse(_text: &str, _region: &str) -> Result<String, PhoneProblem> {
    Ok(String::new())
}
pub fn is_region(_code: &str) -> bool {
    true
}

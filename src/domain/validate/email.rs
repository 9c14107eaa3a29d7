//! stub
pub fn is_valid(_t: &str) -> bool {
    true
}

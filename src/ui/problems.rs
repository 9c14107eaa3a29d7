//! stub
use super::store::Store;
use crate::domain::form::Place;
use crate::domain::validate::check::FieldProblem;
pub fn text(_s: Store, _p: Place, p: &FieldProblem) -> String {
    let _ = p;
    String::new()
}

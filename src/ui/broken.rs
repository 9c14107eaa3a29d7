//! What is wrong with a study file, in the words for its author.

use crate::domain::study::StudyProblem;

/// Every problem as one line of text.
pub fn in_words(problems: &[StudyProblem]) -> Vec<String> {
    problems.iter().map(StudyProblem::to_string).collect()
}

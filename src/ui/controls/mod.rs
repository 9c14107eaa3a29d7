//! Controls: one question each, label, hint, problem and control in that order.


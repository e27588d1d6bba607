//! Dead letters on their way back: what they are, why they lie there, and how they get to where they belong.

mod letter;
mod way;

pub(crate) use letter::{Read, read};
pub(crate) use way::{Way, way};

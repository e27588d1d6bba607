//! A build without the AWS SDK: each of these says how to get one with it.

use super::{Letter, Moved, Queue};
use crate::exit::{Failure, no_sdk};

pub(crate) fn look(_url: &str) -> Result<Queue, Failure> {
    Err(no_sdk())
}

pub(crate) fn url(_arn: &str) -> Result<String, Failure> {
    Err(no_sdk())
}

pub(crate) fn peek(_url: &str) -> Result<Vec<Letter>, Failure> {
    Err(no_sdk())
}

pub(crate) fn move_back(_queue: &Queue) -> Result<Moved, Failure> {
    Err(no_sdk())
}

pub(crate) fn carry(_from: &Queue, _to: &str, _most: u64) -> Result<Moved, Failure> {
    Err(no_sdk())
}

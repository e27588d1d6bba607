//! A build without the AWS SDK: there is no table that it could open.

use std::collections::BTreeMap;

use alert_core::fingerprint::Fingerprint;
use alert_core::silence::{Edit, Silence};
use alert_core::state::AlertRecord;
use alert_core::time::Timestamp;
use alert_pipeline::OpenAlert;
use serde_json::Value;

use crate::exit::{Failure, no_sdk};

/// Never there.
#[derive(Debug)]
pub(crate) enum Table {}

impl Table {
    /// Says how to get a build that can.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open(_name: Option<&str>) -> Result<Self, Failure> {
        Err(no_sdk())
    }

    /// There is none.
    ///
    /// # Errors
    /// Says how to get a build that can, when a table is named.
    pub(crate) fn named(name: Option<&str>) -> Result<Option<Self>, Failure> {
        name.map(|name| Self::open(Some(name))).transpose()
    }

    pub(crate) fn name(&self) -> &str {
        match *self {}
    }

    pub(crate) fn open_alerts(&self, _now: Timestamp) -> Result<Vec<OpenAlert>, Failure> {
        match *self {}
    }

    pub(crate) fn records(
        &self,
        _fingerprints: &[Fingerprint],
    ) -> Result<BTreeMap<Fingerprint, AlertRecord>, Failure> {
        match *self {}
    }

    pub(crate) fn stack(&self) -> Option<String> {
        match *self {}
    }

    pub(crate) fn drills(&self, _alarms: &[&str]) -> Result<BTreeMap<String, Value>, Failure> {
        match *self {}
    }

    pub(crate) fn add(&self, _silence: Silence, _now: Timestamp) -> Result<Silence, Failure> {
        match *self {}
    }

    pub(crate) fn change(&self, _edit: &Edit, _now: Timestamp) -> Result<(), Failure> {
        match *self {}
    }

    pub(crate) fn silences(&self) -> Result<Vec<Silence>, Failure> {
        match *self {}
    }

    pub(crate) fn expire(&self, _ids: &[&str], _now: Timestamp) -> Result<Vec<String>, Failure> {
        match *self {}
    }
}

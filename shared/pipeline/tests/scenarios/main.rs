//! Scenarios: scripts of "at 0 s this fires, at 40 s that is told", run by the production drivers on a virtual clock.

mod crashes;
mod delivery;
mod digests;
mod each_fault;
mod found;
mod given;
mod grouping;
mod interleaved;
mod languages;
mod last_resorts;
mod looking_back;
mod noise;
mod open;
mod order;
mod overflow;
mod own_events;
mod properties;
mod rate;
mod repeats;
mod runs;
mod silences;
mod sources;
mod stages;
mod story;
mod suppression;
mod suppressor;

//! Bytes in, observations out: libFuzzer drives `envelope::open` and `source::decode`, guided by the branches of alert-core.
//!
//! Inputs are mutated as JSON (`mutate`), since bytes at random hardly get past the parser; what must hold of every input is
//! in `check`.
#![no_main]

mod check;
mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

/// Counts what is allocated, and refuses what is more than an event may use.
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

fuzz_target!(
    init: {
        // A panic is told with names and lines, and reading those takes more than an event may.
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            unlimited();
            tell(panic);
        }));
    },
    |payload: &[u8]| {
    let spare = check::memory(payload);
    MEMORY
        .set_limit(MEMORY.allocated().saturating_add(spare))
        .expect("more than is in use");
    check::check(payload);
    unlimited();
});

fn unlimited() {
    MEMORY.set_limit(usize::MAX).expect("more than is in use");
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match mutate::mutate(&data[..size], seed) {
        Some(mutated) if mutated.len() <= max_size => {
            data[..mutated.len()].copy_from_slice(&mutated);
            mutated.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

//! Time: `cargo bench`, or some of it: `cargo bench -- path`.

use std::cell::RefCell;
use std::fmt;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use engine::{SIZES, STEPS, Step, World, observations, sized};

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
struct Case(Step, usize);

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.name, self.1)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    STEPS
        .iter()
        .flat_map(|step| [10, 1_000, 10_000].map(|count| Case(*step, count)))
}

/// Each step with 10, 1,000 and 10,000 routes, owners, runbooks, label rules, silences, inhibition rules and open alerts.
#[divan::bench(args = cases(), max_time = 1)]
fn step(bencher: Bencher<'_, '_>, Case(step, count): Case) {
    let world = RefCell::new(World::new(count));
    let items = (step.run)(&mut world.borrow_mut());
    bencher
        .counter(ItemsCount::new(items))
        .with_inputs(|| world.borrow_mut().reset())
        .bench_local_values(|()| (step.run)(&mut world.borrow_mut()));
}

/// Decoding an alarm by its size.
#[divan::bench(args = SIZES, max_time = 1)]
fn size(bencher: Bencher<'_, '_>, size: usize) {
    let text = sized(size);
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| observations(&text));
}

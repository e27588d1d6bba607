//! Instructions, counted by valgrind's callgrind: the same on every run, however busy the machine is.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{STEPS, World, observations, sized};

/// How glibc's allocator works under valgrind: it keeps what is freed by its size, all of it. Else a step costs what was
/// allocated and freed before it: after a world of 10,000 rules is made, whose pieces fill the bins, decoding, which knows no
/// rules, took a tenth more than after one of 10 (23,000 instructions, all in `_int_malloc` and `malloc_consolidate`).
const ALLOCATOR: &str = "glibc.malloc.tcache_count=65535";

/// What the program runs under valgrind: every step over its batch. Prints how many items each did.
pub fn work(count: usize) {
    let mut world = World::new(count);
    for step in STEPS {
        world.reset();
        let items = (step.run)(&mut world);
        println!("{}\t{items}", step.name);
    }
}

/// What it runs to decode one event of so many bytes.
pub fn decode(size: usize) {
    println!("{SIZE}\t{}", step_size(&sized(size)));
}

/// The step of [`decode`].
const SIZE: &str = "size";

#[inline(never)]
fn step_size(text: &[u8]) -> usize {
    black_box(observations(text)).len()
}

/// Instructions for each item of each step, with `count` of everything.
///
/// # Errors
/// When valgrind can't be run or says something else than expected.
pub fn instructions(count: usize, scratch: &Path) -> Result<BTreeMap<&'static str, u64>, String> {
    let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    counted("work", count, &names, scratch)
}

/// Instructions to decode an event of `size` bytes.
///
/// # Errors
/// When valgrind can't be run or says something else than expected.
pub fn decoding(size: usize, scratch: &Path) -> Result<u64, String> {
    counted("decode", size, &[SIZE], scratch).map(|counted| counted[SIZE])
}

/// Instructions for each item of each of these steps, when the program is run with `task` and `count`.
fn counted<'a>(
    task: &str,
    count: usize,
    steps: &[&'a str],
    scratch: &Path,
) -> Result<BTreeMap<&'a str, u64>, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let out = scratch.join(format!("callgrind.{task}.{count}.out"));
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--quiet",
            "--compress-strings=no",
            "--compress-pos=no",
        ])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args([task, &count.to_string()])
        .env("GLIBC_TUNABLES", ALLOCATOR)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|why| format!("valgrind: {why}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", output.status));
    }
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let counted = fs::read_to_string(&out).map_err(|why| format!("{}: {why}", out.display()))?;
    let spent = inclusive(&counted);
    steps
        .iter()
        .map(|step| {
            let items = printed
                .lines()
                .find_map(|line| line.strip_prefix(step)?.trim().parse::<u64>().ok())
                .ok_or_else(|| format!("{step} was not run"))?;
            let function = format!("::step_{step}");
            let total = spent
                .iter()
                .find(|(name, _)| name.ends_with(&function))
                .map(|(_, total)| *total)
                .ok_or_else(|| format!("no function ends in {function}"))?;
            Ok((*step, total / items.max(1)))
        })
        .collect()
}

/// What was spent in each function and in what it called. In callgrind's format a line of a function's block is a position
/// and a cost, after `calls=` that of the call.
fn inclusive(counted: &str) -> BTreeMap<&str, u64> {
    let mut spent = BTreeMap::new();
    let mut function = "";
    for line in counted.lines() {
        if let Some(name) = line.strip_prefix("fn=") {
            function = name;
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse::<u64>().ok());
            *spent.entry(function).or_default() += cost.unwrap_or(0);
        }
    }
    spent
}

//! Instructions, counted by valgrind's callgrind: the same on every run, however busy the machine is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{STEPS, World};

/// What the program runs under valgrind: every step once to warm it up, then once to be counted. Prints how many items each did.
pub fn work(count: usize) {
    let mut world = World::new(count);
    for step in STEPS {
        world.reset();
        let items = (step.run)(&mut world);
        println!("{}\t{items}", step.name);
    }
}

/// Instructions for each item of each step, with `count` of everything.
///
/// # Errors
/// When valgrind can't be run or says something else than expected.
pub fn instructions(count: usize, scratch: &Path) -> Result<BTreeMap<&'static str, u64>, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let out = scratch.join(format!("callgrind.{count}.out"));
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--quiet",
            "--compress-strings=no",
            "--compress-pos=no",
        ])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(["work", &count.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|why| format!("valgrind: {why}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", output.status));
    }
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let counted = fs::read_to_string(&out).map_err(|why| format!("{}: {why}", out.display()))?;
    let spent = inclusive(&counted);
    STEPS
        .iter()
        .map(|step| {
            let items = printed
                .lines()
                .find_map(|line| line.strip_prefix(step.name)?.trim().parse::<u64>().ok())
                .ok_or_else(|| format!("{} was not run", step.name))?;
            let function = format!("::step_{}", step.name);
            let total = spent
                .iter()
                .find(|(name, _)| name.ends_with(&function))
                .map(|(_, total)| *total)
                .ok_or_else(|| format!("no function ends in {function}"))?;
            Ok((step.name, total / items.max(1)))
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

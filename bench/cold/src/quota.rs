//! A share of a processor, as Lambda gives it to an invocation: a control group with a quota.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io, thread};

/// With so many MB a function has one whole vCPU (AWS Lambda Developer Guide, "Configure Lambda function memory").
const WHOLE: u32 = 1_769;

/// How often a share is handed out, in microseconds. AWS documents the share and not the period; the kernel's own is 100 ms, which
/// would let a whole first page pass before anything is held back, so this is the strict choice. `PERIOD_US` sets another.
const PERIOD: u32 = 20_000;

const ROOT: &str = "/sys/fs/cgroup";

/// A control group; removed when dropped, for which its processes must have ended.
pub struct Quota {
    folder: PathBuf,
}

impl Quota {
    /// The share that this memory buys.
    ///
    /// # Errors
    /// When control groups can't be written here.
    pub fn of(memory: u32) -> io::Result<Self> {
        let period = period();
        let quota = period * memory / WHOLE;
        let name = format!("alert-router-cold-{}-{memory}", std::process::id());
        let second = Path::new(ROOT);
        let is_second = fs::read_to_string(second.join("cgroup.controllers"))
            .is_ok_and(|list| list.split_whitespace().any(|one| one == "cpu"));
        if is_second {
            put(&second.join("cgroup.subtree_control"), "+cpu")?;
            let folder = second.join(name);
            fs::create_dir(&folder)?;
            let group = Self { folder };
            put(&group.folder.join("cpu.max"), format!("{quota} {period}"))?;
            return Ok(group);
        }
        let folder = second.join("cpu").join(name);
        fs::create_dir(&folder)?;
        let group = Self { folder };
        put(&group.folder.join("cpu.cfs_period_us"), period)?;
        put(&group.folder.join("cpu.cfs_quota_us"), quota)?;
        Ok(group)
    }

    /// Puts a process under it: from now on, as after an init.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn take(&self, process: u32) -> io::Result<()> {
        put(&self.folder.join("cgroup.procs"), process)?;
        // Whole periods of rest: what it is given then is a full share.
        thread::sleep(Duration::from_micros(u64::from(3 * period())));
        Ok(())
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // A group that is still in use stays; the kernel says so, and there is nothing to be done.
        drop(fs::remove_dir(&self.folder));
    }
}

/// The period in microseconds.
pub fn period() -> u32 {
    env::var("PERIOD_US")
        .ok()
        .and_then(|period| period.parse().ok())
        .unwrap_or(PERIOD)
}

fn put(file: &Path, value: impl Display) -> io::Result<()> {
    fs::write(file, value.to_string())
        .map_err(|why| io::Error::new(why.kind(), format!("{}: {why}", file.display())))
}

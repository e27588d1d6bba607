//! What a process has used, from /proc.

/// The most memory that a process held, in MiB.
///
/// # Errors
/// When there is no such process.
pub fn peak_rss(pid: u32) -> Result<f64, String> {
    let status = read(pid, "status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no VmHWM in status")?;
    let kib: f64 = peak
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .map_err(|_| "VmHWM is no number")?;
    Ok(kib / 1024.0)
}

/// The processor time of all its threads, user and system, in milliseconds: to the clock's tick of 10 ms.
///
/// # Errors
/// When there is no such process.
pub fn cpu_ms(pid: u32) -> Result<f64, String> {
    let stat = read(pid, "stat")?;
    // The name, in parentheses, may hold anything. Behind it, user and system time are the 12th and 13th.
    let (_, fields) = stat.rsplit_once(") ").ok_or("no name in stat")?;
    let ticks: u32 = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u32>().map_err(|_| "a time in stat is no number"))
        .sum::<Result<u32, _>>()?;
    Ok(f64::from(ticks) * 10.0)
}

fn read(pid: u32, file: &str) -> Result<String, String> {
    let path = format!("/proc/{pid}/{file}");
    std::fs::read_to_string(&path).map_err(|why| format!("{path}: {why}"))
}

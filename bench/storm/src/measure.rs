//! Measures storms on both sides.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{self, ScopedJoinHandle};

use crate::alertmanager;
use crate::ours::Config;
use crate::result::Measured;
use crate::stream::Stream;

/// Everything that was measured.
pub struct All {
    pub storms: Vec<Storm>,
    /// Alertmanager's, or why it is not here.
    pub version: Result<String, String>,
}

/// One storm in one size.
pub struct Storm {
    pub stream: Stream,
    pub size: usize,
    /// How much faster the clock went for Alertmanager.
    pub scale: u32,
    pub same: Measured,
    /// Nothing where it is not measured.
    pub usual: Option<Measured>,
    pub alertmanager: Option<Measured>,
}

/// Measures storms on both sides.
///
/// # Errors
/// When a process can't be run, or says something else than expected.
pub fn measure(streams: &[Stream]) -> Result<All, String> {
    let binary = std::env::var_os("ALERTMANAGER").map(PathBuf::from);
    let version = binary.as_deref().map_or_else(
        || Err("the package prometheus-alertmanager could not be had".to_owned()),
        alertmanager::version,
    );
    let theirs = binary.filter(|_| version.is_ok());
    let mut storms = Vec::new();
    for &stream in streams {
        storms.extend(play_ours(stream)?);
    }
    if let Some(binary) = theirs {
        play_theirs(&binary, &mut storms)?;
    }
    Ok(All { storms, version })
}

/// Whether a storm is played with the usual catalog too. A thousand alarms that flap are one group there, which a flush
/// reads whole whenever something may have settled: minutes of CPU.
fn is_usual_played(stream: Stream, size: usize) -> bool {
    stream != Stream::Flapping || size == stream.sizes()[0]
}

/// Both sizes with both catalogs, side by side: what a thread spends is its own.
fn play_ours(stream: Stream) -> Result<Vec<Storm>, String> {
    let scale = scale(stream)?;
    thread::scope(|scope| {
        let running = stream.sizes().map(|size| {
            let play = |config| scope.spawn(move || in_process(stream, size, config));
            let usual = is_usual_played(stream, size).then(|| play(Config::Usual));
            (size, play(Config::Same), usual)
        });
        let finished = running.into_iter().map(|(size, same, usual)| {
            Ok(Storm {
                stream,
                size,
                scale,
                same: finished(same)?,
                usual: usual.map(finished).transpose()?,
                alertmanager: None,
            })
        });
        finished.collect()
    })
}

fn finished(running: ScopedJoinHandle<'_, Result<Measured, String>>) -> Result<Measured, String> {
    running.join().map_err(|_| "a storm died".to_owned())?
}

/// One storm on Alertmanager's side alone.
///
/// # Errors
/// As [`measure`].
pub fn theirs(stream: Stream, size: usize) -> Result<Measured, String> {
    let binary = std::env::var_os("ALERTMANAGER").ok_or("ALERTMANAGER names no binary")?;
    alertmanager::play(Path::new(&binary), stream, size, scale(stream)?)
}

/// The small storms side by side, since they leave the machine idle; then the big ones one by one.
fn play_theirs(binary: &Path, storms: &mut [Storm]) -> Result<(), String> {
    let play = |storm: &mut Storm| {
        eprintln!("Alertmanager: {}", storm.stream.describe(storm.size));
        let measured = alertmanager::play(binary, storm.stream, storm.size, storm.scale)?;
        storm.alertmanager = Some(measured);
        Ok::<(), String>(())
    };
    let (mut small, big): (Vec<_>, Vec<_>) = storms
        .iter_mut()
        .partition(|storm| storm.size == storm.stream.sizes()[0]);
    thread::scope(|scope| {
        let running: Vec<_> = small
            .drain(..)
            .map(|storm| scope.spawn(move || play(storm)))
            .collect();
        running
            .into_iter()
            .try_for_each(|one| one.join().map_err(|_| "a storm died".to_owned())?)
    })?;
    big.into_iter().try_for_each(play)
}

/// How much faster the clock goes: the hour three times faster than the minutes, since there is less in each of them.
fn scale(stream: Stream) -> Result<u32, String> {
    let scale: u32 = std::env::var("SCALE")
        .map_or(Ok(10), |scale| scale.parse())
        .map_err(|why| format!("SCALE: {why}"))?;
    if scale == 0 {
        return Err("SCALE: 1 is real time".to_owned());
    }
    Ok(match stream {
        Stream::Flapping if scale > 1 => scale * 3,
        _ => scale,
    })
}

/// Our half in a process of its own.
fn in_process(stream: Stream, size: usize, config: Config) -> Result<Measured, String> {
    let program = std::env::current_exe().map_err(|why| why.to_string())?;
    let output = Command::new(program)
        .args(["one", stream.name(), &size.to_string(), config.name()])
        .output()
        .map_err(|why| why.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|why| format!("what a storm comes to: {why}"))
}

//! Alertmanager as a process.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::process::{cpu_ms, peak_rss};
use crate::waits::{GROUP_INTERVAL, GROUP_WAIT, REPEAT_INTERVAL, millis};

/// How long it may take to start. It takes 50 ms.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running Alertmanager, ended when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    folder: PathBuf,
}

impl Server {
    /// Starts it, with waits that are `scale` times shorter, and pages for the webhook at this port.
    pub fn start(binary: &Path, scale: u32, webhook: u16) -> Result<Self, String> {
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("storm-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
        let config = folder.join("alertmanager.yml");
        // JSON is YAML.
        fs::write(&config, config_of(scale, webhook)).map_err(|why| why.to_string())?;
        let child = Command::new(binary)
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.path={}", folder.display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            // One alone: no gossip, and no wait for it.
            .args(["--cluster.listen-address=", "--log.level=error"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| format!("{}: {why}", binary.display()))?;
        let server = Self { child, port, folder };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("Alertmanager does not answer".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Processor time until now, in milliseconds, and the most memory, in MiB.
    pub fn usage(&self) -> Result<(f64, f64), String> {
        Ok((cpu_ms(self.child.id())?, peak_rss(self.child.id())?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left behind.
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn config_of(scale: u32, webhook: u16) -> String {
    let scaled = |wait: Duration| format!("{}ms", millis(wait) / u64::from(scale));
    json!({
        "route": {
            "receiver": "team",
            "group_by": ["service"],
            "group_wait": scaled(GROUP_WAIT),
            "group_interval": scaled(GROUP_INTERVAL),
            "repeat_interval": scaled(REPEAT_INTERVAL),
        },
        "receivers": [{
            "name": "team",
            "webhook_configs": [{"url": format!("http://127.0.0.1:{webhook}/"), "send_resolved": true}],
        }],
    })
    .to_string()
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|why| why.to_string())?;
    Ok(listener.local_addr().map_err(|why| why.to_string())?.port())
}

/// What it calls itself, e.g. `0.25.0`.
///
/// # Errors
/// When it can't be run.
pub fn version(binary: &Path) -> Result<String, String> {
    let output = Command::new(binary)
        .arg("--version")
        .output()
        .map_err(|why| format!("{}: {why}", binary.display()))?;
    // Some releases say it on one, some on the other.
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let mut words = said.split_whitespace().skip_while(|word| *word != "version");
    words
        .nth(1)
        .map(str::to_owned)
        .ok_or_else(|| format!("it does not say its version, but: {said}"))
}

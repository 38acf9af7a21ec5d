//! The program as a process, over a generated register.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
};

use serde_json::Value;

pub const EDITOR: &str = "the-secret-of-an-editor-under-load";
pub const ADMIN: &str = "the-secret-of-an-admin-under-load-";

/// As large as the build is quick.
const GENERATE: [&str; 7] = match cfg!(debug_assertions) {
    true => ["generate", "--initiatives", "60", "--organisations", "200", "--participations", "500"],
    false => ["generate", "--initiatives", "2000", "--organisations", "5000", "--participations", "20000"],
};

/// A server that makes a backup every ten seconds while others work.
pub struct Server {
    process: Mutex<Child>,
    number: u32,
    address: String,
    directory: tempfile::TempDir,
}

impl Server {
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        let made = program(&GENERATE).arg("--data").arg(&data).stdout(Stdio::null()).status().unwrap();
        assert!(made.success());
        let serve = ["serve", "--listen", "127.0.0.1:0", "--backup-every", "10s", "--keep", "3", "--max-rate", "0"];
        let mut command = program(&serve);
        command.arg("--data").arg(&data).arg("--backup-dir").arg(directory.path().join("backups"));
        command.env("BUENDNIS_EDITOR_TOKEN", EDITOR).env("BUENDNIS_ADMIN_TOKEN", ADMIN);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let serving = lines.by_ref().map(Result::unwrap).find(|line| line.contains("\"serving\"")).expect("it serves");
        let serving: Value = serde_json::from_str(&serving).unwrap();
        // Nobody reads the log any further, but it must not be blocked.
        thread::spawn(move || lines.for_each(drop));
        let address = serving["address"].as_str().unwrap().to_owned();
        Self { number: process.id(), process: Mutex::new(process), address, directory }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The memory that the process has, in kB.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.number)).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Asks the server to end, and looks whether what it leaves is sound and its newest backup makes the same register.
    pub fn stop_and_verify(&self) {
        let stop = Command::new("kill").args(["-TERM", &self.number.to_string()]).status().unwrap();
        assert!(stop.success());
        assert!(self.process.lock().unwrap().wait().unwrap().success());
        let data = self.directory.path().join("data");
        assert!(program(&["verify", "--data"]).arg(&data).stdout(Stdio::null()).status().unwrap().success());
        let mut backups: Vec<_> =
            fs::read_dir(self.directory.path().join("backups")).unwrap().map(|entry| entry.unwrap().path()).collect();
        backups.sort();
        let restored = self.directory.path().join("restored");
        let newest = backups.last().expect("there are backups");
        let restore = program(&["restore"]).arg(newest).arg("--data").arg(&restored).stdout(Stdio::null()).status();
        assert!(restore.unwrap().success());
        assert!(program(&["verify", "--data"]).arg(&restored).stdout(Stdio::null()).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let process = self.process.get_mut().unwrap();
        let _ = process.kill();
        let _ = process.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    command.args(arguments).env_remove("BUENDNIS_LOG").env_remove("BUENDNIS_DATA");
    command
}

//! A PostgreSQL server of the tests' own: in a folder and on a port of its own, as a user that is not root, and gone with the test.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::folder::Folder;
use crate::outside;

/// The password of the server's owner. No message may show it.
pub const PASSWORD: &str = "pg-S3cret-0f-tests";

/// The server's owner.
pub const OWNER: &str = "keeper";

/// A role that logs in without a password, once a test has made it.
pub const TRUSTED: &str = "trusted";

/// A running server. Dropping it ends it and removes its folder.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: Folder,
    port: u16,
    /// Whose process the server is, where the tests run as root.
    user: Option<(u32, u32)>,
}

/// How the server ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are told, and their transactions rolled back.
    Fast,
    /// As a crash: what is not on the disk is lost.
    Immediate,
}

impl Postgres {
    /// A server that this test alone uses, and may stop.
    ///
    /// # Panics
    ///
    /// PostgreSQL is not there, which the test says it needs, or does not start.
    pub fn own() -> Self {
        let programs =
            outside::postgres().expect("PostgreSQL is installed: apt-get install postgresql");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let server = Self {
            programs,
            folder: Folder::new("postgres"),
            port: free.expect("a free port").port(),
            user: stand_in(),
        };
        let (data, password) = (server.data(), server.folder.file("password"));
        fs::create_dir(&data).expect("a folder for the database");
        fs::write(&password, PASSWORD).expect("a file for the password");
        for path in [server.folder.path(), &data, &password] {
            server.give(path);
        }
        server.run(
            "initdb",
            &[
                &format!("--username={OWNER}"),
                &format!("--pwfile={}", password.display()),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ],
        );
        // A role that needs no password, where many processes begin: what logging in costs is hashed without optimisation here.
        let hosts = data.join("pg_hba.conf");
        let said = fs::read_to_string(&hosts).expect("initdb writes it");
        let trusted = format!("host all {TRUSTED} 127.0.0.1/32 trust\n{said}");
        fs::write(&hosts, trusted).expect("the folder is ours");
        server.start();
        server
    }

    /// The server that tests of one program share while any of them runs.
    pub fn shared() -> Arc<Self> {
        static RUNNING: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::own());
            *running = Arc::downgrade(&server);
            server
        })
    }

    /// Starts it, and waits until it answers.
    pub fn start(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=32MB",
            self.port
        );
        let log = self.folder.file("log");
        self.run(
            "pg_ctl",
            &[
                "-w",
                "-t",
                "60",
                "-l",
                &log.display().to_string(),
                "-o",
                &options,
                "start",
            ],
        );
    }

    /// Ends it, and waits until it is gone.
    pub fn stop(&self, how: Stop) {
        let mode = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
        };
        self.run("pg_ctl", &["-w", "-t", "60", "-m", mode, "stop"]);
    }

    /// Its port on the loopback address.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The connection string of a database for its owner.
    pub fn connection(&self, database: &str) -> String {
        self.connection_of(OWNER, database, self.port)
    }

    /// The connection string of a role, by the way of another port.
    pub fn connection_of(&self, role: &str, database: &str, port: u16) -> String {
        format!("host=127.0.0.1 port={port} user={role} password={PASSWORD} dbname={database}")
    }

    fn data(&self) -> PathBuf {
        self.folder.file("data")
    }

    /// Lets the server's user have a file.
    fn give(&self, path: &Path) {
        #[cfg(unix)]
        if let Some((user, group)) = self.user {
            std::os::unix::fs::chown(path, Some(user), Some(group))
                .expect("root may give files away");
        }
        #[cfg(not(unix))]
        let _ = path;
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        let log = self.folder.file("said");
        let said = fs::File::create(&log).expect("a file for what it says");
        command
            .arg("-D")
            .arg(self.data())
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said);
        #[cfg(unix)]
        if let Some((user, group)) = self.user {
            use std::os::unix::process::CommandExt as _;
            command.uid(user).gid(group);
        }
        let status = command.status().expect("PostgreSQL is installed");
        let said = || {
            let of = |name| fs::read_to_string(self.folder.file(name)).unwrap_or_default();
            of("said") + &of("log")
        };
        assert!(status.success(), "{program} {arguments:?}: {}", said());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A test may have stopped it; then there is no such file.
        if self.data().join("postmaster.pid").exists() {
            self.stop(Stop::Immediate);
        }
    }
}

/// The user that runs the server for root, whom it refuses: the one that Debian's package makes.
fn stand_in() -> Option<(u32, u32)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if fs::metadata("/proc/self").ok()?.uid() != 0 {
            return None;
        }
        let users = fs::read_to_string("/etc/passwd").ok()?;
        let user = |name: &str| {
            let mut fields = users
                .lines()
                .map(|line| line.split(':').collect::<Vec<_>>());
            let fields = fields.find(|fields| fields.first() == Some(&name))?;
            Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
        };
        user("postgres").or_else(|| user("nobody"))
    }
    #[cfg(not(unix))]
    None
}

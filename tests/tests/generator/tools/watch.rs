//! `generate --watch`, from another process: what changes is written again, errors do not end it, and Ctrl-C does.

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use faultcode_tests::command::{faultcode, program};
use faultcode_tests::folder::Folder;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
security: [{token: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {'200': {description: all, content: {application/json: {schema: {$ref: 'parts/order.yaml'}}}}}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
";

const PART: &str = "type: object\nproperties: {id: {type: string}}\n";

const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: more, version: '1'}\nactions:\n  - target: $.info\n    update: {description: WORD}\n";

const CONFIG: &str =
    "clients:\n  - {spec: api.yaml, out: made/shop, overlays: [more.yaml], files: [parts]}\n";

/// A watcher, and the lines that it says.
struct Watcher {
    child: Child,
    lines: Receiver<String>,
}

fn listen(stream: impl Read + Send + 'static, says: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = says.send(line);
        }
    });
}

impl Watcher {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        // Both streams through one pipe, in the order in which they are written.
        let mut child = Command::new("sh")
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .args(["-c", "exec \"$0\" generate --watch \"$@\" 2>&1"])
            .arg(program())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let (says, lines) = channel();
        listen(child.stdout.take().expect("it was asked for"), says);
        Self { child, lines }
    }

    /// Waits for a line that holds the words.
    #[track_caller]
    fn says(&self, words: &str) {
        let mut heard = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(60)) {
            let found = line.contains(words);
            heard.push(line);
            if found {
                return;
            }
        }
        panic!("it does not say {words:?}, but {heard:#?}");
    }

    /// Whether it stays silent for a moment.
    fn is_silent(&self) -> bool {
        self.lines
            .recv_timeout(Duration::from_millis(1200))
            .is_err()
    }

    /// Ctrl-C: how it ends.
    fn interrupt(mut self) -> Option<i32> {
        let sent = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn files(folder: &Path) {
    fs::create_dir_all(folder.join("parts")).expect("the folder is ours");
    for (name, text) in [
        ("api.yaml", DOCUMENT),
        ("parts/order.yaml", PART),
        ("more.yaml", OVERLAY),
        ("faultcode.yaml", CONFIG),
    ] {
        fs::write(folder.join(name), text).expect("the folder is ours");
    }
}

#[test]
fn what_changes_is_written_again_until_somebody_ends_it() {
    let folder = Folder::new("watch");
    let folder = folder.path();
    files(folder);
    let watcher = Watcher::start(folder, &[]);
    watcher.says("4 files; Ctrl-C");
    let made = |name: &str| {
        fs::read_to_string(folder.join("made/shop/src").join(name)).unwrap_or_default()
    };
    assert!(made("lib.rs").contains("WORD"));
    // What it writes itself, and files of the same time, are no change.
    assert!(watcher.is_silent(), "it runs without a change");

    fs::write(folder.join("more.yaml"), OVERLAY.replace("WORD", "MOTTO"))
        .expect("the folder is ours");
    watcher.says("more.yaml has changed");
    watcher.says("Ctrl-C");
    assert!(made("lib.rs").contains("MOTTO"));

    fs::write(
        folder.join("parts/order.yaml"),
        PART.replace("id:", "number:"),
    )
    .expect("the folder is ours");
    watcher.says("order.yaml has changed");
    watcher.says("Ctrl-C");
    let types = folder.join("made/shop/src");
    let all = faultcode_tests::tree::files(&types)
        .into_iter()
        .map(|it| fs::read_to_string(types.join(it)).unwrap_or_default());
    assert!(all.into_iter().any(|it| it.contains("pub number:")));

    // An error is shown, and the repair is seen.
    fs::write(folder.join("api.yaml"), "openapi: [").expect("the folder is ours");
    watcher.says("api.yaml has changed");
    watcher.says("error[");
    watcher.says("Ctrl-C");
    fs::write(folder.join("api.yaml"), DOCUMENT).expect("the folder is ours");
    watcher.says("operation");
    watcher.says("Ctrl-C");

    // A file that goes and comes back, and the configuration itself.
    fs::remove_file(folder.join("parts/order.yaml")).expect("it is there");
    watcher.says("error[");
    watcher.says("Ctrl-C");
    fs::write(folder.join("parts/order.yaml"), PART).expect("the folder is ours");
    watcher.says("operation");
    watcher.says("Ctrl-C");
    fs::write(
        folder.join("faultcode.yaml"),
        CONFIG.replace("made/shop", "made/store"),
    )
    .expect("the folder is ours");
    watcher.says("faultcode.yaml has changed");
    watcher.says("Ctrl-C");
    assert!(folder.join("made/store/Cargo.toml").is_file());
    assert_eq!(watcher.interrupt(), Some(0));
}

#[test]
fn several_steps_of_one_change_are_one_run() {
    let folder = Folder::new("steps");
    let folder = folder.path();
    files(folder);
    let watcher = Watcher::start(folder, &[]);
    watcher.says("Ctrl-C");
    for step in 0..8 {
        fs::write(
            folder.join("more.yaml"),
            OVERLAY.replace("WORD", &"X".repeat(step + 1)),
        )
        .expect("the folder is ours");
        std::thread::sleep(Duration::from_millis(60));
    }
    watcher.says("more.yaml has changed");
    watcher.says("Ctrl-C");
    let made = fs::read_to_string(folder.join("made/shop/src/lib.rs")).expect("it was written");
    assert!(made.contains("XXXXXXXX"));
    assert_eq!(watcher.interrupt(), Some(0));
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = Folder::new("refused");
    for (arguments, why) in [
        (&["-", "--out", "made"][..], "standard input"),
        (&[], "faultcode.yaml"),
    ] {
        let ended = faultcode(folder.path())
            .args(["generate", "--watch"])
            .args(arguments)
            .output()
            .expect("the command was built");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    }
}

//! Runs that meet in one folder, and runs that are killed: the folder holds one whole output in the end.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use faultcode::File;
use faultcode::internals::write::{compare, write};
use faultcode_tests::again;

use super::{file, listed, names, scratch};

/// A tree of that name: some files that all trees have, with a text of its own, and some that no other has.
fn tree(name: &str) -> Vec<File> {
    let long = (name == "long").then(|| file("src/long.rs", &"x".repeat(100_000)));
    let shared = (0..20).map(|number| file(&format!("src/shared/f{number}.rs"), name));
    let own = (0..20).map(|number| file(&format!("src/{name}/f{number}.rs"), name));
    listed(&shared.chain(own).chain(long).collect::<Vec<_>>())
}

/// What stands in the folder when that tree does, and nothing beside it.
fn whole(files: &[File]) -> Vec<String> {
    let mut paths: Vec<_> = files.iter().map(|it| format!("out/{}", it.path)).collect();
    paths.sort();
    paths
}

/// A process that writes two trees in turn, that many times.
fn child(out: &Path, trees: &str, times: usize) -> Child {
    again::command(module_path!(), "child_that_writes")
        .env("OUTPUT_FOLDER", out)
        .env("OUTPUT_TREES", trees)
        .env("OUTPUT_TIMES", times.to_string())
        .stdout(Stdio::null())
        .spawn()
        .expect("this program can be run")
}

#[test]
#[ignore = "the body of a process that other tests start"]
fn child_that_writes() {
    let given = |name| std::env::var(name).ok();
    let (Some(out), Some(trees), Some(times)) = (
        given("OUTPUT_FOLDER"),
        given("OUTPUT_TREES"),
        given("OUTPUT_TIMES"),
    ) else {
        return;
    };
    let trees: Vec<_> = trees.split(' ').map(tree).collect();
    for _ in 0..times.parse().expect("a number") {
        for files in &trees {
            write(Path::new(&out), files).expect("nobody is in the way for long");
        }
    }
}

#[test]
fn processes_that_write_one_folder_take_turns() {
    let folder = scratch("together");
    let out = folder.join("deep/out");
    let children = ["a b", "b c", "c a"].map(|trees| child(&out, trees, 12));
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let found = names(&folder.join("deep"));
    let trees = ["a", "b", "c"].map(tree);
    let standing: Vec<_> = trees
        .iter()
        .filter(|files| compare(&out, files).expect("a readable folder").is_empty())
        .collect();
    let [files] = standing.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(found, whole(files));
}

#[test]
fn threads_that_write_one_folder_take_turns() {
    let folder = scratch("threads");
    let out = folder.join("out");
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d"] {
            // However it is spelled, it is one folder.
            let out = match name {
                "a" => folder.join("../threads/out"),
                "b" => folder.join("./out/"),
                _ => out.clone(),
            };
            scope.spawn(move || {
                for _ in 0..5 {
                    write(&out, &tree(name)).expect("nobody is in the way for long");
                }
            });
        }
    });
    let mut trees = ["a", "b", "c", "d"].into_iter().map(tree);
    assert!(trees.any(|files| names(&folder) == whole(&files)));
}

#[test]
fn a_process_that_is_killed_leaves_nothing_for_ever() {
    let folder = scratch("killed");
    let out = folder.join("out");
    let last = tree("a");
    for round in 0..24 {
        let mut child = child(&out, "b c", 1000);
        // From before its first file to some time in the middle of one of many runs.
        std::thread::sleep(Duration::from_millis(5 + round * 7));
        child.kill().expect("it still runs");
        child.wait().expect("it was killed");
        write(&out, &last).expect("what it left is ours");
        assert_eq!(names(&folder), whole(&last), "round {round}");
        assert_eq!(compare(&out, &last).expect("a readable folder"), "");
    }
}

#[test]
fn what_killed_runs_left_beside_the_folder_goes_and_stops_nobody() {
    let folder = scratch("left");
    let out = folder.join("out");
    let own = std::process::id();
    // As runs of this number of a process left them, the one before this tool told two of them apart as well.
    for name in [
        format!(".out.faultcode-{own}"),
        format!(".out.faultcode-{own}-1f"),
    ] {
        fs::create_dir_all(folder.join(&name).join("src")).expect("the folder is this test's own");
        fs::write(folder.join(&name).join("src/lib.rs"), "x").expect("the folder is there");
    }
    fs::write(folder.join(".out.faultcode-lock"), "process 1\n").expect("the folder is there");
    // These are somebody else's.
    fs::create_dir(folder.join(".out.faultcode-mine")).expect("the folder is there");
    fs::write(folder.join(".out.faultcode-mine/x"), "x").expect("the folder is there");
    let files = listed(&[file("src/lib.rs", "1")]);
    write(&out, &files).expect("nothing is in the way");
    assert_eq!(
        names(&folder),
        [
            ".out.faultcode-mine/x",
            "out/faultcode.manifest",
            "out/src/lib.rs"
        ]
    );
}

#[test]
fn a_stage_that_cannot_be_filled_changes_nothing() {
    let folder = scratch("full");
    let out = folder.join("out");
    let files = listed(&[file("src/lib.rs", "1"), file("src/old.rs", "1")]);
    write(&out, &files).expect("a new folder");
    // One path is a file and a folder at once, so that writing fails in the middle, as on a full disk.
    let broken = listed(&[
        file("src/lib.rs", "2"),
        file("src/a", "2"),
        file("src/a/b", "2"),
    ]);
    write(&out, &broken).expect_err("it cannot be written");
    assert_eq!(names(&folder), whole(&files));
    assert_eq!(compare(&out, &files).expect("a readable folder"), "");
}

/// Files that end in the middle, as on a disk without room: the system lets the process write so many bytes to a file and no more.
/// Then it is told so, or is killed at that byte.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_changes_nothing() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = scratch("no-room");
    let out = folder.join("out");
    let files = tree("a");
    write(&out, &files).expect("a new folder");
    for (signal, is_killed) in [("trap '' XFSZ", false), ("trap - XFSZ", true)] {
        // Eight blocks of 512 bytes; the last file of the tree is longer.
        let mut own = again::command(module_path!(), "child_that_writes");
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            &format!("{signal}; ulimit -c 0; ulimit -f 8 && exec \"$0\" \"$@\""),
        ]);
        shell.arg(own.get_program()).args(own.get_args());
        let told = own.env("OUTPUT_FOLDER", &out);
        told.env("OUTPUT_TREES", "long").env("OUTPUT_TIMES", "1");
        let told = own.get_envs();
        shell.envs(told.filter_map(|(name, value)| Some((name, value?))));
        let ended = shell.output().expect("a shell and this program");
        let said = String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success(), "{said}");
        assert_eq!(ended.status.signal().is_some(), is_killed, "{said}");
        let shown = names(&folder);
        let ours: Vec<_> = shown.iter().filter(|it| it.starts_with("out/")).collect();
        assert_eq!(ours, whole(&files).iter().collect::<Vec<_>>());
        assert_eq!(compare(&out, &files).expect("a readable folder"), "");
        // What a killed process left beside it goes with the next run.
        write(&out, &files).expect("there is room");
        write(&out, &tree("b")).expect("there is room");
        write(&out, &files).expect("there is room");
        assert_eq!(names(&folder), whole(&files), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_whose_surroundings_cannot_be_written_is_written_all_the_same() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = scratch("shut");
    let out = folder.join("out");
    fs::create_dir(&out).expect("the folder is this test's own");
    let rights = |folder: &Path, mode| {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    rights(&folder, 0o555);
    // Whoever may do anything is not shut out.
    let shut = fs::write(folder.join("x"), "x").is_err();
    let files = listed(&[file("src/lib.rs", "1")]);
    let written = write(&out, &files);
    rights(&out, 0o555);
    let again = write(&out, &files);
    let other = write(&out, &listed(&[file("src/lib.rs", "2")]));
    rights(&out, 0o755);
    rights(&folder, 0o755);
    written.expect("the folder itself can be written");
    assert_eq!(again.expect("there is nothing to do").unchanged, 2);
    if shut {
        let error = other.expect_err("nothing can be written");
        assert!(error.to_string().contains("out"), "{error}");
        assert_eq!(names(&folder), whole(&files));
    }
}

//! Checked-in output: compared byte for byte, rewritten on demand, and a failure in both cases.

use std::fs;
use std::path::Path;

/// Whether `UPDATE=1` asks for stale files to be rewritten.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares a file with what it should hold; with `rewrite` a stale file is replaced. Returns what is wrong.
pub fn compare(path: &Path, shown: &str, expected: &[u8], rewrite: bool) -> Option<String> {
    let found = fs::read(path).ok();
    if found.as_deref() == Some(expected) {
        return None;
    }
    if rewrite {
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, expected).expect("the file can be written");
    }
    let what = match &found {
        None => "is missing".to_owned(),
        Some(found) => format!("is stale: {}", first_difference(found, expected)),
    };
    let done = if rewrite { " (rewritten)" } else { "" };
    Some(format!("{shown} {what}{done}"))
}

/// The first line in which two texts differ, both versions shown.
pub fn first_difference(found: &[u8], expected: &[u8]) -> String {
    let (found, expected) = (
        String::from_utf8_lossy(found),
        String::from_utf8_lossy(expected),
    );
    let mut lines = found.split('\n').zip(expected.split('\n'));
    let same = lines.by_ref().take_while(|(a, b)| a == b).count();
    let line = |text: &str| {
        text.split('\n')
            .nth(same)
            .map_or("(end of file)".to_owned(), |line| format!("{line:?}"))
    };
    format!(
        "line {} is {} and should be {}",
        same + 1,
        line(&found),
        line(&expected)
    )
}

/// Fails with all that is wrong and with what to do about it.
#[track_caller]
pub fn finish(problems: &[String], advice: &str) {
    assert!(
        problems.is_empty(),
        "{} wrong:\n\n{}\n\n{advice}",
        problems.len(),
        problems.join("\n")
    );
}

//! Which files a document may name: those below its own folder, written as plain relative paths.

use std::fs;
use std::path::{Path, PathBuf};

/// Why a reference is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It names another host or a scheme.
    Remote,
    /// It names a path that leaves the root folder, or hides what it names.
    Path,
}

/// The path that `reference` names when it stands in `file`; both relative to the root folder, with `/`.
///
/// # Errors
/// The reference is no plain relative path below the root folder. Nothing on disk is touched to find out.
pub fn join(file: &str, reference: &str) -> Result<String, Outside> {
    if reference.is_empty() {
        return Ok(file.to_owned());
    }
    let scheme = reference
        .split(['/', '#', '?'])
        .next()
        .is_some_and(|first| first.contains(':'));
    if scheme || reference.starts_with("//") {
        return Err(Outside::Remote);
    }
    // Escapes, backslashes and controls are ways to write a path that reads like another one.
    let hidden =
        |character: char| matches!(character, '\\' | '%' | '?' | '*') || character.is_control();
    if reference.starts_with('/') || reference.contains(hidden) {
        return Err(Outside::Path);
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(Outside::Path)?;
            }
            _ if part.ends_with(['.', ' ']) || part.starts_with(' ') => return Err(Outside::Path),
            _ => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// Whether the configuration lets references name `file`: it is listed, or lies in a listed folder.
pub fn is_allowed(file: &str, allowed: &[String]) -> bool {
    allowed.iter().any(|entry| {
        let entry = entry
            .strip_prefix("./")
            .unwrap_or(entry)
            .trim_end_matches('/');
        entry == "."
            || file
                .strip_prefix(entry)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Whether a text is the address of something on the public web: `http` or `https`, and a host with a domain name. What
/// names a machine by number, or the machine itself, is no published schema.
pub fn is_published(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let labels: Vec<&str> = host.unwrap_or("").split('.').collect();
    let plain = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    labels.len() > 1
        && labels.iter().all(plain)
        && labels
            .last()
            .is_some_and(|top| top.chars().all(|c| c.is_ascii_alphabetic()))
}

/// The file that stands for one at another host, because an entry `https://host/file=local-file` says so.
pub fn local_copy(url: &str, allowed: &[String]) -> Option<String> {
    let mut copies = allowed.iter().filter_map(|entry| entry.rsplit_once('='));
    let (_, file) = copies.find(|(from, _)| *from == url)?;
    join("", file).ok().filter(|file| !file.is_empty())
}

/// The last part of a path.
pub fn file_name(path: &Path) -> Option<String> {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
}

/// The path on disk of `file`, when it lies below the folder of `entry` after all links are followed.
pub fn below(entry: &Path, file: &str) -> Option<PathBuf> {
    let folder = entry
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let path = folder.join(file);
    // A file that does not exist has no links; reading it reports that.
    let Ok(real) = fs::canonicalize(&path) else {
        return Some(path);
    };
    fs::canonicalize(folder)
        .is_ok_and(|root| real.starts_with(root))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_the_root_are_followed() {
        let cases = [
            ("api.yaml", "schemas/a.yaml", Ok("schemas/a.yaml")),
            ("schemas/a.yaml", "./b.yaml", Ok("schemas/b.yaml")),
            ("schemas/a.yaml", "../api.yaml", Ok("api.yaml")),
            ("schemas/a.yaml", "", Ok("schemas/a.yaml")),
            ("api.yaml", "../a.yaml", Err(Outside::Path)),
            ("api.yaml", "a/../../a.yaml", Err(Outside::Path)),
            ("api.yaml", "/etc/passwd", Err(Outside::Path)),
            ("api.yaml", "%2e%2e/a.yaml", Err(Outside::Path)),
            ("api.yaml", "..\\a.yaml", Err(Outside::Path)),
            ("api.yaml", "a.yaml.", Err(Outside::Path)),
            ("api.yaml", "a.yaml ", Err(Outside::Path)),
            ("api.yaml", "a\0.yaml", Err(Outside::Path)),
            ("api.yaml", "file:///etc/passwd", Err(Outside::Remote)),
            (
                "api.yaml",
                "https://example.com/a.yaml",
                Err(Outside::Remote),
            ),
            ("api.yaml", "//host/a.yaml", Err(Outside::Remote)),
            ("api.yaml", "C:/a.yaml", Err(Outside::Remote)),
            ("api.yaml", "data:text/plain,a", Err(Outside::Remote)),
        ];
        for (file, reference, path) in cases {
            assert_eq!(
                join(file, reference),
                path.map(str::to_owned),
                "{reference}"
            );
        }
    }

    #[test]
    fn numbers_and_own_machines_are_not_published() {
        for (text, is) in [
            ("https://shop.example/a.yaml#/B", true),
            ("http://json-schema.example", true),
            ("http://169.254.169.254/a", false),
            ("http://2852039166/", false),
            ("http://[::1]/", false),
            ("http://localhost/a", false),
            ("https://user@shop.example/", false),
            ("https://shop.example:8443/", false),
            ("ftp://shop.example/a", false),
            ("//shop.example/a", false),
        ] {
            assert_eq!(is_published(text), is, "{text}");
        }
    }

    #[test]
    fn a_file_stands_for_one_at_another_host() {
        let url = "https://shop.example/a.yaml?v=1";
        let allowed = [
            format!("{url}=./vendor/a.yaml"),
            "https://b=../b".to_owned(),
        ];
        assert_eq!(local_copy(url, &allowed), Some("vendor/a.yaml".to_owned()));
        assert_eq!(local_copy("https://shop.example/a.yaml", &allowed), None);
        assert_eq!(local_copy("https://b", &allowed), None);
    }

    #[test]
    fn a_listed_folder_allows_what_lies_in_it() {
        let allowed = ["./schemas/".to_owned(), "common.yaml".to_owned()];
        for (file, expected) in [
            ("schemas/a.yaml", true),
            ("schemas2/a.yaml", false),
            ("common.yaml", true),
            ("other.yaml", false),
        ] {
            assert_eq!(is_allowed(file, &allowed), expected, "{file}");
        }
    }
}

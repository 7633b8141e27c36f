//! Which files a document may name: those below its own folder, and those of folders beside or above it that the user allows
//! by name, written as plain relative paths.

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

/// The path that `reference` names when it stands in `file`; both relative to the root folder, with `/`. One that leaves that
/// folder begins with `..`.
///
/// # Errors
/// The reference is no plain relative path. Nothing on disk is touched to find out.
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
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => drop(parts.pop()),
            _ if part.ends_with(['.', ' ']) || part.starts_with(' ') => return Err(Outside::Path),
            _ => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// Whether a path leaves the root folder.
pub fn leaves(file: &str) -> bool {
    file == ".." || file.starts_with("../")
}

/// The same path where it goes up and comes back to the folder that the root folder is: `../api/a.yaml` is `a.yaml` in `api`.
/// `home` are the names of the folders down to the root folder.
pub fn homeward(file: &str, home: &[String]) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    loop {
        let up = parts.iter().take_while(|part| **part == "..").count();
        let name = home.len().checked_sub(up).and_then(|at| home.get(at));
        match (name, parts.get(up)) {
            (Some(name), Some(next)) if up > 0 && name == next => {
                parts.drain(up - 1..=up);
            }
            _ => return parts.join("/"),
        }
    }
}

/// The names of the folders down to the one that holds `entry`; none where that cannot be found out.
pub fn home(entry: &Path) -> Vec<String> {
    let real = fs::canonicalize(folder_of(entry)).unwrap_or_default();
    let names = real.components().filter_map(|part| match part {
        std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    names.collect()
}

/// Whether the configuration lets references name `file`: it is listed, or lies in a listed folder.
pub fn is_allowed(file: &str, allowed: &[String]) -> bool {
    allowed.iter().any(|entry| covering(entry, file).is_some())
}

/// The path of an entry that allows a file.
fn covering(entry: &str, file: &str) -> Option<String> {
    let entry = join("", entry).ok().filter(|_| !entry.is_empty())?;
    let rest = match file.strip_prefix(&entry) {
        Some(rest) if entry.is_empty() => rest,
        Some("") => "",
        Some(rest) => rest.strip_prefix('/')?,
        None => return None,
    };
    // What lies above a folder is not in it.
    (!leaves(rest)).then_some(entry)
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
    let file = join("", file).ok()?;
    (!file.is_empty() && !leaves(&file)).then_some(file)
}

/// The last part of a path.
pub fn file_name(path: &Path) -> Option<String> {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
}

/// The path on disk of `file`, when after all links are followed it lies where it says: below the folder of `entry`, or in what
/// an entry of `allowed` names outside of it.
pub fn on_disk(entry: &Path, file: &str, allowed: &[String]) -> Option<PathBuf> {
    let folder = folder_of(entry);
    let path = folder.join(file);
    // A file that does not exist has no links; reading it reports that.
    let Ok(real) = fs::canonicalize(&path) else {
        return Some(path);
    };
    let within = |root: &Path| fs::canonicalize(root).is_ok_and(|root| real.starts_with(root));
    let lies = if leaves(file) {
        let mut named = allowed.iter().filter_map(|entry| covering(entry, file));
        named.any(|entry| within(&folder.join(entry)))
    } else {
        within(folder)
    };
    lies.then_some(path)
}

fn folder_of(entry: &Path) -> &Path {
    entry
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_followed() {
        let cases = [
            ("api.yaml", "schemas/a.yaml", Ok("schemas/a.yaml")),
            ("schemas/a.yaml", "./b.yaml", Ok("schemas/b.yaml")),
            ("schemas/a.yaml", "../api.yaml", Ok("api.yaml")),
            ("schemas/a.yaml", "", Ok("schemas/a.yaml")),
            ("api.yaml", "../a.yaml", Ok("../a.yaml")),
            ("api.yaml", "a/../../a.yaml", Ok("../a.yaml")),
            ("../common/a.yaml", "b.yaml", Ok("../common/b.yaml")),
            ("../common/a.yaml", "../b.yaml", Ok("../b.yaml")),
            ("../a.yaml", "../b.yaml", Ok("../../b.yaml")),
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
        let allowed = [
            "./schemas/",
            "common.yaml",
            "../shared/",
            "../x/../one.yaml",
            "",
        ];
        let allowed = allowed.map(str::to_owned);
        for (file, expected) in [
            ("schemas/a.yaml", true),
            ("schemas2/a.yaml", false),
            ("common.yaml", true),
            ("other.yaml", false),
            ("../shared/a.yaml", true),
            ("../shared2/a.yaml", false),
            ("../a.yaml", false),
            ("../../shared/a.yaml", false),
            ("../one.yaml", true),
        ] {
            assert_eq!(is_allowed(file, &allowed), expected, "{file}");
        }
        // A folder says nothing of those above it.
        for (entry, file, expected) in [
            (".", "a.yaml", true),
            (".", "../a.yaml", false),
            ("..", "../b/a.yaml", true),
            ("..", "../../a.yaml", false),
            ("../..", "../../a.yaml", true),
            ("/etc", "../etc/passwd", false),
        ] {
            assert_eq!(
                is_allowed(file, &[entry.to_owned()]),
                expected,
                "{entry} {file}"
            );
        }
    }

    #[test]
    fn a_way_up_and_back_is_no_way() {
        let home = ["srv", "shop", "api"].map(str::to_owned);
        for (file, plain) in [
            ("../api/a.yaml", "a.yaml"),
            ("../../shop/api/a.yaml", "a.yaml"),
            ("../../shop/common/a.yaml", "../common/a.yaml"),
            ("../common/a.yaml", "../common/a.yaml"),
            ("../../../../a.yaml", "../../../../a.yaml"),
            ("a/api/b.yaml", "a/api/b.yaml"),
        ] {
            assert_eq!(homeward(file, &home), plain, "{file}");
        }
    }
}

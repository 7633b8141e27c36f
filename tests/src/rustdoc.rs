//! The public interface of the runtime as rustdoc describes it in JSON, which takes one switch of the compiler that is not
//! stable. Only the few members that the tests ask about are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cargo::{Ended, target};
use crate::tree;

/// All but `reqwest-tls`, which shows nothing that `hyper` does not, and brings a TLS library of its own.
fn features() -> String {
    let manifest = std::fs::read_to_string(tree::root().join("runtime/Cargo.toml"));
    let manifest: String = manifest.expect("the runtime has a manifest");
    let listed = manifest.split("[features]\n").nth(1).unwrap_or("");
    let listed = listed.split("\n[").next().unwrap_or("");
    let names = listed.lines().filter_map(|line| line.split_once(" = "));
    let names = names.map(|(name, _)| name.trim_start_matches('#').trim());
    let names: Vec<&str> = names.filter(|name| *name != "reqwest-tls").collect();
    format!("--features={}", names.join(","))
}

/// The crate of facts, whose types the runtime shows as its own.
const FACTS: &str = "faultcode_facts";

/// The public interface of the runtime.
pub struct Interface {
    doc: Value,
}

/// A public struct or enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicType {
    /// Its name without the path.
    pub name: String,
    /// Whether it has `Debug` or `Display`.
    pub is_shown: bool,
    /// Whether it is made of numbers and of texts that are part of the program alone.
    pub is_static: bool,
}

impl Interface {
    /// Asks rustdoc, through a program that allows it what is not stable: `CARGO_BIN_EXE_rustdoc`.
    ///
    /// # Panics
    ///
    /// The runtime does not compile, or the description has another form than the toolchain of this repository gives.
    pub fn of_runtime(rustdoc: &Path) -> Self {
        let folder = target();
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(tree::root().join("runtime"))
            // Features that no other test needs may have dependencies that are not on this machine yet.
            .args(["rustdoc", "--locked", "--lib", &features(), "--"])
            .args(["-Z", "unstable-options", "--output-format", "json"])
            .env("RUSTDOC", rustdoc)
            .env("CARGO_TARGET_DIR", &folder)
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("CARGO_MANIFEST_DIR");
        let output = command.output().expect("cargo can be started");
        Ended::of(&command, &output).expect_success("The runtime has to be documented in JSON.");
        let text = std::fs::read(folder.join("doc/faultcode_runtime.json"));
        let doc = serde_json::from_slice(&text.expect("rustdoc wrote it")).expect("JSON");
        Self { doc }
    }

    /// The names that stand at its root: types, functions, macros and modules, those that are hidden left out.
    ///
    /// # Panics
    ///
    /// The description has another form than the toolchain of this repository gives.
    pub fn root(&self) -> BTreeSet<String> {
        let root = &self.item(&self.doc["root"])["inner"]["module"]["items"];
        let items = root.as_array().expect("a root with items").iter();
        let names = items.map(|id| {
            let item = self.item(id);
            let used = &item["inner"]["use"]["name"];
            let name = used.as_str().or(item["name"].as_str());
            name.expect("an item has a name").to_owned()
        });
        names.collect()
    }

    fn items(&self) -> impl Iterator<Item = &Value> {
        let index = self.doc["index"].as_object().expect("an index");
        index.values().filter(|item| item["crate_id"] == 0)
    }

    fn item(&self, id: &Value) -> &Value {
        &self.doc["index"][id.to_string()]
    }

    /// Every public struct and enum.
    pub fn types(&self) -> Vec<PublicType> {
        let mut unshown: BTreeSet<String> = BTreeSet::new();
        let found: Vec<(String, &Value)> = self
            .items()
            .filter_map(|item| {
                let inner = &item["inner"];
                let body = inner.get("struct").or_else(|| inner.get("enum"))?;
                let name = item["name"].as_str().expect("a type has a name").to_owned();
                if !self.is_shown(body) {
                    unshown.insert(name.clone());
                }
                Some((item["id"].to_string(), body))
            })
            .collect();
        // What is made of static types is static: until no further one is found.
        let mut fixed = self.facts();
        loop {
            let more: Vec<String> = found
                .iter()
                .filter(|(id, body)| !fixed.contains(id) && self.is_static(body, &fixed))
                .map(|(id, _)| id.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            fixed.extend(more);
        }
        let mut types: Vec<PublicType> = found
            .iter()
            .map(|(id, _)| {
                let name = self.doc["index"][id]["name"].as_str();
                let name = name.expect("a type has a name").to_owned();
                PublicType {
                    is_shown: !unshown.contains(&name),
                    is_static: fixed.contains(id),
                    name,
                }
            })
            .collect();
        types.sort();
        types
    }

    /// The types of the crate of facts, and the names that the runtime gives them: all of them are static.
    fn facts(&self) -> BTreeSet<String> {
        let paths = self.doc["paths"].as_object().expect("paths");
        let of_facts = paths
            .iter()
            .filter(|(_, path)| self.of_crate(path) == FACTS);
        let mut facts: BTreeSet<String> = of_facts.map(|(id, _)| id.clone()).collect();
        let aliases = self.items().filter(|item| {
            let target = &item["inner"]["type_alias"]["type"]["resolved_path"]["id"];
            facts.contains(&target.to_string())
        });
        let aliases: Vec<String> = aliases.map(|item| item["id"].to_string()).collect();
        facts.extend(aliases);
        facts
    }

    /// The name of the crate that a path leads into.
    fn of_crate(&self, path: &Value) -> &str {
        let of = &self.doc["external_crates"][path["crate_id"].to_string()]["name"];
        of.as_str().unwrap_or("")
    }

    fn is_shown(&self, body: &Value) -> bool {
        let impls = body["impls"].as_array().expect("implementations");
        impls.iter().any(|id| {
            let name = self.item(id)["inner"]["impl"]["trait"]["path"].as_str();
            let name = name.unwrap_or("").rsplit("::").next();
            let is_blanket = !self.item(id)["inner"]["impl"]["blanket_impl"].is_null();
            !is_blanket && matches!(name, Some("Debug" | "Display"))
        })
    }

    /// Whether all fields of a type are static. Hidden ones could be anything.
    fn is_static(&self, body: &Value, fixed: &BTreeSet<String>) -> bool {
        if let Some(variants) = body["variants"].as_array() {
            return variants.iter().all(|id| {
                let kind = &self.item(id)["inner"]["variant"]["kind"];
                self.are_static(kind, fixed)
            });
        }
        self.are_static(&body["kind"], fixed)
    }

    fn are_static(&self, kind: &Value, fixed: &BTreeSet<String>) -> bool {
        if kind == "plain" || kind == "unit" {
            return true;
        }
        let fields = if let Some(tuple) = kind["tuple"].as_array() {
            tuple
        } else {
            let named = kind.get("plain").or_else(|| kind.get("struct"));
            let Some(named) = named.filter(|it| it["has_stripped_fields"] == false) else {
                return false;
            };
            named["fields"].as_array().expect("fields")
        };
        fields.iter().all(|id| {
            let field = &self.item(id)["inner"]["struct_field"];
            !field.is_null() && is_static(field, fixed)
        })
    }

    /// Every type and trait of another crate in a public signature or implementation, and where each stands.
    pub fn foreign(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for item in self.items() {
            let inner = &item["inner"];
            let of_compiler = inner["impl"]["is_synthetic"] == true
                || inner["impl"]
                    .get("blanket_impl")
                    .is_some_and(|it| !it.is_null());
            if !of_compiler {
                let place = item["name"].as_str().unwrap_or("an implementation");
                self.walk(inner, place, &mut found);
            }
        }
        found
    }

    fn walk(&self, value: &Value, place: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
        match value {
            Value::Object(members) => {
                if let Some(id) = members.get("id")
                    && (members.contains_key("path") || members.contains_key("name"))
                    && let Some(path) = self.foreign_path(id)
                {
                    found.entry(path).or_default().insert(place.to_owned());
                }
                members.values().for_each(|it| self.walk(it, place, found));
            }
            Value::Array(items) => items.iter().for_each(|it| self.walk(it, place, found)),
            _ => {}
        }
    }

    fn foreign_path(&self, id: &Value) -> Option<String> {
        let path = self.doc["paths"].get(id.to_string())?;
        let of = self.of_crate(path);
        if ["", "std", "core", "alloc"].contains(&of) {
            return None;
        }
        let segments = path["path"].as_array()?.iter();
        let last = segments.filter_map(Value::as_str).next_back()?;
        // The crate of facts is part of the runtime, but for the form in which the generator has them.
        if of == FACTS && !["WireName", "Document"].contains(&last) {
            return None;
        }
        Some(format!("{of}::{last}"))
    }
}

/// Whether a value of the type can only be a number, or part of the program.
fn is_static(ty: &Value, fixed: &BTreeSet<String>) -> bool {
    if let Some(name) = ty["primitive"].as_str() {
        return name != "str";
    }
    if let Some(reference) = ty.get("borrowed_ref") {
        // What a program borrows for ever was in it from the start.
        return reference["lifetime"] == "'static" && reference["is_mutable"] == false;
    }
    if ty.get("function_pointer").is_some() {
        return true;
    }
    if let Some(items) = ty["tuple"].as_array() {
        return items.iter().all(|it| is_static(it, fixed));
    }
    if let Some(array) = ty.get("array") {
        return is_static(&array["type"], fixed);
    }
    let Some(path) = ty.get("resolved_path") else {
        return false;
    };
    let name = path["path"].as_str().unwrap_or("");
    match name.rsplit("::").next().unwrap_or("") {
        "Duration" => true,
        "Option" => {
            let args = path["args"]["angle_bracketed"]["args"].as_array();
            args.is_some_and(|args| args.iter().all(|it| is_static(&it["type"], fixed)))
        }
        _ => fixed.contains(&path["id"].to_string()),
    }
}

//! Pages about errors into drafts of overlays: what a page says of codes, statuses, retries and limits, with the line that says so.
//!
//! ```text
//! HTML, Markdown, text, YAML, JSON ─▶ page: headings, tables, items, samples ─▶ facts ─▶ draft
//! ```
//!
//! A reader per format makes one list of blocks, and everything behind it looks at blocks only. Nothing is guessed: a word is a code
//! by its form and by where it stands, under the heading of a column, as the heading of a section, set as code at the beginning of
//! an item, or at the place of codes in a sample. What looks like more and was not understood is listed at the end of the draft.

mod action;
mod catalogue;
mod envelope;
mod facts;
mod headers;
mod html;
mod json;
mod lists;
mod markdown;
mod matching;
mod page;
mod roles;
mod table;
mod text;
mod verdict;
mod walk;
mod words;

use std::path::Path;

use serde_json::{Map, Value, json};

use self::envelope::{Envelope, Shown};
use self::facts::{Fact, Facts, Said};
use self::matching::Document;
use self::page::{Block, Blocks, Page};
use crate::diagnostics::Diagnostics;
use crate::draft::{Draft, Origin, Target};
use crate::load::{Input, Loader};
use crate::source::node::Node;
use crate::source::{json as strict, yaml};

/// Reads pages and makes the draft of them. `None` when a page cannot be read; then a finding says why. A draft that
/// [`Draft::is_empty`] comes of pages that say nothing about errors.
pub fn import(
    pages: &[Input<'_>],
    spec: Option<Input<'_>>,
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Option<Draft> {
    let mut read = Vec::new();
    for input in pages {
        read.push(page(*input, loader, diag)?);
    }
    let document = match spec {
        Some(input) => Some(loader.read(input, diag)?),
        None => None,
    };
    Some(draft(&read, document.as_ref()))
}

/// Reads one page by the ending of its name, or by what it begins with.
fn page(input: Input<'_>, loader: &mut Loader, diag: &mut Diagnostics) -> Option<Page> {
    let file = loader.read_text(input, diag)?;
    let name = loader.sources().name(file).to_owned();
    let text = loader.sources().text(file);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let ending = Path::new(&name)
        .extension()
        .map(|it| it.to_ascii_lowercase());
    let ending = ending.as_ref().and_then(|it| it.to_str()).unwrap_or("");
    let short = name.rsplit('/').next().unwrap_or(&name).to_owned();
    let mut blocks = Blocks::default();
    let beginning: String = text
        .trim_start()
        .chars()
        .take(20)
        .collect::<String>()
        .to_ascii_lowercase();
    let is_html = beginning.starts_with("<!doctype")
        || beginning.starts_with("<html")
        || beginning.starts_with("<?xml");
    let origin = match ending {
        "yaml" | "yml" | "json" => Origin::Catalogue,
        _ => Origin::Page,
    };
    match ending {
        "yaml" | "yml" | "json" => {
            let root = parsed(text, ending, file, diag)?;
            catalogue::read(&root, loader.sources(), &mut blocks);
        }
        "html" | "htm" | "xhtml" => html::read(text, 1, &mut blocks),
        _ if is_html => html::read(text, 1, &mut blocks),
        "md" | "mdx" | "markdown" | "mdown" => markdown::read(text, &mut blocks),
        _ => text::read(text, &mut blocks),
    }
    Some(Page {
        name: short,
        origin,
        blocks,
    })
}

/// The tree of a catalogue, under a budget of its own.
fn parsed(
    text: &str,
    ending: &str,
    file: crate::source::FileId,
    diag: &mut Diagnostics,
) -> Option<Node> {
    let mut budget = crate::source::budget::Budget::new();
    // What expands is held to the size of its source.
    budget.source(text.len()).ok()?;
    if ending == "json" {
        strict::parse(text, file, &mut budget, diag)
    } else {
        yaml::parse(text, file, &mut budget, diag)
    }
}

fn draft(pages: &[Page], root: Option<&Node>) -> Draft {
    let mut facts = Facts::default();
    let shown = samples(pages);
    // Names of members are needed to tell codes from fields, and codes to tell which member holds them.
    let members = envelope::deduce(&shown, &|_| false, &|_| false).members;
    for page in pages {
        walk::walk(page, &members, &mut facts);
    }
    let lists = lists(pages);
    let envelope = envelope::deduce(&shown, &|it| facts.is_code(it), &|it| {
        lists.iter().any(|name| name == it)
    });
    from_samples(&shown, &envelope, &mut facts);
    for page in pages {
        lists::verdicts(page, &mut facts);
        lists::cases(page, &mut facts);
        if page.blocks.is_cut() {
            facts.note(format!(
                "{}: the page is too large, its end was not looked at",
                page.name
            ));
        }
    }
    kinds(&mut facts);
    let whole = headers::read(pages, &mut facts);
    assemble(pages, root, facts, envelope, whole)
}

/// The samples of errors, in order.
fn samples(pages: &[Page]) -> Vec<Shown> {
    let mut shown = Vec::new();
    for page in pages {
        for block in page.blocks.iter() {
            if let Block::Sample(text, line) = block
                && let Some(sample) = json::sample(text)
                && envelope::is_error(&sample.body)
                && shown.len() < 500
            {
                shown.push(Shown {
                    place: format!("{}:{}", page.name, line + sample.before),
                    status: sample.status.filter(|it| words::is_error(it)),
                    body: sample.body,
                });
            }
        }
    }
    shown
}

/// Members of which a table or a list says that they may be lists.
fn lists(pages: &[Page]) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |name: &str, told: &str| {
        let told = words::plain(told);
        if words::has(&told, &["array", "list", "an array", "arrays"])
            && words::form(name).is_some()
        {
            found.push(name.to_owned());
        }
    };
    for block in pages.iter().flat_map(|it| it.blocks.iter()) {
        match block {
            Block::Table(table) => {
                for row in &table.rows {
                    if let [name, told @ ..] = &**row {
                        look(
                            &name.text,
                            &told
                                .iter()
                                .map(|it| it.text.as_str())
                                .collect::<Vec<_>>()
                                .join(" "),
                        );
                    }
                }
            }
            Block::Item(text) => {
                if let Some((name, told)) = text.text.split_once([':', '-', '–', '—']) {
                    look(name.trim(), told);
                }
            }
            Block::Term(name, told) => look(&name.text, &told.text),
            _ => {}
        }
    }
    found
}

/// Codes that stand at the place of codes in samples, with the status that the sample repeats.
fn from_samples(shown: &[Shown], envelope: &Envelope, facts: &mut Facts) {
    for sample in shown {
        let status = envelope
            .status_of(&sample.body)
            .or_else(|| sample.status.clone())
            .or_else(|| facts.shown.get(&sample.place).cloned());
        let Some(code) = envelope.code_of(&sample.body).map(str::to_owned) else {
            continue;
        };
        if !facts.is_code(&code)
            && words::form(&code) != Some(words::Form::Joined)
            && !envelope.is_sure()
        {
            facts.note(format!("{}: perhaps a code: {code}", sample.place));
            continue;
        }
        let fact = facts.code(&code);
        // Where a list of codes says the status, the sample repeats it.
        let said = Said {
            statuses: status
                .filter(|_| fact.statuses.is_empty())
                .into_iter()
                .collect(),
            place: if fact.places.is_empty() {
                sample.place.clone()
            } else {
                String::new()
            },
            category: envelope.category_of(&sample.body).unwrap_or_default(),
            ..Said::default()
        };
        fact.add(&said);
    }
}

/// Verdicts by the kind of an error where its name and its category say the same: a mistake of the request is not sent again.
fn kinds(facts: &mut Facts) {
    for (code, fact) in &mut facts.entries {
        if fact.retry.is_some() || fact.is_status || !fact.statuses.is_empty() {
            continue;
        }
        let name = words::plain(&code.replace(['_', '-', '.'], " "));
        let group = fact
            .category
            .as_deref()
            .map(|it| words::plain(&it.replace(['_', '-'], " ")))
            .unwrap_or_default();
        let is_limit = |it: &str| words::has(it, &["rate limit", "too many requests", "throttle"]);
        let is_mistake = |it: &str| {
            words::has(
                it,
                &[
                    "invalid",
                    "missing",
                    "not found",
                    "required",
                    "insufficient",
                    "authentication",
                    "invalid request",
                    "card",
                    "validation",
                    "authorization",
                    "permission",
                    "denied",
                    "forbidden",
                    "unsupported",
                ],
            )
        };
        if is_limit(&name) && is_limit(&group) {
            fact.judge("throttle", false);
        } else if is_mistake(&name) && is_mistake(&group) {
            fact.judge("never", false);
        }
    }
}

fn assemble(
    pages: &[Page],
    root: Option<&Node>,
    facts: Facts,
    envelope: Envelope,
    whole: headers::Whole,
) -> Draft {
    let names: Vec<&str> = pages.iter().map(|it| it.name.as_str()).collect();
    let origin = pages.first().map_or(Origin::Page, |it| it.origin);
    let mut draft = Draft::new(format!("Draft of the errors of {}", names.join(", ")));
    draft.head = vec![
        format!("A draft, read off {} by `faultcode import-docs`. Each line of it is to be read.", names.join(", ")),
        "Behind each entry stands where it was found. An entry that is `derived` makes no call be repeated that may have been".to_owned(),
        "applied; where the entry is right, delete its line `confidence`.".to_owned(),
    ];
    let document = root.map(Document::of);
    if !envelope.value.is_empty() {
        draft.extension(
            Target::Document,
            "x-error-envelope",
            Value::Object(envelope.value.clone()),
            &envelope.place,
        );
    }
    if let Some((value, place)) = whole.retry {
        draft.extension(Target::Document, "x-retry", value, place);
    }
    if let Some((Value::Object(mut value), place)) = whole.limit {
        if !envelope.limits.is_empty() {
            value.insert("body".to_owned(), Value::Object(envelope.limits.clone()));
        }
        draft.extension(
            Target::Document,
            "x-rate-limit",
            Value::Object(value),
            place,
        );
    }
    if let Some((Value::Object(mut value), place)) = whole.idempotency {
        value.insert("confidence".to_owned(), json!("derived"));
        draft.extension(
            Target::Document,
            "x-idempotency",
            Value::Object(value),
            place,
        );
    }
    let mut codes = Vec::new();
    for (key, fact) in &facts.entries {
        let mut entry = fact.entry(key, origin);
        if let Some(document) = &document {
            document.tie(key, fact, &mut entry, &mut draft);
        }
        codes.push((key.clone(), entry));
    }
    // Codes before statuses, each in the order of the pages.
    codes.sort_by_key(|it| facts.entries.get(&it.0).is_some_and(|it| it.is_status));
    for (code, entry) in codes {
        draft.code(Target::Document, &code, entry);
    }
    refresh(&facts, document.as_ref(), &mut draft);
    for note in facts.notes.into_iter().chain(envelope.notes) {
        draft.note(note);
    }
    draft
}

/// When credentials are refreshed: it stands at the scheme, if the document has one that can be.
fn refresh(facts: &Facts, document: Option<&Document>, draft: &mut Draft) {
    let of = |is_status: bool| -> Vec<&String> {
        let reauth =
            |it: &&Fact| it.is_status == is_status && it.retry.is_some_and(|it| it.0 == "reauth");
        facts
            .entries
            .iter()
            .filter(|it| reauth(&it.1))
            .map(|it| it.0)
            .collect()
    };
    let (codes, statuses) = (of(false), of(true));
    let first = codes
        .first()
        .or(statuses.first())
        .and_then(|it| facts.entries.get(*it));
    let Some(place) = first.map(|it| it.places.join(", ")) else {
        return;
    };
    let mut value = Map::new();
    if !codes.is_empty() {
        value.insert("codes".to_owned(), json!(codes));
    }
    let numbers: Vec<u16> = statuses.iter().filter_map(|it| it.parse().ok()).collect();
    if !numbers.is_empty() {
        value.insert("statuses".to_owned(), json!(numbers));
    }
    let value = json!({ "refresh": value });
    match document.map(Document::scheme) {
        Some(Ok(scheme)) => draft.extension(Target::Scheme(scheme.to_owned()), "x-auth", value, place),
        Some(Err(count)) => draft.note(format!("{place}: x-auth: {value} belongs to a security scheme, of which {count} can be refreshed")),
        None => draft.note(format!("{place}: x-auth: {value} belongs to the security scheme; with --spec it goes there")),
    }
}

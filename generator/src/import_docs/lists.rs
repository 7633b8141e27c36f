//! What lists and programs of a page say of errors that are known already: verdicts of leads, actions of comments.

use super::action;
use super::facts::Facts;
use super::page::{Block, Page};
use super::verdict;
use super::words;

/// Verdicts that lists and leads give to codes and statuses: `Do not retry: A, B`.
pub(super) fn verdicts(page: &Page, facts: &mut Facts) {
    let mut lead: Option<(&'static str, String)> = None;
    let mut given_up = false;
    for block in page.blocks.iter() {
        let (text, is_item) = match block {
            Block::Item(text) => (text, true),
            Block::Paragraph(text) => (text, false),
            Block::Heading(_, text) => {
                let words = words::plain(&text.text);
                let short = words.split(' ').count() <= 6
                    && !words.starts_with("when")
                    && !words.starts_with("how");
                let counts =
                    |it: &&str| short && (*it == "never" || words.starts_with("retry these"));
                let said = verdict::verdict(&text.text, &[]).filter(counts);
                lead = said.map(|it| (it, text.text.clone()));
                given_up = false;
                continue;
            }
            _ => continue,
        };
        let (head, tail) = text.text.split_once(':').unwrap_or(("", &text.text));
        let named = verdict::verdict(head, &[]);
        let keys = keys(tail, facts);
        if let Some(named) = named
            .filter(|_| !keys.is_empty() && head.len() < 60 && self::keys(head, facts).is_empty())
        {
            for key in &keys {
                judge(
                    facts,
                    key,
                    named,
                    &format!("{}:{}", page.name, text.line),
                    true,
                );
            }
        } else if !is_item {
            let announces = text.text.trim_end().ends_with(':');
            lead = verdict::verdict(&text.text, &[])
                .filter(|_| announces)
                .map(|it| (it, text.text.clone()));
            given_up = false;
        } else if let Some((given, _)) = lead.clone().filter(|_| !given_up) {
            let keys = self::keys(&text.text, facts);
            let positive = matches!(given, "transient" | "throttle");
            let refused = |it: &String| {
                it.starts_with('4') && !matches!(it.as_str(), "408" | "409" | "423" | "425" | "429")
            };
            let place = format!("{}:{}", page.name, text.line);
            if positive && keys.iter().any(refused) {
                // Two lists have run into one: what is not tried again stands below what is.
                facts.note(format!(
                    "{place}: a list of what to retry that goes on with what is not: {}",
                    words::cut(&text.text, 80)
                ));
                given_up = true;
                continue;
            }
            for key in &keys {
                judge(facts, key, given, &place, true);
            }
        }
    }
}

fn judge(facts: &mut Facts, key: &str, verdict: &'static str, place: &str, is_sure: bool) {
    let is_limit = key == "429"
        || facts
            .entries
            .get(key)
            .is_some_and(|it| it.statuses.iter().any(|it| it == "429"));
    let verdict = if verdict == "transient" && is_limit {
        "throttle"
    } else {
        verdict
    };
    // A class that is tried again is worth an entry of its own; other statuses need one already.
    if key.ends_with("XX") && verdict == "transient" && key.starts_with('5') {
        facts.status(key).statuses = vec![key.to_owned()];
    }
    if let Some(fact) = facts.entries.get_mut(key) {
        fact.judge(verdict, is_sure);
        fact.at(place);
    }
}

/// Codes and statuses that a text names.
fn keys(text: &str, facts: &Facts) -> Vec<String> {
    let mut found = words::leading_statuses(text);
    found.truncate(10);
    let text = text.split(" — ").next().unwrap_or(text);
    for word in
        text.split(|it: char| !(it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ':' | '/')))
    {
        let word = word.trim_matches(['.', ':', '-', '/']);
        if facts.is_code(word)
            || words::status(word).is_some_and(|it| facts.entries.contains_key(&it))
        {
            found.push(words::status(word).unwrap_or_else(|| word.to_owned()));
        }
    }
    found.dedup();
    found
}

/// Actions of programs that tell errors apart: the comment below `case 'sold_out':`. Nothing else of a program is looked at.
pub(super) fn cases(page: &Page, facts: &mut Facts) {
    for block in page.blocks.iter() {
        let Block::Sample(text, first) = block else {
            continue;
        };
        let mut key: Option<String> = None;
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(label) = line.strip_prefix("case ") {
                let label = label.split(':').next().unwrap_or("");
                let label = label.trim_matches(['\'', '"', '`', ' ']);
                key = facts.entries.contains_key(label).then(|| label.to_owned());
                continue;
            }
            let comment = line.strip_prefix("//").or_else(|| line.strip_prefix('#'));
            let (Some(comment), Some(key)) = (comment, key.take()) else {
                continue;
            };
            let Some(fact) = facts.entries.get_mut(&key) else {
                continue;
            };
            let told = comment.trim();
            if fact.action.is_none() && action::is_advice(told) {
                let is_limit = key == "429"
                    || words::has(
                        &words::plain(&key.replace('_', " ")),
                        &["rate limit", "too many requests"],
                    );
                fact.action = action::action(told, is_limit);
                fact.at(&format!("{}:{}", page.name, first + at));
            }
        }
    }
}

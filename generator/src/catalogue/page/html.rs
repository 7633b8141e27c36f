//! The page as HTML. Text of a document gets into it through [`text`] alone, which serves elements and quoted attributes.
//!
//! It is long so that all that is written as HTML stands in one file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faultcode_facts::Effect;

use super::across::Difference;
use super::data::{Anchors, data};
use super::gathered::{Code, Effects, Facts, Service};
use super::tone;
use crate::diagnostics::counted;

const LOOK: &str = include_str!("look.css");
const VIEW: &str = include_str!("view.js");

/// Operations that a section names before one asks for all.
const NAMED: usize = 8;

/// What operations say of a code that a section quotes.
const QUOTED: usize = 3;

/// The page.
pub fn page(services: &[Service], differences: &[Difference]) -> String {
    let anchors = anchors(services);
    let name = match services {
        [only] => format!("Errors of {}", only.title),
        several => format!("Errors of {}", counted(several.len(), "service")),
    };
    let mut out = String::new();
    head(&name, &mut out);
    top(&name, services, &mut out);
    controls(services, &mut out);
    out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    if services.len() > 1 {
        across(services, differences, &anchors, &mut out);
    }
    out.push_str(
        "<section aria-labelledby=\"matrix-title\">\n<h2 id=\"matrix-title\">Operations and what they answer</h2>\n\
         <p class=\"hint script\">Arrow keys move in the matrix, <kbd>Enter</kbd> opens what has the focus, <kbd>/</kbd> leads to the \
         search.</p>\n<noscript><p>The matrix and the search need JavaScript. What each code means stands below.</p></noscript>\n\
         <div id=\"grid\" class=\"script\"></div>\n<div id=\"printed\"></div>\n</section>\n",
    );
    out.push_str("<section aria-labelledby=\"codes-title\">\n<h2 id=\"codes-title\">Codes</h2>\n");
    let several = services.len() > 1;
    for (service, anchors) in services.iter().zip(&anchors) {
        if several {
            let _ = writeln!(
                out,
                "<h3 class=\"service\">{} <small>{}</small></h3>",
                text(&service.title),
                text(&service.name)
            );
        }
        for (code, anchor) in service.codes.iter().zip(anchors) {
            article(service, code, anchor, several, &mut out);
        }
    }
    let _ = write!(
        out,
        "<p id=\"none\" hidden>Nothing fits the search.</p>\n</section>\n</main>\n<footer><p>Made by faultcode {} from what the \
         documents say.</p></footer>\n<dialog id=\"shown\" aria-labelledby=\"shown-title\"></dialog>\n\
         <script type=\"application/json\" id=\"data\">{}</script>\n<script>{VIEW}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        data(services, &anchors)
    );
    out
}

/// What may run and be shown, which is what stands here: neither the network nor a script of a document.
fn head(name: &str, out: &mut String) {
    let hash = |text: &str| STANDARD.encode(hmac_sha256::Hash::hash(text.as_bytes()));
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action \
         'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" \
         content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{LOOK}</style>\n</head>\n",
        hash(LOOK),
        hash(VIEW),
        text(name)
    );
}

fn top(name: &str, services: &[Service], out: &mut String) {
    let operations: usize = services.iter().map(|it| it.operations.len()).sum();
    let codes = |is_code: bool| {
        let all = services.iter().flat_map(|it| &it.codes);
        all.filter(|it| it.is_code == is_code).count()
    };
    let version = match services {
        [only] if !only.version.is_empty() => format!("version {}, ", text(&only.version)),
        _ => String::new(),
    };
    let _ = write!(
        out,
        "<body>\n<a class=\"skip\" href=\"#main\">To the matrix</a>\n<a class=\"skip\" href=\"#codes-title\">To the codes</a>\n\
         <header>\n<div><h1>{}</h1>\n<p>{version}{}, {}, {}</p></div>\n<button id=\"theme\" type=\"button\" class=\"script\">Theme: \
         system</button>\n</header>\n",
        text(name),
        counted(operations, "operation"),
        counted(codes(true), "code"),
        match codes(false) {
            1 => "1 status".to_owned(),
            some => format!("{some} statuses"),
        }
    );
}

/// Search, services, and the legend, which filters.
fn controls(services: &[Service], out: &mut String) {
    out.push_str(
        "<form id=\"controls\" class=\"script\" role=\"search\">\n<p><label for=\"search\">Search</label> <input id=\"search\" \
         type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"code, status, operation, path\">",
    );
    if services.len() > 1 {
        out.push_str(
            " <label for=\"service\">Service</label> <select id=\"service\"><option value=\"\">all</option>",
        );
        for (position, service) in services.iter().enumerate() {
            let _ = write!(
                out,
                "<option value=\"{position}\">{}</option>",
                text(&service.title)
            );
        }
        out.push_str("</select>");
    }
    out.push_str(
        " <button id=\"everything\" type=\"reset\">Show all</button> <output id=\"count\" for=\"search\" aria-live=\"polite\"></output></p>\n\
         <fieldset><legend>After an error, a call is</legend>",
    );
    for (position, it) in tone::ALL.iter().enumerate() {
        let _ = writeln!(
            out,
            "<label><input type=\"checkbox\" name=\"tone\" value=\"{position}\" checked> <span class=\"chip {}\"><b>{}</b> {}</span> \
             <small data-tone=\"{position}\"></small></label>",
            it.class, it.letter, it.words
        );
    }
    out.push_str("</fieldset>\n</form>\n");
}

/// What services say differently of one code.
fn across(services: &[Service], differences: &[Difference], anchors: &Anchors, out: &mut String) {
    out.push_str(
        "<section id=\"across\" aria-labelledby=\"across-title\">\n<h2 id=\"across-title\">Across services</h2>\n",
    );
    if differences.is_empty() {
        out.push_str("<p>Every code that several services have says the same in each of them.</p>\n</section>\n");
        return;
    }
    let codes: BTreeSet<&str> = differences.iter().map(|it| it.code.as_str()).collect();
    let _ = write!(
        out,
        "<p>{} in what services say of {}.</p>\n<table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">has</th><th \
         scope=\"col\">in each service</th></tr></thead>\n<tbody>\n",
        counted(differences.len(), "difference"),
        match codes.len() {
            1 => "one code".to_owned(),
            some => format!("{some} codes"),
        }
    );
    for it in differences {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td><ul>",
            text(&it.code),
            it.what
        );
        for (service, code, words) in &it.said {
            let words = match words.as_str() {
                "" => "<i>nothing</i>".to_owned(),
                some => text(some),
            };
            let _ = write!(
                out,
                "<li><a href=\"#{}\">{}</a>: {words}</li>",
                text(&anchors[*service][*code]),
                text(&services[*service].title)
            );
        }
        out.push_str("</ul></td></tr>\n");
    }
    out.push_str("</tbody></table>\n</section>\n");
}

/// The section of a code.
fn article(service: &Service, code: &Code, anchor: &str, several: bool, out: &mut String) {
    let anchor = text(anchor);
    let level = if several { 4 } else { 3 };
    let statuses: BTreeSet<&str> = code
        .facts
        .iter()
        .map(|it| it.statuses.as_str())
        .filter(|it| code.is_code && !it.is_empty())
        .collect();
    let statuses: Vec<&str> = statuses.into_iter().collect();
    let _ = write!(
        out,
        "<article id=\"{anchor}\" tabindex=\"-1\">\n<h{level} class=\"name\"><code>{}</code> <span class=\"status\">{}</span> <a class=\"anchor\" \
         href=\"#{anchor}\" aria-label=\"Link to {}\">#</a></h{level}>\n",
        text(&code.label),
        text(&statuses.join(" or ")),
        text(&code.label)
    );
    for (number, facts) in code.facts.iter().enumerate() {
        if code.facts.len() > 1 {
            let _ = writeln!(out, "<p class=\"whom\">{}</p>", whom(facts, number));
        }
        self::facts(service, code, number, out);
    }
    rust(service, code, out);
    if let Some((operation, body)) = &code.sample {
        let _ = write!(
            out,
            "<h{0}>Sample body</h{0}>\n<p>Of <code>{1}</code>:</p>\n<pre tabindex=\"0\"><code>{2}</code></pre>\n",
            level + 1,
            text(&service.operations[*operation].id),
            text(body)
        );
    }
    answered(service, code, level + 1, out);
    out.push_str("</article>\n");
}

/// The operations that one of several entries is about.
fn whom(facts: &Facts, number: usize) -> String {
    let named: Vec<String> = facts
        .only_for
        .iter()
        .take(NAMED)
        .map(|it| format!("<code>{}</code>", text(it)))
        .collect();
    match (named.as_slice(), facts.only_for.len()) {
        ([], _) if number == 0 => "In general:".to_owned(),
        ([], _) => "Elsewhere:".to_owned(),
        (_, all) if all > named.len() => {
            format!("At {} and {} more:", named.join(", "), all - named.len())
        }
        _ => format!("At {}:", named.join(", ")),
    }
}

fn facts(service: &Service, code: &Code, number: usize, out: &mut String) {
    let facts = &code.facts[number];
    if !facts.meaning.is_empty() {
        let _ = writeln!(out, "<p class=\"meaning\">{}</p>", text(&facts.meaning));
    } else if !code.said.is_empty() {
        out.push_str("<ul class=\"meaning\">");
        for (said, count) in code.said.iter().take(QUOTED) {
            let _ = write!(out, "<li>{} <small>({count})</small></li>", text(said));
        }
        if code.said.len() > QUOTED {
            let more = code.said.len() - QUOTED;
            let _ = write!(out, "<li><small>and {more} other descriptions</small></li>");
        }
        out.push_str("</ul>\n");
    } else {
        out.push_str("<p class=\"meaning\"><i>The document does not say what it means.</i></p>\n");
    }
    out.push_str("<dl>\n");
    let mut row = |name: &str, words: &str| {
        if !words.is_empty() {
            let _ = writeln!(out, "<div><dt>{name}</dt><dd>{words}</dd></div>");
        }
    };
    if code.is_code && facts.statuses.is_empty() {
        row("Status", "any");
    }
    row("Verdict", &verdict(service, code, number));
    row("What to do", &text(&facts.action));
    row("Effect", &effect(&facts.effect));
    row("Group", &text(&facts.category));
    row("Also spelled", &codes(&facts.aliases));
    row("Members", &codes(&facts.members));
    row("Deprecated", if facts.deprecated { "yes" } else { "" });
    row(
        "Known from",
        &match facts.confidence.is_unsure() {
            true => format!(
                "{} ({}: nobody has vouched for it)",
                text(&facts.from),
                facts.confidence.as_str()
            ),
            false => text(&facts.from),
        },
    );
    row(
        "Stated at",
        &format!("<code>{}</code>", text(&facts.source)),
    );
    out.push_str("</dl>\n");
}

/// The verdict of the document, and what calls do: a chip per kind with the number of operations.
fn verdict(service: &Service, code: &Code, number: usize) -> String {
    let mut counts = [0; tone::ALL.len()];
    let cells = code.answered.iter();
    let cells = cells.map(|(operation, cell)| &service.operations[*operation].cells[*cell]);
    for cell in cells.filter(|it| it.facts == number) {
        counts[tone::of(cell.repeat)] += 1;
    }
    let kinds = tone::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
    let chips: Vec<String> = kinds
        .map(|(it, count)| {
            format!(
                "<span class=\"chip {}\"><b>{}</b> {} <small>({})</small></span>",
                it.class,
                it.letter,
                it.words,
                counted(count, "operation")
            )
        })
        .collect();
    format!(
        "<code>{}</code> {}",
        code.facts[number].retry,
        chips.join(" ")
    )
}

fn effect(effect: &Effects) -> String {
    let words = |effect: &Effect| match effect {
        Effect::NotSent => "not sent",
        Effect::Rejected => "rejected: the server has not done the work",
        Effect::MaybeApplied => "maybe applied: the work may be done or not",
        Effect::Applied => "applied: the work is done, its result is missing",
    };
    match effect {
        Effects::Stated(effect) => words(effect).to_owned(),
        Effects::ByStatus(all) if all.is_empty() => String::new(),
        Effects::ByStatus(all) => {
            let all: Vec<&str> = all.iter().map(words).collect();
            format!("{} <small>(by its status)</small>", all.join("; or "))
        }
    }
}

fn codes(all: &[String]) -> String {
    let all = all.iter().map(|it| format!("<code>{}</code>", text(it)));
    all.collect::<Vec<_>>().join(", ")
}

/// The arm of the first operation that answers the code.
fn rust(service: &Service, code: &Code, out: &mut String) {
    let Some((operation, cell)) = code.answered.first() else {
        return;
    };
    let operation = &service.operations[*operation];
    let cell = &operation.cells[*cell];
    let _ = writeln!(
        out,
        "<pre class=\"rust\" tabindex=\"0\" aria-label=\"In Rust\"><code>{}</code></pre>",
        text(&format!(
            "use {};\n\nmatch {}.await {{\n    Ok(answer) => …,\n    Err(error) => match error.api() {{\n        Some({}) => …,\n        \
             _ => return Err(error.into()),\n    }},\n}}",
            operation.error, operation.call, cell.arm
        ))
    );
}

/// Who answers the code. The script adds those that are not named.
fn answered(service: &Service, code: &Code, level: u8, out: &mut String) {
    if code.answered.is_empty() {
        out.push_str("<p>No operation is known to answer it.</p>\n");
        return;
    }
    let _ = write!(
        out,
        "<h{level}>{}</h{level}>\n<ul class=\"operations\">",
        counted(code.answered.len(), "operation")
    );
    for (position, cell) in code.answered.iter().take(NAMED) {
        let operation = &service.operations[*position];
        let cell = &operation.cells[*cell];
        let _ = write!(
            out,
            "<li><code>{}</code> <span class=\"request\">{} {}</span> <code class=\"arm\">{}</code> <small>repeated: {}</small></li>",
            text(&operation.id),
            text(&operation.method),
            text(&operation.path),
            text(&cell.arm),
            cell.repeat.phrase()
        );
    }
    out.push_str("</ul>\n");
    if code.answered.len() > NAMED {
        let _ = writeln!(
            out,
            "<p class=\"more\">and {} more</p>",
            code.answered.len() - NAMED
        );
    }
}

/// An anchor for each code of each service: its name and the code, in letters that need no escape in an address.
fn anchors(services: &[Service]) -> Vec<Vec<String>> {
    let mut taken = BTreeSet::new();
    let mut anchor = |service: &Service, code: &Code| {
        let kind = if code.is_code { "" } else { "status-" };
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.');
        let signs = code.label.chars();
        let signs = signs.map(|sign| if plain(sign) { sign } else { '-' });
        let wanted = format!("{}.{kind}{}", service.name, signs.collect::<String>());
        let mut numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut name = wanted.clone();
        while !taken.insert(name.clone()) {
            name = numbered.next().unwrap_or_default();
        }
        name
    };
    let of = |service: &Service| {
        service
            .codes
            .iter()
            .map(|code| anchor(service, code))
            .collect()
    };
    services.iter().map(of).collect()
}

/// Text in an element, or in an attribute in quotes.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}

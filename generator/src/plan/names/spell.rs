//! Words of a name, and how they are written.

use heck::ToSnakeCase as _;

use super::ident::{KEYWORDS, LONGEST, Name, with_hash};
use super::short::short;

/// How an identifier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `create_order`
    Snake,
    /// `CreateOrder`
    Camel,
    /// `CREATE_ORDER`
    Shouty,
}

impl Case {
    /// How a name is written.
    pub(super) fn of(name: &str) -> Self {
        let has = |is: fn(&char) -> bool| name.chars().any(|sign| is(&sign));
        match (has(char::is_ascii_uppercase), has(char::is_ascii_lowercase)) {
            (false, _) => Self::Snake,
            (true, true) => Self::Camel,
            (true, false) => Self::Shouty,
        }
    }
}

/// The identifier that a name asks for, before anybody else's wishes are looked at.
///
/// The result is ASCII and starts with a letter or an underscore. Signs that only part words go; every other one becomes a word.
/// Other letters appear by their number. A name that is too long loses the words that it says twice; if that does not do, it is
/// cut and gets a hash of the whole.
pub fn wanted(name: &str, case: Case) -> Name {
    let words = words(&plural_acronyms(&spell(name)));
    let start = &name[..name.len() - name.trim_start_matches('_').len()];
    let written = short(words, |words| finished(start, written(words, case), case));
    if written.len() > LONGEST {
        with_hash(&written, name, case)
    } else {
        Name::from(written)
    }
}

/// The same with all its words, though it says some for the second time.
pub(super) fn whole(name: &str, case: Case) -> Option<Name> {
    let words = words(&plural_acronyms(&spell(name)));
    let start = &name[..name.len() - name.trim_start_matches('_').len()];
    let written = finished(start, written(&words, case), case);
    (written.len() <= LONGEST).then(|| Name::from(written))
}

/// The same with every sign and every capital in words, so that names which differ in these alone differ.
pub(super) fn exact(name: &str, case: Case) -> Name {
    let words = words(&marked(name, case));
    Name::from(finished("", written(&words, case), case))
}

/// The words of a text in which everything but letters and digits parts words.
fn words(text: &str) -> Vec<String> {
    let text = text.to_snake_case();
    let words = text.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The words as one.
fn written(words: &[String], case: Case) -> String {
    let mut text = String::new();
    for word in words {
        let (first, rest) = word.split_at(1);
        // `1_5` is not `15`.
        let parted = text.ends_with(|last: char| last.is_ascii_digit())
            && first.starts_with(|first: char| first.is_ascii_digit());
        if !text.is_empty() && (case != Case::Camel || parted) {
            text.push('_');
        }
        match case {
            Case::Snake => text.push_str(word),
            Case::Shouty => text.push_str(&word.to_ascii_uppercase()),
            Case::Camel => {
                text.push_str(&first.to_ascii_uppercase());
                text.push_str(rest);
            }
        }
    }
    text
}

/// What makes an identifier of words: the underscores that its text starts with, or a letter before a digit.
fn finished(start: &str, mut text: String, case: Case) -> String {
    if text.is_empty() {
        text = match case {
            Case::Snake => "empty",
            Case::Camel => "Empty",
            Case::Shouty => "EMPTY",
        }
        .to_owned();
    } else if !start.is_empty() {
        // The sign alone is a word already.
        let alone = text.replace('_', "").to_ascii_lowercase();
        if !alone.replace("underscore", "").is_empty() {
            text.insert_str(0, start);
        }
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        text.insert(0, if case == Case::Snake { 'n' } else { 'N' });
    }
    if KEYWORDS.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

/// `userIDs` has the words `user` and `ids`, not `i` and `ds`: the plural of an acronym is one word.
fn plural_acronyms(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < signs.len() {
        let rest = &signs[at..];
        let capitals = rest.iter().take_while(|it| it.is_ascii_uppercase()).count();
        let plural = capitals >= 2
            && match &rest[capitals..] {
                ['s', next, ..] => !next.is_ascii_lowercase(),
                ['s'] => true,
                _ => false,
            };
        if plural {
            out.push(' ');
            out.extend(rest[..capitals].iter().map(char::to_ascii_lowercase));
            out.push('s');
            out.push(' ');
            at += capitals + 1;
        } else {
            let taken = capitals.max(1);
            out.extend(&rest[..taken]);
            at += taken;
        }
    }
    out
}

/// The name in letters and digits, words apart by blanks.
fn spell(name: &str) -> String {
    let name = name.trim();
    let wordless = !name.chars().any(char::is_alphanumeric);
    let mut out = String::new();
    let mut before = None;
    for (at, sign) in name.char_indices() {
        let mut after = name[at..].chars().skip(1);
        let after = after.next();
        if sign.is_ascii_alphanumeric() {
            out.push(sign);
        } else if sign.is_alphanumeric() {
            out.push_str(&format!("u{:x}", u32::from(sign)));
        } else if sign.is_ascii_graphic() && (wordless || is_word(before, sign, after)) {
            out.push_str(&format!(" {} ", sign_name(sign)));
        } else {
            out.push(' ');
        }
        before = Some(sign);
    }
    out
}

/// Whether a sign says something, rather than where a word ends.
fn is_word(before: Option<char>, sign: char, after: Option<char>) -> bool {
    let (first, last) = (before.is_none(), after.is_none());
    let starts = after.is_some_and(char::is_alphanumeric);
    match sign {
        '!' | '#' | '$' | '%' | '&' | '*' | '+' | '<' | '=' | '>' | '?' | '@' | '^' | '|' | '~' => {
            true
        }
        '-' => {
            let parts = |before: char| before.is_alphanumeric() || "-_)]}\"'".contains(before);
            last || first || (starts && !before.is_some_and(parts))
        }
        '.' | '/' | ':' => first,
        '_' => last,
        _ => false,
    }
}

/// The name with words for all that is no letter and no digit, and for letters of the case that nobody would expect.
fn marked(name: &str, case: Case) -> String {
    let mut out = String::new();
    let mut run = String::new();
    let mut first = true;
    let end = |run: &mut String, out: &mut String, first: &mut bool| {
        let mut rest = std::mem::take(run);
        for (index, word) in words(&rest.clone()).iter().enumerate() {
            let own: String = rest.drain(..word.len().min(rest.len())).collect();
            let capital = own.starts_with(|sign: char| sign.is_ascii_uppercase());
            let upper =
                own.len() > 1 && !own.contains(|sign: char| sign.is_ascii_lowercase()) && capital;
            let mark = match (case, upper, capital) {
                (_, true, _) => "upper",
                (Case::Camel, false, true) if *first || index > 0 => "",
                (Case::Camel, false, false) if *first => "lower",
                (_, false, true) => "capital",
                (_, false, false) => "",
            };
            *first = false;
            out.push_str(&format!(" {mark} {word} "));
        }
    };
    for sign in name.chars() {
        if sign.is_ascii_alphanumeric() {
            run.push(sign);
        } else if sign.is_alphanumeric() {
            run.push_str(&format!("u{:x}", u32::from(sign)));
        } else {
            end(&mut run, &mut out, &mut first);
            out.push_str(sign_name(sign));
            out.push(' ');
        }
    }
    end(&mut run, &mut out, &mut first);
    out
}

fn sign_name(sign: char) -> &'static str {
    match sign {
        '!' => "not",
        '"' | '\'' | '`' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | ')' => "parenthesis",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '{' | '}' => "brace",
        '|' => "or",
        '~' => "tilde",
        _ if sign.is_whitespace() => "space",
        _ => "sign",
    }
}

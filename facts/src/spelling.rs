//! What names and values look like: which members may hold a code, and which texts may be one.

/// Whether a text where a code may stand is none: it is empty, or the type of a problem that says no more than its status (RFC 9457
/// section 4.2.1).
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    text.is_empty() || text == "about:blank"
}

/// Whether a text is a number as JSON has them (RFC 8259 section 6), without an exponent, which every writer of JSON puts
/// differently: `+1` and `007` are none.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Words that stand in place of a value, without case and separators.
const PLACEHOLDERS: [&str; 13] = [
    "code",
    "error",
    "errorcode",
    "example",
    "integer",
    "none",
    "null",
    "number",
    "string",
    "test",
    "text",
    "unknown",
    "value",
];

/// How a text is spelt that may be a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// Several words as one (`card_expired`, `CardExpired`), or capitals: prose is never written so.
    Words,
    /// One word, which may be prose.
    Word,
    /// Letters and a number (`E0000001`): a code only if others of that spelling stand there, or it may be an id.
    Numbered {
        /// The letters before the first digit.
        letters: String,
        /// The length of the whole.
        length: usize,
    },
    /// A number alone, that is no status.
    Number,
}

impl Spelling {
    /// The spelling of a code; `None` for what cannot be one.
    pub fn of(text: &str) -> Option<Self> {
        let sound = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        let plain = plain_name(text);
        if !sound || !(2..=64).contains(&text.len()) || PLACEHOLDERS.contains(&&*plain) {
            return None;
        }
        let parts: Vec<&str> = text.split(['_', '-', '.', ':']).collect();
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.len() >= 16 && digits > 0 && parts.iter().all(is_hex) {
            return None;
        }
        let of_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.iter().all(of_digits) {
            let status =
                text.parse::<u64>().is_ok_and(|number| number <= 599) && !text.starts_with('0');
            let counted = text.len() > 2 && "1234567890".starts_with(text);
            let number = !status && !counted && parts.len() <= 2 && digits <= 8;
            return number.then_some(Self::Number);
        }
        let letters: String = text
            .chars()
            .take_while(|sign| !sign.is_ascii_digit())
            .collect();
        if digits >= 3 {
            let length = text.len();
            return Some(Self::Numbered { letters, length });
        }
        let words = parts.iter().filter(|part| {
            part.starts_with(|sign: char| sign.is_ascii_alphabetic()) && part.len() > 1
        });
        let capitals = !text.bytes().any(|byte| byte.is_ascii_lowercase());
        let after = text.bytes().skip(1);
        let mut pairs = text.bytes().zip(after);
        let humps = pairs.any(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase());
        Some(
            match words.count() > 1 || (capitals && text.len() > 2) || humps {
                true => Self::Words,
                false => Self::Word,
            },
        )
    }
}

/// Whether a text may be shown as a code: it is spelt like one, and not like a token, in which letters follow digits.
pub fn is_shown_code(text: &str) -> bool {
    match Spelling::of(text) {
        None => false,
        Some(Spelling::Numbered { .. }) => {
            let mut behind = text.bytes().skip_while(|byte| !byte.is_ascii_digit());
            !behind.any(|byte| byte.is_ascii_alphabetic())
        }
        Some(_) => true,
    }
}

/// Whether the name of a member may be shown: a name that a program gives, and no value that a server has put there.
pub fn is_member_name(name: &str) -> bool {
    let inner = name.strip_prefix(['@', '$']).unwrap_or(name);
    let sound = inner
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:$/".contains(&byte));
    let mut digits = inner.split(|sign: char| !sign.is_ascii_digit());
    let mut words = inner.split(|sign: char| !sign.is_ascii_alphanumeric());
    let is_token = |word: &str| word.len() >= 16 && word.bytes().any(|byte| byte.is_ascii_digit());
    sound
        && (1..=48).contains(&inner.len())
        && digits.all(|run| run.len() < 4)
        && !words.any(is_token)
}

/// A name without case and separators.
pub fn plain_name(name: &str) -> String {
    let kept = name.chars().filter(|sign| !matches!(sign, '_' | '-' | '.'));
    if name.is_ascii() {
        return kept.map(|sign| sign.to_ascii_lowercase()).collect();
    }
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether a name says that the member is a code, even if it lists none.
pub fn names_code(name: &str) -> bool {
    let plain = plain_name(name);
    plain == "code" || plain.ends_with("errorcode")
}

/// How likely a member of that name is the code: the less, the likelier; `None`: its name does not say so.
pub fn code_rank(name: &str) -> Option<u8> {
    let plain = plain_name(name);
    Some(match plain.as_str() {
        "code" => 1,
        _ if plain.ends_with("errorcode") => 2,
        // RFC 7644, section 3.12.
        "scimtype" => 2,
        "error" => 3,
        "issue" => 4,
        "reason" => 5,
        "type" => 6,
        _ if plain.ends_with("errortype") => 7,
        "name" => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The grammar of RFC 8259 section 6 without its exponent.
    #[test]
    fn numbers_are_those_of_json() {
        for number in [
            "0",
            "-0",
            "7",
            "1001",
            "-3",
            "1.50",
            "-0.5",
            "12345678901234567890123",
        ] {
            assert!(is_number(number), "{number}");
        }
        for none in [
            "", "-", "+1", "007", "00", "1.", ".5", "1.2.3", "1e3", "0x1", " 1", "1 ", "--1", "١",
            "1_000",
        ] {
            assert!(!is_number(none), "{none}");
        }
    }

    #[test]
    fn values_are_spelt_like_a_code_or_not() {
        let numbered = |letters: &str, length| {
            let letters = letters.to_owned();
            Some(Spelling::Numbered { letters, length })
        };
        let rows = [
            ("card_expired", Some(Spelling::Words)),
            ("CardExpired", Some(Spelling::Words)),
            ("invalid-request", Some(Spelling::Words)),
            ("resource.missing", Some(Spelling::Words)),
            ("FORBIDDEN", Some(Spelling::Words)),
            ("forbidden", Some(Spelling::Word)),
            ("Unauthorized", Some(Spelling::Word)),
            ("E0000001", numbered("E", 8)),
            ("14_030", Some(Spelling::Number)),
            ("10204", Some(Spelling::Number)),
            ("010", Some(Spelling::Number)),
            ("404", None),
            ("12345", None),
            ("string", None),
            ("ERROR_CODE", None),
            ("Not found", None),
            ("https://a.test/b", None),
            ("2025-01-01", None),
            ("0f8fad5b-d9cb-469f-a165-70867728950e", None),
            ("a__b", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(Spelling::of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_a_token_or_a_value_is_not_shown() {
        let codes = [
            ("card_expired", true),
            ("E0000001", true),
            ("3ds_required", true),
            ("AUTH-1001", true),
            ("10204", true),
            ("4eC39HqLyjWDarjtT1zdp7dc", false),
            ("tok_1a2b3c4d", false),
            ("0f8fad5b-d9cb-469f-a165-70867728950e", false),
            ("ada@mail.example", false),
            ("Ada Lovelace", false),
        ];
        for (text, expected) in codes {
            assert_eq!(is_shown_code(text), expected, "{text}");
        }
        let names = [
            ("error", true),
            ("@type", true),
            ("field_2", true),
            ("errors.items", true),
            ("ada@mail.example", false),
            ("4242424242424242", false),
            ("4eC39HqLyjWDarjtT1zdp7dc", false),
            ("a sentence", false),
            ("", false),
        ];
        for (name, expected) in names {
            assert_eq!(is_member_name(name), expected, "{name}");
        }
    }
}

//! Makes text of a server fit to be shown: no credentials, no control characters, no endless lines.

mod credential;
mod json;
mod plain;
mod token;

/// The longest text that is shown, in characters.
pub const MAX_SHOWN: usize = 512;

/// What stands in place of a credential.
const REDACTED: &str = "[redacted]";

/// How much of a text is looked at, in bytes. Escapes make a text longer, redaction makes it shorter; far behind the part
/// that can be shown, nothing matters.
const MAX_READ: usize = 16 * 1024;

pub(crate) use credential::Known;
pub(crate) use json::{scrub_json, scrub_known};

/// The text without credentials and control characters, at most [`MAX_SHOWN`] characters long.
///
/// Servers echo what they were sent, so the following give way to `[redacted]`: each of the `credentials`, any first six or
/// more characters of one, also percent- or JSON-escaped; words that begin with `sk_`, `pk_`, `whsec_` or `eyJ`; and the
/// word after `Bearer`.
pub fn scrub_text(text: &str, credentials: &[&str]) -> String {
    let known: Vec<_> = credentials.iter().copied().map(Known::credential).collect();
    scrub(text, &known)
}

/// The same, also without the idempotency key of a call.
pub(crate) fn scrub(text: &str, known: &[Known<'_>]) -> String {
    if plain::is_plain(text, known) {
        return text.to_owned();
    }
    scrub_closely(text, known)
}

/// The same of a text that is at hand, which nearly always stays as it is.
pub(crate) fn scrubbed(text: String, known: &[Known<'_>]) -> String {
    if plain::is_plain(&text, known) {
        return text;
    }
    scrub_closely(&text, known)
}

/// The same of a body: at most `most` characters long, its lines as they are.
pub(crate) fn scrub_body(text: &str, known: &[Known<'_>], most: usize) -> String {
    let length = MAX_READ.saturating_add(most.saturating_mul(4));
    scrub_within(text, known, most, length, true)
}

fn scrub_closely(text: &str, known: &[Known<'_>]) -> String {
    scrub_within(text, known, MAX_SHOWN, MAX_READ, false)
}

fn scrub_within(
    text: &str,
    known: &[Known<'_>],
    most: usize,
    length: usize,
    lines: bool,
) -> String {
    let mut ends = (0..=length.min(text.len())).rev();
    let end = ends.find(|at| text.is_char_boundary(*at));
    let read = &text[..end.unwrap_or_default()];
    let mut shown = Shown {
        text: String::with_capacity(read.len().min(most)),
        characters: 0,
        most,
        lines,
    };
    // Matches may overlap: one that began earlier must not hide the beginning of another and show its end.
    let mut hidden_until = 0;
    let mut hidden = false;
    for (at, next) in read.char_indices() {
        let rest = &read[at..];
        let lengths = known.iter().map(|known| known.length_at(rest));
        let length = lengths
            .chain([token::length_at(read, at)])
            .max()
            .unwrap_or(0);
        hidden_until = hidden_until.max(at.saturating_add(length));
        let was_hidden = std::mem::replace(&mut hidden, at < hidden_until);
        if !hidden {
            shown.push_escaped(next);
        } else if !was_hidden {
            shown.push(REDACTED);
        }
        if shown.characters > most {
            break;
        }
    }
    shown.finish(read.len() < text.len())
}

/// Text that grows a little beyond the most characters before it is cut.
struct Shown {
    text: String,
    characters: usize,
    most: usize,
    /// Whether ends of lines and tabs stay.
    lines: bool,
}

impl Shown {
    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.characters = self.characters.saturating_add(piece.chars().count());
    }

    /// The text with a mark at its end if it was cut, here or before.
    fn finish(mut self, cut: bool) -> String {
        if self.characters > self.most || (cut && self.characters == self.most) {
            while self.characters >= self.most {
                self.text.pop();
                self.characters = self.characters.saturating_sub(1);
            }
        } else if !cut {
            return self.text;
        }
        self.text.push('\u{2026}');
        self.text
    }

    fn push_escaped(&mut self, next: char) {
        if is_shown_as_is(next) || (self.lines && matches!(next, '\n' | '\r' | '\t')) {
            let mut bytes = [0; 4];
            self.push(next.encode_utf8(&mut bytes));
            return;
        }
        let escaped = match next {
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            _ => next.escape_unicode().to_string(),
        };
        self.push(&escaped);
    }
}

/// Control characters move the cursor or end a line of a log; direction marks and invisible ones make a line read as
/// something else than it is.
fn is_shown_as_is(next: char) -> bool {
    !(next.is_control()
        || matches!(next,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'))
}

#[cfg(test)]
mod tests {
    use super::{Known, MAX_SHOWN, scrub as scrub_known, scrub_closely, scrub_text as scrub};
    use crate::transport::clock::{Clock, TokioClock};

    #[test]
    fn credentials_give_way() {
        let key = "k1/\"\u{e9} zZ9-tail";
        let rows = [
            ("no secret here", "no secret here"),
            ("key k1/\"\u{e9} zZ9-tail.", "key [redacted]."),
            ("first six: k1/\"\u{e9} only", "first six: [redacted]only"),
            ("first five: k1/\"\u{e9}only", "first five: k1/\"\u{e9}only"),
            ("url k1%2F%22%C3%a9%20zZ9-tail&x", "url [redacted]&x"),
            ("form k1%2F%22%C3%A9+zZ9-tail&x", "form [redacted]&x"),
            (r#"json k1\/\"\u00E9 zZ9-tail","#, r#"json [redacted]","#),
            (
                r"json \u006b1\/\u0022\u00e9\u0020zZ9-tail.",
                "json [redacted].",
            ),
            ("k1/\"\u{e9} zZ9-tailk1/\"\u{e9} zZ9-tail", "[redacted]"),
            ("Bearer xk1/\"\u{e9} zZ9-tail!", "Bearer [redacted]!"),
        ];
        for (text, expected) in rows {
            assert_eq!(scrub(text, &["unrelated", key]), expected);
        }
        assert_eq!(scrub("pin 42!", &["42", ""]), "pin [redacted]!");
        // Each of the short escapes of JSON (RFC 8259 section 7), and a plus sign that stands for a blank alone.
        let key = "a\u{8}\u{c}\n\r\t-\\\"/z";
        let escaped = serde_json::to_string(key).expect("a text is JSON");
        let shown = scrub(&format!("got {escaped}"), &[key]);
        assert_eq!(shown, "got \"[redacted]\"");
        assert_eq!(scrub("abc+ef+hi", &["abcdefghi"]), "abc+ef+hi");
    }

    /// A sign that begins escapes may stand in a credential, and is then escaped itself: by a second implementation of JSON, and
    /// byte by byte as RFC 3986 section 2.1 has it.
    #[test]
    fn a_credential_with_signs_of_escapes_gives_way_however_it_is_written() {
        let pieces = [
            "\\", "%", "25", "5C", "n", "\"", "u005c", "/", "+", " ", "a", "Zq",
        ];
        let clock = TokioClock::seeded(11);
        for _ in 0..5_000 {
            let secret: String = (0..8)
                .map(|_| pieces[(clock.random() % pieces.len() as u64) as usize])
                .collect();
            let json = serde_json::to_string(&secret).expect("a text is JSON");
            let json = json.get(1..json.len() - 1).expect("quotes").to_owned();
            let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let of_url = secret
                .replace('%', "%25")
                .replace('\\', "%5c")
                .replace(' ', "%20");
            for written in [&secret, &json, &percent, &of_url] {
                let shown = scrub(&format!("<{written}>"), &[&secret]);
                assert_eq!(shown, "<[redacted]>", "{secret} written {written}");
            }
        }
    }

    #[test]
    fn a_key_gives_way_in_every_form_that_servers_give_it() {
        const UUID: &str = "3f2a9c1b-77de-4c0a-9b1e-0a5d6c7e8f90";
        let rows = [
            (
                UUID,
                "key 3f2a9c1b-77de-4c0a-9b1e-0a5d6c7e8f90 is busy",
                "key [redacted] is busy",
            ),
            (
                UUID,
                "KEY 3F2A9C1B-77DE-4C0A-9B1E-0A5D6C7E8F90",
                "KEY [redacted]",
            ),
            (UUID, "3f2a9c1b77de4c0a9b1e0a5d6c7e8f90!", "[redacted]!"),
            (
                UUID,
                "urn:uuid:3f2a9c1b-77de-4c0a-9b1e-0a5d6c7e8f90",
                "urn:uuid:[redacted]",
            ),
            (UUID, "3f2a9c...", "[redacted]..."),
            (UUID, "3f2a9 is another", "3f2a9 is another"),
            (
                r#"a1"b\\c/d2"#,
                r#"{"key":"a1\"b\\c\/d2"}"#,
                r#"{"key":"[redacted]"}"#,
            ),
            ("a1 b/c d2", "a1%20b%2Fc+d2", "[redacted]"),
            // The words before a number are no secret, and stand in many messages.
            (
                "order-17",
                "order-17 is paid, order-18 is not",
                "[redacted] is paid, order-18 is not",
            ),
            (
                "invoice-3f2a9c1b77",
                "the invoice invoice-3f2a9c is paid",
                "the invoice [redacted] is paid",
            ),
            ("monthly-invoice", "a monthly invoice", "a monthly invoice"),
            ("monthly-invoice", "(monthly-invoice)", "([redacted])"),
            // So do zeros.
            (
                "00000000-0000-4000-8000-000000000001",
                "at most 1000000, not 00000000-0000-4000-8000-00000",
                "at most 1000000, not [redacted]",
            ),
            // Too short to be told from a part of a word, and just long enough.
            ("k-17", "k-17", "k-17"),
            ("k-170", "k-170", "k-170"),
            ("k-1709", "k-1709 is busy", "[redacted] is busy"),
        ];
        for (key, text, expected) in rows {
            assert_eq!(scrub_known(text, &[Known::key(key)]), expected, "{key}");
        }
    }

    #[test]
    fn words_of_known_form_give_way() {
        let rows = [
            (
                "Invalid API Key provided: sk_test_abc123.",
                "Invalid API Key provided: [redacted]",
            ),
            ("pk_live_1 and whsec_2=", "[redacted] and [redacted]"),
            ("token eyJhbGciOi.eyJzdWIi.c2ln!", "token [redacted]!"),
            ("masked sk_live_****1234", "masked [redacted]"),
            ("task_id and risk_7 stay", "task_id and risk_7 stay"),
            ("(sk_a)", "([redacted])"),
            ("q=%22sk_a%22", "q=%22[redacted]"),
            (
                r"line\nsk_a and \u0022sk_b",
                r"line\n[redacted] and \u0022[redacted]",
            ),
            (
                "Authorization: Bearer a:b/c==, next",
                "Authorization: Bearer [redacted], next",
            ),
            ("bearer%20abc", "bearer%20[redacted]"),
            ("BEARER: \"abc\"", "BEARER: \"[redacted]\""),
            ("Bearers stay", "Bearers stay"),
            ("no bearer token sent", "no bearer token sent"),
            (
                "Missing Bearer authentication.",
                "Missing Bearer authentication.",
            ),
            ("bearer tokens: none", "bearer tokens: [redacted]"),
            ("bearer token=\"a1\", 2", "bearer token=\"[redacted]\", 2"),
            ("bearer token:a1", "bearer [redacted]"),
            ("bearer tokenette", "bearer [redacted]"),
            ("the token: x", "the token: x"),
            ("bearer of the token: x", "bearer [redacted] the token: x"),
            ("Bearertoken: x stays", "Bearertoken: x stays"),
            ("Bearer", "Bearer"),
        ];
        for (text, expected) in rows {
            assert_eq!(scrub(text, &[]), expected);
        }
    }

    #[test]
    fn control_and_direction_characters_are_escaped() {
        let text = "a\nb\r\tc\0\u{1b}[31m\u{202e}\u{2028}\u{feff}\u{85} \u{e9}\u{6f22}";
        let shown = r"a\nb\r\tc\u{0}\u{1b}[31m\u{202e}\u{2028}\u{feff}\u{85}";
        assert_eq!(scrub(text, &[]), format!("{shown} \u{e9}\u{6f22}"));
        // Each by itself, in a text that is plain otherwise.
        let odd = ('\0'..='\u{1f}').chain(['\u{7f}', '\u{85}', '\u{ad}', '\u{61c}', '\u{feff}']);
        let odd = odd.chain('\u{200b}'..='\u{200f}');
        for next in odd.chain('\u{2028}'..='\u{202e}') {
            for text in [format!("a text{next} of one"), format!("{next}")] {
                let shown = scrub(&text, &[]);
                assert!(!shown.contains(next) && shown.contains('\\'), "{shown:?}");
            }
        }
    }

    #[test]
    fn length_is_bounded_after_scrubbing() {
        let rows = [
            ("a".repeat(MAX_SHOWN), "a".repeat(MAX_SHOWN)),
            (
                "a".repeat(MAX_SHOWN + 1),
                format!("{}\u{2026}", "a".repeat(MAX_SHOWN - 1)),
            ),
            (
                "\u{6f22}".repeat(10_000),
                format!("{}\u{2026}", "\u{6f22}".repeat(MAX_SHOWN - 1)),
            ),
            ("\u{6f22}".repeat(MAX_SHOWN), "\u{6f22}".repeat(MAX_SHOWN)),
            // As long as what is shown, but for what nobody reads any more.
            (
                format!("{}sk_{}", "-".repeat(MAX_SHOWN - 10), "a".repeat(100_000)),
                format!("{}[redacted\u{2026}", "-".repeat(MAX_SHOWN - 10)),
            ),
            (
                format!("sk_{}", "a".repeat(100_000)),
                "[redacted]\u{2026}".to_owned(),
            ),
            // A key across the cut is gone whole, not cut into a readable half.
            (
                format!("{}sk_live_canary", "-".repeat(MAX_SHOWN - 4)),
                format!("{}[re\u{2026}", "-".repeat(MAX_SHOWN - 4)),
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(scrub(&text, &[]), expected);
        }
    }

    #[test]
    fn a_plain_text_is_what_a_closer_look_would_make_of_it() {
        const KEYS: [&str; 3] = ["Zq7-tail-end", "42", ""];
        let pieces = [
            "Zq7-ta", "Zq7-t", "42", "4", "2", "sk", "_", "pk", "whsec", "ey", "J", "BEARER",
            "bear", "er", "Ab-7x", "aB7X9", "-tail", "b-7", " ", ": ", "x", "ab", "%20", "\\", "+",
            "\n", "\u{e9}",
        ];
        let clock = TokioClock::seeded(7);
        for _ in 0..20_000 {
            let length = clock.random() % 7;
            let text: String = (0..length)
                .map(|_| pieces[(clock.random() % pieces.len() as u64) as usize])
                .collect();
            let known: Vec<_> = KEYS.into_iter().map(Known::credential).collect();
            let known = [known, vec![Known::key("Ab-7x9-tail")]].concat();
            let (shown, closely) = (scrub_known(&text, &known), scrub_closely(&text, &known));
            assert_eq!(shown, closely, "{text:?}");
        }
    }

    #[test]
    fn no_mixture_shows_a_credential() {
        const KEY: &str = "Zq7/\"\u{e9} \u{1f511}+tail%";
        let pieces = [
            KEY,
            "Zq7/\"\u{e9}",
            "%5Aq7%2f%22%C3%A9%20",
            r#"Zq7\/\"\u00e9 \ud83d\udd11+tail"#,
            "Zq7/",
            "Bearer ",
            "bearer%20",
            "sk_",
            "eyJ",
            "%",
            "\\u",
            "\\",
            "\"",
            " ",
            "\u{6f22}",
            "\u{202e}\n",
        ];
        let clock = TokioClock::seeded(11);
        for _ in 0..5_000 {
            let length = clock.random() % 12;
            let text: String = (0..length)
                .map(|_| pieces[(clock.random() % pieces.len() as u64) as usize])
                .collect();
            let shown = scrub(&text, &[KEY]);
            assert!(
                !shown.contains("Zq7/\"\u{e9}") && !shown.contains("tail"),
                "{text:?}: {shown}"
            );
            assert!(shown.chars().count() <= MAX_SHOWN && !shown.contains(['\n', '\u{202e}']));
        }
    }
}

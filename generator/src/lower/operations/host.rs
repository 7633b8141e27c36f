//! The names of hosts that are not ASCII, and what a network calls them: Punycode (RFC 3492) behind `xn--` (RFC 5890).
//!
//! The client never turns one into the other: whoever calls a host whose letters look like those of another one has to have
//! written what the network knows it as.

/// What the network calls this host. `None` where its letters have several forms, of which a table would have to choose one
/// (UTS 46), or where no name is that long.
pub(super) fn on_the_network(host: &str) -> Option<String> {
    // The full stops of Chinese and Japanese part labels as well (UTS 46, section 2.3).
    let labels = host.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    let labels: Vec<String> = labels.map(label).collect::<Option<_>>()?;
    Some(labels.join("."))
}

/// The prefix of labels in Punycode.
const PREFIX: &str = "xn--";

/// The longest label (RFC 1035, section 2.3.4), in bytes.
const LABEL: usize = 63;

fn label(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    if text.is_ascii() {
        return Some(text);
    }
    let encoded = format!("{PREFIX}{}", punycode(&text)?);
    let begins = text.chars().next().is_some_and(|letter| letter != '-') && !text.ends_with('-');
    (begins && encoded.len() <= LABEL && text.chars().all(has_one_form)).then_some(encoded)
}

/// Letters that are as they are in every form of Unicode, and are written to the right. Which others are is decided by tables that
/// are longer than this program.
const PLAIN: [std::ops::RangeInclusive<char>; 7] = [
    '\u{df}'..='\u{f6}',
    '\u{f8}'..='\u{131}',
    '\u{137}'..='\u{13e}',
    '\u{3ac}'..='\u{3ce}',
    '\u{430}'..='\u{45f}',
    '\u{3041}'..='\u{3096}',
    '\u{4e00}'..='\u{9fff}',
];

fn has_one_form(letter: char) -> bool {
    letter == '-'
        || letter.is_ascii_alphanumeric()
        || PLAIN.iter().any(|plain| plain.contains(&letter))
}

/// RFC 3492, section 5.
const BASE: u32 = 36;
const TMIN: u32 = 1;
const TMAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 0x80;

/// Encodes a label; `None` where it is too long to count (RFC 3492, section 6.3).
fn punycode(text: &str) -> Option<String> {
    let mut out: String = text.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (INITIAL_N, 0_u32, INITIAL_BIAS, basic);
    let all = u32::try_from(text.chars().count()).ok()?;
    while handled < all {
        let next = text
            .chars()
            .map(u32::from)
            .filter(|code| *code >= n)
            .min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for code in text.chars().map(u32::from) {
            if code < n {
                delta = delta.checked_add(1)?;
            }
            if code == n {
                digits(delta, bias, &mut out);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

/// A number of variable length.
fn digits(mut number: u32, bias: u32, out: &mut String) {
    let mut k = BASE;
    loop {
        let threshold = k.saturating_sub(bias).clamp(TMIN, TMAX);
        if number < threshold {
            break;
        }
        let digit = threshold + (number - threshold) % (BASE - threshold);
        out.extend(char::from_digit(digit, BASE).map(reordered));
        number = (number - threshold) / (BASE - threshold);
        k += BASE;
    }
    out.extend(char::from_digit(number, BASE).map(reordered));
}

/// Letters come before figures here, the other way round than in numbers to the base of 36.
fn reordered(digit: char) -> char {
    match digit.to_digit(BASE) {
        Some(value @ 0..=25) => char::from(b'a' + value as u8),
        Some(value) => char::from(b'0' + (value - 26) as u8),
        None => digit,
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - TMIN) * TMAX / 2 {
        delta /= BASE - TMIN;
        k += BASE;
    }
    k + (BASE - TMIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The samples of RFC 3492, section 7.1, those in small letters.
    #[test]
    fn the_samples_of_the_specification_are_encoded() {
        let rows = [
            (
                "\u{644}\u{64a}\u{647}\u{645}\u{627}\u{628}\u{62a}\u{643}\u{644}\u{645}\u{648}\u{634}\u{639}\u{631}\u{628}\u{64a}\u{61f}",
                "egbpdaj6bu4bxfgehfvwxn",
            ),
            (
                "\u{4ed6}\u{4eec}\u{4e3a}\u{4ec0}\u{4e48}\u{4e0d}\u{8bf4}\u{4e2d}\u{6587}",
                "ihqwcrb4cv8a8dqg056pqjye",
            ),
            (
                "\u{4ed6}\u{5011}\u{7232}\u{4ec0}\u{9ebd}\u{4e0d}\u{8aaa}\u{4e2d}\u{6587}",
                "ihqwctvzc91f659drss3x8bo0yb",
            ),
            (
                "\u{5dc}\u{5de}\u{5d4}\u{5d4}\u{5dd}\u{5e4}\u{5e9}\u{5d5}\u{5d8}\u{5dc}\u{5d0}\u{5de}\u{5d3}\u{5d1}\u{5e8}\u{5d9}\u{5dd}\u{5e2}\u{5d1}\u{5e8}\u{5d9}\u{5ea}",
                "4dbcagdahymbxekheh6e0a7fei0b",
            ),
            (
                "\u{306a}\u{305c}\u{307f}\u{3093}\u{306a}\u{65e5}\u{672c}\u{8a9e}\u{3092}\u{8a71}\u{3057}\u{3066}\u{304f}\u{308c}\u{306a}\u{3044}\u{306e}\u{304b}",
                "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
            ),
            (
                "\u{43f}\u{43e}\u{447}\u{435}\u{43c}\u{443}\u{436}\u{435}\u{43e}\u{43d}\u{438}\u{43d}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{44f}\u{442}\u{43f}\u{43e}\u{440}\u{443}\u{441}\u{441}\u{43a}\u{438}",
                "b1abfaaepdrnnbgefbadotcwatmq2g4l",
            ),
            (
                "\u{305d}\u{306e}\u{30b9}\u{30d4}\u{30fc}\u{30c9}\u{3067}",
                "d9juau41awczczp",
            ),
            (
                "\u{3072}\u{3068}\u{3064}\u{5c4b}\u{6839}\u{306e}\u{4e0b}2",
                "2-u9tlzr9756bt3uc0v",
            ),
            ("-> $1.00 <-", "-> $1.00 <--"),
        ];
        for (text, encoded) in rows {
            assert_eq!(punycode(text).as_deref(), Some(encoded), "{text}");
        }
    }

    #[test]
    fn what_has_several_forms_has_no_name() {
        let rows = [
            ("B\u{fc}cher.Example", Some("xn--bcher-kva.example")),
            ("\u{430}pi.shop.example", Some("xn--pi-6kc.shop.example")),
            ("api\u{3002}example", Some("api.example")),
            // Another letter in every form but its own: wide, joined, above the line, with a mark of its own, without width.
            ("\u{ff41}pi.example", None),
            ("\u{fb01}sh.example", None),
            ("x\u{b2}.example", None),
            ("u\u{308}ber.example", None),
            ("a\u{200d}b.example", None),
            ("-\u{e4}.example", None),
        ];
        for (host, name) in rows {
            assert_eq!(on_the_network(host).as_deref(), name, "{host}");
        }
        assert_eq!(on_the_network(&"\u{e4}".repeat(100_000)), None);
    }
}

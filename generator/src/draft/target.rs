//! Where a draft adds something, as the path that overlays take.

/// A place of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The document itself.
    Document,
    /// One operation.
    Operation {
        /// Its path, as the document writes it.
        path: String,
        /// Its method, as the document writes it: in lower case.
        method: String,
    },
    /// One response of an operation.
    Response {
        /// The path of the operation.
        path: String,
        /// The method of the operation.
        method: String,
        /// The key of the response, such as `404`.
        status: String,
    },
    /// A security scheme.
    Scheme(String),
}

impl Target {
    /// The path (RFC 9535). Names of any content stay within their quotes.
    pub fn json_path(&self) -> String {
        let mut out = String::from("$");
        match self {
            Self::Document => {}
            Self::Operation { path, method } => {
                push(&mut out, &["paths", path, method]);
            }
            Self::Response {
                path,
                method,
                status,
            } => push(&mut out, &["paths", path, method, "responses", status]),
            Self::Scheme(name) => push(&mut out, &["components", "securitySchemes", name]),
        }
        out
    }
}

fn push(out: &mut String, names: &[&str]) {
    for name in names {
        let mut letters = name.bytes();
        let is_word = letters.next().is_some_and(|it| it.is_ascii_alphabetic())
            && letters.all(|it| it.is_ascii_alphanumeric());
        if is_word {
            out.push('.');
            out.push_str(name);
            continue;
        }
        out.push_str("['");
        for character in name.chars() {
            match character {
                '\'' | '\\' => {
                    out.push('\\');
                    out.push(character);
                }
                '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(character))),
                _ => out.push(character),
            }
        }
        out.push_str("']");
    }
}

//! Signatures over parts of a request (RFC 9421, HTTP Message Signatures).

use std::fmt;
use std::fmt::Write as _;
use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::call::client::{SignError, Signer, Signing};
use crate::model::secret::Secret;

/// Signs requests by RFC 9421: over the parts that it is told, with a key that the server knows by its id. A
/// [`Signer`](crate::signing::Signer), for the builder of a client.
///
/// ```
/// use faultcode_runtime::Secret;
/// use faultcode_runtime::signing::HttpSignature;
///
/// let secret = Secret::new(b"known to both".to_vec());
/// let signature = HttpSignature::hmac_sha256("key-1", secret).covering(&["@method", "@target-uri", "content-digest"]);
/// # let _ = signature;
/// ```
pub struct HttpSignature {
    label: String,
    key_id: String,
    covered: Vec<String>,
    sign: Box<Sign>,
}

/// Makes a signature of the bytes of a signature base.
type Sign = dyn Fn(&[u8]) -> Result<Vec<u8>, SignError> + Send + Sync;

impl HttpSignature {
    /// Signatures that a function makes of the signature base, with an algorithm that the server knows by the id of the key.
    pub fn new(
        key_id: impl Into<String>,
        sign: impl Fn(&[u8]) -> Result<Vec<u8>, SignError> + Send + Sync + 'static,
    ) -> Self {
        let covered = ["@method", "@target-uri"].map(str::to_owned);
        Self {
            label: "sig1".to_owned(),
            key_id: key_id.into(),
            covered: covered.into(),
            sign: Box::new(sign),
        }
    }

    /// HMAC with SHA-256 (section 3.3.3).
    pub fn hmac_sha256(key_id: impl Into<String>, secret: Secret<Vec<u8>>) -> Self {
        Self::new(key_id, move |base| {
            let mac = Hmac::<Sha256>::new_from_slice(secret.expose());
            let mut mac = mac.map_err(SignError::new)?;
            mac.update(base);
            Ok(mac.finalize().into_bytes().to_vec())
        })
    }

    /// What is signed, in this order: names of headers in lower case, `@method`, `@target-uri`, `@authority`, `@scheme`,
    /// `@request-target`, `@path` and `@query`. Default: `@method` and `@target-uri`. For `content-digest`, SHA-256 of the body is sent
    /// in that header (RFC 9530) unless the call has one; a body that is read while it is sent needs one. A request that lacks
    /// a header of the list is not sent.
    #[must_use]
    pub fn covering(mut self, parts: &[&str]) -> Self {
        self.covered = parts.iter().map(|&part| part.to_owned()).collect();
        self
    }

    /// The name that the signature has in its headers. Default: `sig1`.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Parameters of the signature: what is covered, when it was made and with which key (section 2.3).
    fn parameters(&self, created: u64) -> Result<String, SignError> {
        let mut parameters = String::from("(");
        for (index, part) in self.covered.iter().enumerate() {
            let blank = if index == 0 { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(parameters, "{blank}{}", quoted(part)?);
        }
        let key = quoted(&self.key_id)?;
        let _ = write!(parameters, ");created={created};keyid={key}");
        Ok(parameters)
    }

    /// What is signed (section 2.5).
    fn base(&self, request: &Signing<'_>, parameters: &str) -> Result<String, SignError> {
        let mut base = String::new();
        for part in &self.covered {
            let _ = writeln!(base, "{}: {}", quoted(part)?, value(request, part)?);
        }
        let _ = write!(base, "\"@signature-params\": {parameters}");
        Ok(base)
    }
}

impl Signer for HttpSignature {
    fn sign(&self, request: &mut Signing<'_>) -> Result<(), SignError> {
        const DIGEST: &str = "content-digest";
        let covers_body = self.covered.iter().any(|part| part == DIGEST);
        if covers_body && !request.headers().contains_key(DIGEST) {
            let body = request.body().ok_or_else(|| {
                SignError::new(
                    "the body is read while it is sent; give the call a `Content-Digest`",
                )
            })?;
            let digest = STANDARD.encode(Sha256::digest(body));
            request.set(DIGEST, &format!("sha-256=:{digest}:"))?;
        }
        let created = request.now().duration_since(UNIX_EPOCH);
        let created = created.map_or(0, |since| since.as_secs());
        let parameters = self.parameters(created)?;
        let signature = (self.sign)(self.base(request, &parameters)?.as_bytes())?;
        let signature = STANDARD.encode(signature);
        let label = &self.label;
        request.set("signature-input", &format!("{label}={parameters}"))?;
        request.set("signature", &format!("{label}=:{signature}:"))
    }
}

/// A string of a structured field (RFC 8941 section 3.3.3).
fn quoted(text: &str) -> Result<String, SignError> {
    match text
        .bytes()
        .all(|it| matches!(it, b' '..=b'~') && !matches!(it, b'"' | b'\\'))
    {
        true => Ok(format!("\"{text}\"")),
        false => Err(SignError::new(
            "a name in a signature has characters that it cannot have",
        )),
    }
}

/// The value of a part (sections 2.1 and 2.2).
fn value(request: &Signing<'_>, part: &str) -> Result<String, SignError> {
    let target = || match request.query() {
        Some(query) => format!("{}?{query}", request.path()),
        None => request.path().to_owned(),
    };
    let authority = || {
        let authority = request.authority().to_ascii_lowercase();
        let usual = if request.scheme() == "https" {
            ":443"
        } else {
            ":80"
        };
        authority
            .strip_suffix(usual)
            .unwrap_or(&authority)
            .to_owned()
    };
    Ok(match part {
        "@method" => request.method().as_str().to_owned(),
        "@target-uri" => format!("{}://{}{}", request.scheme(), request.authority(), target()),
        "@authority" => authority(),
        "@scheme" => request.scheme().to_owned(),
        "@request-target" => target(),
        "@path" => request.path().to_owned(),
        "@query" => format!("?{}", request.query().unwrap_or("")),
        _ if part.starts_with('@') || part != part.to_ascii_lowercase() => {
            return Err(SignError::new(format!(
                "`{}` is no part of a request",
                part.escape_debug()
            )));
        }
        name => {
            let lines = request.headers().get_all(name).iter();
            let lines: Option<Vec<&str>> =
                lines.map(|it| it.to_str().ok().map(str::trim)).collect();
            let lines = lines.filter(|lines| !lines.is_empty());
            lines
                .ok_or_else(|| {
                    let name = name.escape_debug();
                    SignError::new(format!("the request has no header `{name}` to sign"))
                })?
                .join(", ")
        }
    })
}

/// Neither the key nor what signs with it.
impl fmt::Debug for HttpSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSignature")
            .field("label", &self.label)
            .field("covered", &self.covered)
            .finish_non_exhaustive()
    }
}

//! Operations that hand out a credential and ask for it: usually a log-in below a `security` of the whole document.

use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{Api, Method, Operation, SchemeId, SchemeKind, SuccessKind, Type};

/// Reports them.
pub(super) fn check(api: &Api, diag: &mut Diagnostics) {
    for operation in &api.operations {
        // The document says which credential it hands out, and with which other one it does.
        let mut tokens = api.schemes.iter().filter_map(|it| it.token.as_ref());
        if tokens.any(|token| token.operation == operation.id) {
            continue;
        }
        if asks(api, operation) && is_login(api, operation) {
            diag.report(&rules::operations::LOGIN_NEEDS_CREDENTIAL, operation.span)
                .arg(operation.id.as_str());
        }
    }
}

/// Whether every way to call the operation needs a credential that a log-in could hand out. A name and a password are none,
/// and where there are several schemes a key of the program itself is none either.
fn asks(api: &Api, operation: &Operation) -> bool {
    let is_result = |scheme: SchemeId| match &api.schemes[scheme].kind {
        SchemeKind::Header(name) | SchemeKind::Query(name) => {
            api.schemes.len() == 1 || !joined(name.as_str()).contains("key")
        }
        SchemeKind::Basic => false,
        _ => true,
    };
    let mut ways = operation.security.iter();
    !operation.security.is_empty() && ways.all(|needs| needs.iter().any(|it| is_result(it.scheme)))
}

/// Words that say what a log-in does.
const LOGINS: &[&str] = &["login", "logon", "signin", "signon", "authenticate"];

/// Last segments of the paths at which tokens are had, with what may stand before them.
const TOKENS: &[&str] = &["token", "tokens", "accesstoken", "accesstokens"];
const BEFORE_TOKENS: &[&str] = &["oauth", "oauth2", "auth", "connect", "identity", "openid"];

/// Words of an `operationId` that leave it a log-in.
const ASIDE: &[&str] = &[
    "account", "admin", "api", "auth", "client", "create", "customer", "do", "email", "member",
    "password", "perform", "post", "session", "user", "users", "v1", "v2", "v3", "with",
];

fn is_login(api: &Api, operation: &Operation) -> bool {
    if operation.method != Method::Post {
        return false;
    }
    is_token_url(api, operation) || is_called_so(operation) || trades_a_secret(api, operation)
}

/// Whether a scheme fetches its tokens there.
fn is_token_url(api: &Api, operation: &Operation) -> bool {
    let flows = api
        .schemes
        .iter()
        .filter_map(|scheme| scheme.client_credentials.as_ref());
    let mut urls = flows.map(|flow| flow.token_url.as_str());
    urls.any(|url| url.ends_with(operation.template.as_str()))
}

fn is_called_so(operation: &Operation) -> bool {
    let mut segments = operation.template.as_str().rsplit('/').map(joined);
    let last = segments.next().unwrap_or_default();
    let before = segments.next().unwrap_or_default();
    if LOGINS.contains(&last.as_str()) {
        return true;
    }
    if TOKENS.contains(&last.as_str()) && BEFORE_TOKENS.contains(&before.as_str()) {
        return true;
    }
    let words = words(operation.id.as_str()).into_iter();
    let words = words.filter(|word| !ASIDE.contains(&word.as_str()));
    LOGINS.contains(&words.collect::<String>().as_str())
}

/// Whether the body holds what is known to the user alone, and the answer a token.
fn trades_a_secret(api: &Api, operation: &Operation) -> bool {
    const GIVEN: &[&str] = &[
        "password",
        "clientsecret",
        "refreshtoken",
        "granttype",
        "otp",
    ];
    const HAD: &[&str] = &[
        "accesstoken",
        "authtoken",
        "bearertoken",
        "idtoken",
        "jwt",
        "sessiontoken",
        "token",
    ];
    let body = operation.body.as_ref().and_then(|body| body.kind.ty());
    let answer = match &operation.success.kind {
        SuccessKind::Json(ty) => Some(ty),
        _ => None,
    };
    has(api, body, GIVEN) && has(api, answer, HAD)
}

/// Whether an object has a member of one of these names.
fn has(api: &Api, ty: Option<&Type>, names: &[&str]) -> bool {
    let fields = ty.and_then(|ty| api.object(ty)).unwrap_or_default();
    let mut fields = fields.iter();
    fields.any(|field| names.contains(&joined(field.wire.as_str()).as_str()))
}

/// The words of a name in small letters: a capital after a small letter begins one.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        let begins = !letter.is_ascii_alphanumeric() || (was_small && letter.is_ascii_uppercase());
        if begins {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(letter.to_ascii_lowercase());
        }
        was_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name in small letters without what separates its words.
fn joined(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_fall_into_words() {
        let rows = [
            ("loginUser", "login user"),
            ("auth.v1_LogIn", "auth v1 log in"),
            ("post-SignIn", "post sign in"),
            ("OAuth2Token", "oauth2 token"),
            ("", ""),
        ];
        for (name, expected) in rows {
            assert_eq!(words(name).join(" "), expected);
        }
    }
}

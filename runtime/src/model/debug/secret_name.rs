//! Which names of members say that the value is a secret. The one list of such words; matched word by word, so that
//! `keyboard` and `token_count` are none.

/// Words that name a secret where they stand last.
const SECRETS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "authkey",
    "authorization",
    "authtoken",
    "clientsecret",
    "credential",
    "cvc",
    "cvv",
    "idtoken",
    "jwt",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "token",
    "totp",
];

/// Words that do so behind one of those words; `key` by itself does, too.
const PAIRS: &[(&str, &[&str])] = &[
    (
        "key",
        &[
            "access",
            "account",
            "admin",
            "api",
            "app",
            "application",
            "auth",
            "authentication",
            "client",
            "decryption",
            "encryption",
            "hmac",
            "license",
            "master",
            "private",
            "secret",
            "security",
            "service",
            "session",
            "shared",
            "signature",
            "signing",
            "storage",
            "subscription",
            "webhook",
        ],
    ),
    (
        "code",
        &[
            "access",
            "authorization",
            "backup",
            "otp",
            "pin",
            "recovery",
            "security",
            "verification",
        ],
    ),
];

/// Words that may follow, of the same secret in another form.
const FORMS: &[&str] = &[
    "again",
    "clear",
    "confirm",
    "confirmation",
    "digest",
    "encrypted",
    "hash",
    "hashed",
    "plain",
    "plaintext",
    "raw",
    "repeat",
    "text",
    "value",
];

/// Words before `token` that make it the name of a place in a list, which is no secret.
const PLACES: &[&str] = &[
    "continuation",
    "cursor",
    "next",
    "page",
    "pagination",
    "prev",
    "previous",
    "resume",
    "sync",
];

/// Whether the name says so: `password`, `accessToken`, `X-API-Key`, `new_password_confirmation`, and their plurals.
pub(crate) fn says_secret(name: &str) -> bool {
    let words = words(name);
    let forms = words
        .iter()
        .rev()
        .take_while(|word| FORMS.contains(&word.as_str()));
    let rest = words
        .get(..words.len().saturating_sub(forms.count()))
        .unwrap_or_default();
    let Some((last, before)) = rest.split_last() else {
        return false;
    };
    let before = before.last().map(String::as_str);
    let one = last.strip_suffix('s').unwrap_or(last);
    let is = |word: &str| *last == word || one == word;
    if is("token") && before.is_some_and(|before| PLACES.contains(&before)) {
        return false;
    }
    let is_pair = |(word, firsts): &(&str, &[&str])| {
        is(word) && before.is_some_and(|before| firsts.contains(&before))
    };
    SECRETS.iter().any(|word| is(word))
        || PAIRS.iter().any(is_pair)
        || (words.len() == 1 && is("key"))
}

/// The words of a name in small letters: `X-APIKeyV2` is `x`, `api`, `key`, `v`.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let near = |at: Option<usize>| at.and_then(|at| letters.get(at)).copied();
        let before = near(index.checked_sub(1)).is_some_and(char::is_lowercase);
        let after = near(index.checked_add(1)).is_some_and(char::is_lowercase);
        let starts = letter.is_uppercase() && (before || after);
        if (starts || !letter.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphabetic() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::says_secret;

    #[test]
    fn names_are_taken_by_their_words() {
        let secrets = [
            "password",
            "Password",
            "PASSWORD",
            "user_password",
            "newPassword",
            "password2",
            "passwords",
            "password_hash",
            "new_password_confirmation",
            "passwordValue",
            "pwd",
            "passphrase",
            "secret",
            "client_secret",
            "clientSecret",
            "client-secret",
            "secrets",
            "webhookSecret",
            "token",
            "access_token",
            "accessToken",
            "AccessToken",
            "refresh_token",
            "id_token",
            "tokens",
            "X-Auth-Token",
            "authtoken",
            "csrfToken",
            "token_value",
            "key",
            "keys",
            "api_key",
            "apiKey",
            "APIKey",
            "X-API-Key",
            "apikey",
            "private_key",
            "secretKey",
            "encryptionKeys",
            "jwt",
            "otp",
            "pin",
            "cvv",
            "recovery_codes",
            "pinCode",
            "Authorization",
            "credentials",
        ];
        for name in secrets {
            assert!(says_secret(name), "{name}");
        }
        let others = [
            "",
            "_",
            "1",
            "id",
            "keyboard",
            "keyword",
            "monkey",
            "keys_count",
            "token_count",
            "token_type",
            "tokenType",
            "tokenize",
            "token_expires_at",
            "expires_in",
            "secretary",
            "secret_name",
            "secretId",
            "password_updated_at",
            "passwordPolicy",
            "has_password_expired",
            "public_key",
            "primaryKey",
            "sort_key",
            "idempotency_key",
            "key_id",
            "key_name",
            "keyCode",
            "next_token",
            "nextPageToken",
            "page_token",
            "continuationToken",
            "pinned",
            "shipping",
            "spinner",
            "code",
            "country_code",
            "statusCode",
            "tokenized",
            "compass",
            "bypass",
            "author",
        ];
        for name in others {
            assert!(!says_secret(name), "{name}");
        }
    }
}

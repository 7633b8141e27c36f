//! Answers that give back what the server was sent: in every place, in every spelling, whole and in part.

use faultcode_tests::Answer;

use super::sweep::{ECHOED, spellings};

/// Every echo as it would stand within a JSON text.
pub(crate) fn echoes() -> Vec<String> {
    let mut echoes = Vec::new();
    for secret in ECHOED {
        for part in [secret, &secret[..secret.len() - 3], &secret[..7]] {
            echoes.extend(spellings(part));
        }
        echoes.push(secret.replace('/', "\\/"));
        echoes.push(format!("Bearer {secret}"));
        echoes.push(format!("https://127.0.0.1/v1?a=b&api_key={secret}&c=d"));
        echoes.push(format!("'{secret}','{secret}'"));
        echoes.push(format!("{secret}{secret}"));
    }
    echoes.push("Basic dXNlcjpQdjFwd2QtY2FuYXJ5OjA4MTU=".to_owned());
    echoes
}

/// The answers that hold an echo.
pub(crate) fn answers(echo: &str) -> Vec<Answer> {
    let everywhere = format!(
        r#"{{"error":{{"code":"X {echo}","message":"Invalid {echo}!","type":"t {echo}","param":"{echo}",
        "details":{{"{echo}":"{echo}"}},"fields":{{"{echo}":["is {echo}"]}},"request_id":"r {echo}"}},"{echo}":1}}"#
    )
    .replace('\n', "");
    // What is no JSON escape in a header or a page is plain text there.
    let line = echo.replace("\\u", "%u");
    let known = |details: &str| {
        Answer::json(
            402,
            format!(r#"{{"error":{{"code":"SHORT","message":"{echo}","details":{details}}}}}"#),
        )
    };
    vec![
        Answer::json(400, everywhere.clone())
            .header("x-request-id", &line)
            .header("www-authenticate", &line)
            .header("x-echo", &line)
            .header(
                "ratelimit",
                &format!("\"{}\";r=0;t=30", line.replace('\\', "/")),
            ),
        Answer::json(401, everywhere.clone()),
        Answer::json(503, everywhere.clone()).header("retry-after", &line),
        Answer::json(200, everywhere),
        known(&format!(r#"{{"required":"{echo}"}}"#)),
        known(&format!(r#"{{"required":7,"by":{{"{echo}":"{echo}"}}}}"#)),
        known(&format!(r#"{{"required":7,"by":{{"a":1,"{echo}":2}}}}"#)),
        Answer::json(200, format!(r#"{{"{echo}":"{echo}"}}"#)),
        Answer::json(
            200,
            format!(r#"{{"a":{{"{echo}":[{{"{echo}":"{echo}"}}]}}}}"#),
        ),
        Answer::json(200, format!(r#"{{"a":"{echo}"#)),
        Answer::json(400, format!(r#"["{echo}"]"#)),
        Answer::json(400, format!(r#""{echo}""#)),
        Answer::body(400, "text/html", format!("<title>{line}</title><p>{line}")),
        Answer::body(400, "text/plain", line.clone()),
        Answer::body(200, "text/plain", line.clone()),
        Answer::status(302).header(
            "location",
            &format!("https://u:{line}@a.example/b?api_key={line}"),
        ),
        Answer::status(307).header("location", &format!("/v1?api_key={line}#{line}")),
    ]
}

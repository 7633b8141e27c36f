//! Documents of other people: a mock starts on each, and answers a made-up request to each operation without a failure of its own.

use faultcode::mock::{Document, Mock, Settings};
use faultcode::{Input, Options, Session};
use faultcode_tests::{aloud, outside, raw};

/// Small and large, of all versions, with forms, uploads, streams and pages.
const DOCUMENTS: [&str; 10] = [
    "realworld-conduit.yaml",
    "svix.json",
    "adyen-checkout-v72.yaml",
    "lithic.yaml",
    "gocardless-bankdata.json",
    "figma.yaml",
    "resend.json",
    "oapi-content-types.yaml",
    "oapi-parameters.yaml",
    "oas3gen-event-stream-3.1.json",
];

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: needs the documents of FAULTCODE_CORPUS"
)]
fn every_operation_of_documents_of_others_is_answered() {
    let (mut problems, mut served) = (Vec::new(), 0);
    for file in DOCUMENTS {
        let Some(path) = outside::corpus()
            .map(|it| it.join(file))
            .filter(|it| it.exists())
        else {
            continue;
        };
        let mut session = Session::new(Input::file(&path), Options::named("mock"));
        let document = match Document::read(&mut session) {
            Ok(document) => document,
            Err(error) => {
                aloud(&format!("mock: {file}: {error}"));
                continue;
            }
        };
        drop(session.findings());
        let mock = Mock::serve(&document, Settings::default()).expect("a free port");
        let operations = document.operations();
        let mut successes = 0;
        for operation in &operations {
            let request = document
                .request(operation)
                .expect("an operation of the document");
            let headers: Vec<_> = request
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let reply = raw::send(
                mock.address(),
                &request.method,
                &request.target,
                &headers,
                &request.body,
            );
            let Some(reply) = reply else {
                problems.push(format!("{file}: {operation} is not answered"));
                continue;
            };
            let media_type = reply.header("content-type").unwrap_or_default();
            if reply.status >= 500
                || (media_type.contains("problem+json")
                    && (reply.text().contains("no-such-operation")
                        || reply.text().contains("no-such-method")))
            {
                problems.push(format!(
                    "{file}: {operation}: {} {}",
                    reply.status,
                    reply.text()
                ));
            }
            successes += usize::from(reply.status < 400);
        }
        served += 1;
        aloud(&format!(
            "mock: {file}: {successes} of {} made-up requests succeed, the others are refused as the document says",
            operations.len()
        ));
    }
    assert!(served >= 5, "{served} documents");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

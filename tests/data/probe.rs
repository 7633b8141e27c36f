//! Put into a generated client by the tests: decodes given JSON into the client's types, and makes its calls.
//!
//! A case is a line of JSON: `{"id": 7, "of": "types/order", "what": "whole", "field": null, "json": …, "args": […], …}`.
//! The result is a line as well: the id, and either what came out or why nothing did.

use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{Call, Credential, EndpointError, Error, RetryPolicy, Value};
use faultcode_runtime::calls::Success;
use faultcode_runtime::document::{KeyMode, Operation, SchemeKind};
use faultcode_runtime::values::{Decode, Encode, Encoder, Params, from_json};

/// What came out, or why nothing did.
pub type Outcome = Result<String, String>;

/// One case.
pub struct Given {
    case: Value,
}

impl Given {
    /// What is asked.
    pub fn what(&self) -> &str {
        self.case.get("what").and_then(Value::as_str).unwrap_or("")
    }

    /// The member of an object that is asked for.
    pub fn field(&self) -> &str {
        self.case.get("field").and_then(Value::as_str).unwrap_or("")
    }

    fn json(&self) -> String {
        self.case.get("json").map(Value::to_string).unwrap_or_default()
    }

    fn body(&self) -> String {
        let text = self.case.get("body").and_then(Value::as_str);
        text.map_or_else(|| self.json(), str::to_owned)
    }

    fn given(&self, index: usize) -> Result<&Value, String> {
        let all = self.case.get("args").and_then(Value::as_array).unwrap_or(&[]);
        all.get(index).ok_or(format!("no argument {index}"))
    }

    /// The text of an argument.
    pub fn text(&self, index: usize) -> Result<String, String> {
        let value = self.given(index)?;
        Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// An argument.
    pub fn arg<T: Decode>(&self, index: usize) -> Result<T, String> {
        let json = self.given(index)?.to_string();
        from_json(json.as_bytes()).map_err(|error| format!("argument {index}: {error} in {json}"))
    }

    fn client(&self, operation: &'static Operation, base: faultcode_runtime::ClientBuilder) -> faultcode_runtime::Client {
        let mut builder = base.retry(RetryPolicy {
            max_attempts: 1,
            ..operation.retry.clone()
        });
        for need in operation.security.iter().copied().flatten() {
            let credential = match need.scheme.kind {
                SchemeKind::Basic => Credential::basic("user", "password"),
                _ => Credential::secret("0123456789abcdef"),
            };
            builder = builder.credential(need.scheme, credential);
        }
        builder.build().expect("the parts are usable")
    }

    /// A call of the operation that gets this reply.
    fn answering<T: Success, E: EndpointError>(&self, operation: &'static Operation, reply: Reply) -> Call<T, E> {
        let fake = Fake::new(&[]);
        fake.then(operation, reply);
        let base = faultcode_runtime::Client::builder(&crate::api::API)
            .base_url("https://probe.invalid")
            .transport(fake)
            .clock(std::sync::Arc::new(ManualClock::new()));
        let client = self.client(operation, base);
        let mut call = Call::<T, E>::new(&client, operation);
        for name in operation.template.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
            call = call.path(name.0, "x");
        }
        if operation.idempotency.is_some_and(|facts| facts.mode == KeyMode::Required) {
            call = call.idempotency_key("k");
        }
        call
    }

    /// A client of the server that the case names.
    pub fn calling(&self, operation: &'static Operation) -> crate::Client {
        let url = self.case.get("url").and_then(Value::as_str).unwrap_or("");
        let base = faultcode_runtime::Client::builder(&crate::api::API).base_url(url);
        crate::Client::probing(self.client(operation, base))
    }
}

/// Decodes and encodes again.
pub fn whole<T: Decode + Encode>(given: &Given) -> Outcome {
    let value: T = from_json(given.json().as_bytes()).map_err(|error| error.to_string())?;
    let json = Encoder::whole(&value).map_err(|error| error.to_string())?;
    String::from_utf8(json).map_err(|error| error.to_string())
}

/// The same for the type of a member.
pub fn member<S, T: Decode + Encode>(given: &Given, _: fn(&S) -> &T) -> Outcome {
    whole::<T>(given)
}

/// The operation is answered with the example.
pub fn answered<T: Success, E: EndpointError>(operation: &'static Operation, given: &Given) -> Outcome {
    let status = given.case.get("status").and_then(Value::as_number);
    let status = status.and_then(|it| it.as_i64()).and_then(|it| u16::try_from(it).ok()).unwrap_or(200);
    let media = given.case.get("media").and_then(Value::as_str).unwrap_or("application/json");
    let reply = Reply::status(status).header("content-type", media).body(given.body());
    let call = given.answering::<T, E>(operation, reply);
    let declared = E::CODES.iter().any(|code| {
        code.code.is_none() && faultcode_runtime::document::StatusRange::any(code.status, status)
    });
    match run(call) {
        Ok(_) => Ok("success".to_owned()),
        Err(error) => match error.api() {
            Some(api) if api.facts().is_some() || !declared => {
                Ok(format!("error {}", error.code().unwrap_or("by status")))
            }
            _ => Err(told(&error)),
        },
    }
}

/// What the error says to which an answer with these headers comes: variant, code, verdict and category, with `-` for what is not
/// there.
pub fn judged<T: Success, E: EndpointError>(operation: &'static Operation, given: &Given) -> Outcome {
    let status = given.case.get("status").and_then(Value::as_number);
    let status = status.and_then(|it| it.as_i64()).and_then(|it| u16::try_from(it).ok()).unwrap_or(400);
    let mut reply = Reply::status(status).header("content-type", "application/json").body(given.body());
    for header in given.case.get("headers").and_then(Value::as_array).unwrap_or(&[]) {
        let pair = header.as_array().unwrap_or(&[]);
        if let [name, value] = pair {
            reply = reply.header(name.as_str().unwrap_or(""), value.as_str().unwrap_or(""));
        }
    }
    let Err(error) = run(given.answering::<T, E>(operation, reply)) else {
        return Err("success".to_owned());
    };
    let Some(api) = error.api() else {
        return Err(told(&error));
    };
    let shown = format!("{api:?}");
    let variant: String = shown.chars().take_while(|it| it.is_ascii_alphanumeric()).collect();
    let verdict = error.verdict().map_or("-", |it| it.as_str());
    let (code, category) = (error.code().unwrap_or("-"), error.category().unwrap_or("-"));
    Ok(format!("{variant} | {code} | {verdict} | {category}"))
}

/// The call that the case asks for.
pub fn sent<T: Success, E: EndpointError, P: Params, B>(call: Call<T, E, P, B>) -> Outcome {
    match run(call) {
        Ok(_) => Ok("success".to_owned()),
        Err(error) => Err(told(&error)),
    }
}

/// The error that the call comes to, as it shows itself.
pub fn refused<T: Success, E: EndpointError, P: Params, B>(call: Call<T, E, P, B>) -> Outcome {
    match run(call) {
        Ok(_) => Err("success".to_owned()),
        Err(error) => match error.into_api() {
            Ok(error) => Ok(format!("{error:?}")),
            Err(error) => Err(told(&error)),
        },
    }
}

fn run<T: Success, E: EndpointError, P: Params, B>(call: Call<T, E, P, B>) -> Result<T, Error<E>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a thread without a runtime can have one").block_on(async { call.await })
}

fn told<E: EndpointError>(error: &Error<E>) -> String {
    let mut text = format!("{error}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    let body = String::from_utf8_lossy(error.expose_raw());
    let body: String = body.chars().take(600).collect();
    format!("{text} | {:?} | {body}", error.status())
}

/// Runs every case of the file that the first argument names.
pub fn main() {
    let path = std::env::args().nth(1).expect("a file of cases");
    let cases = std::fs::read_to_string(path).expect("a readable file");
    for line in cases.lines() {
        let case: Value = from_json(line.as_bytes()).expect("a case is JSON");
        let id = case.get("id").map(Value::to_string).unwrap_or_default();
        let of = case.get("of").and_then(Value::as_str).unwrap_or("").to_owned();
        let given = Given { case };
        let known = PROBES.iter().find(|(name, _)| *name == of);
        let outcome = match known {
            Some((_, probe)) => probe(&given),
            None => Err(format!("there is no {of}")),
        };
        let (word, text) = match outcome {
            Ok(text) => ("ok", text),
            Err(text) => ("failed", text),
        };
        println!("{{\"id\":{id},\"{word}\":{}}}", Value::from(text.as_str()));
    }
}

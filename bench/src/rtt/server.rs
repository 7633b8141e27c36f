//! The pet shop that the clients call: three answers of fixed size, as fast as it can.

use std::convert::Infallible;
use std::error::Error;
use std::net::TcpListener;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

/// What the shop says.
#[derive(Clone, Debug)]
pub struct Answers {
    /// A pet, about 1 kB.
    pub pet: Bytes,
    /// A refusal, about 300 bytes.
    pub refusal: Bytes,
    /// A page of a hundred pets, about 100 kB.
    pub page: Bytes,
}

impl Default for Answers {
    fn default() -> Self {
        let pets: Vec<String> = (0..100).map(pet).collect();
        let page = format!(
            r#"{{"items":[{}],"has_more":true,"next_cursor":"c-100"}}"#,
            pets.join(",")
        );
        let refusal = r#"{"error":{"code":"PAYMENT_REQUIRED","message":"The last bill of this owner has not been paid, so no details of the pet are shown until it is. Pay it in the portal or at the desk.","details":{"amount":4250,"currency":"EUR","due":"2026-11-30"}},"request_id":"req_01hzx3v9k2m4n6p8q0r2s4t6"}"#;
        Self {
            pet: pet(0).into(),
            refusal: refusal.into(),
            page: page.into(),
        }
    }
}

fn pet(at: usize) -> String {
    format!(
        r#"{{"id":"pet_{at:08}","name":"Quicksand","kind":"cat","state":"available","breed":"Norwegian Forest","born":"2021-04-17","weight":4.35,"vaccinated":true,"chip":9810000{at:08},"owner":{{"id":"owner_{at:08}","name":"Marianne Ångström","email":"marianne@shop.example","phone":"+46 8 123 456 78","address":{{"line1":"Västerlånggatan 12","line2":null,"city":"Stockholm","postal_code":"111 29","country":"SE"}}}},"tags":["indoor","calm","long-haired","good with children"],"photos":[{{"url":"https://img.shop.example/pets/{at}/front.jpg","width":1600,"height":1200,"caption":"\"Quick\" on her favourite chair"}},{{"url":"https://img.shop.example/pets/{at}/side.jpg","width":1600,"height":1200,"caption":null}}],"labels":{{"room":"7","diet":"dry, twice a day","vet":"Dr. Lind"}},"created_at":"2026-03-01T09:12:44Z","updated_at":"2026-10-05T17:30:02Z","source":"import","score":0.8125,"links":{{"self":"/pets/{at}","visits":"/pets/{at}/visits"}}}}"#
    )
}

/// Serves on one thread until the process ends. Prints the address first.
///
/// # Errors
///
/// No port can be had.
pub fn serve() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    println!("http://{}", listener.local_addr()?);
    let answers: &'static Answers = Box::leak(Box::default());
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let service =
                service_fn(
                    move |request| async move { Ok::<_, Infallible>(answer(&request, answers)) },
                );
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service);
            // A client that goes away is no fault.
            tokio::spawn(async move { connection.await.ok() });
        }
    })
}

fn answer(request: &Request<Incoming>, answers: &Answers) -> Response<Full<Bytes>> {
    let (status, body) = match request.uri().path() {
        "/pets" => (200, &answers.page),
        "/pets/refused" => (402, &answers.refusal),
        _ => (200, &answers.pet),
    };
    let mut response = Response::new(Full::new(body.clone()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let json = http::HeaderValue::from_static("application/json");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, json);
    // As nearly every server does.
    let id = http::HeaderValue::from_static("req_01hzx3v9k2m4n6p8q0r2s4t6");
    response.headers_mut().insert("x-request-id", id);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_have_the_sizes_that_reports_state() {
        let answers = Answers::default();
        let sizes = [answers.pet.len(), answers.refusal.len(), answers.page.len()];
        assert!((900..1200).contains(&sizes[0]), "{sizes:?}");
        assert!((250..350).contains(&sizes[1]), "{sizes:?}");
        assert!((90_000..120_000).contains(&sizes[2]), "{sizes:?}");
    }
}

//! Bodies that no type stands for: text and bytes go out as the caller has written them, under the media type that the
//! document names (RFC 9110, section 8.3).

use faultcode_runtime::body::FormData;
use faultcode_runtime::values::from_json;
use faultcode_runtime::{FilePart, Upload};

use crate::wire::clients::raw_bodies::Client;
use crate::wire::clients::raw_bodies::input::*;
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

#[tokio::test]
async fn one_media_type() {
    let mut table = Table::new("raw bodies");
    let client = client(&table);
    let raw = client.raw();
    let form = "application/x-www-form-urlencoded";
    macro_rules! rows {
        ($($method:ident($($body:expr)?)$(.body($chained:expr))? => $media:expr, $bytes:literal;)*) => {
            $(table.body(stringify!($method), raw.$method($($body)?)$(.body($chained))?, $media, $bytes).await;)*
        };
    }
    rows! {
        send_xml("<Order><a>x</a></Order>") => "application/xml", "<Order><a>x</a></Order>";
        send_script("let a = 1") => "application/javascript", "let a = 1";
        send_octets().body(b"\0a") => "application/octet-stream", "\0a";
        send_octets() => "(none)", "";
        send_lines("{\"a\":\"1\"}\n{\"a\":\"2\"}\n") => "application/x-ndjson", "{\"a\":\"1\"}\n{\"a\":\"2\"}\n";
        send_number("5") => "text/plain", "5";
        send_either().body("\u{e4}") => "text/plain", "\u{e4}";
        send_either() => "(none)", "";
        send_named_text("*n*") => "text/markdown", "*n*";
        send_encoded("iVBORw==") => "image/png", "iVBORw==";
        send_anything("a") => "application/octet-stream", "a";
        send_anything(Upload::from("a").with_content_type("text/csv")) => "text/csv", "a";
        send_some_picture("a") => "application/octet-stream", "a";
        send_some_picture(Upload::from(b"GIF").with_content_type("image/gif")) => "image/gif", "GIF";
        send_some_text("a") => "text/plain", "a";
        send_some_text(Upload::from("a").with_content_type("text/html; charset=utf-8")) => "text/html; charset=utf-8", "a";
        send_nothing_said("a") => "application/octet-stream", "a";
        send_perhaps() => "(none)", "";
        send_perhaps().body("a") => "application/octet-stream", "a";
        send_misnamed(&Order::new().a("x")) => "application/json", r#"{"a":"x"}"#;
        send_unsendable("a") => "text/plain", "a";
        send_form_text("a=1&b=%20") => form, "a=1&b=%20";
        send_form_list("a&b") => form, "a&b";
    }
    // The text in the charset that the document names; in UTF-8 it would be two bytes.
    let call = raw.send_latin(b"\xe4");
    let shown = |request: &faultcode_tests::Request| {
        let media = request.header("content-type").unwrap_or("(none)");
        format!("{media} {:?}", request.body)
    };
    let expected = "text/plain; charset=iso-8859-1 [228]";
    table.shown("another charset", call, shown, expected).await;
    for media in ["image/gif\r\nx: y", ""] {
        let upload = Upload::from("a").with_content_type(media);
        let what = format!("the media type {media:?}");
        table
            .refused(&what, raw.send_some_picture(upload), "content-type")
            .await;
    }
    table.finish();
}

#[tokio::test]
async fn several_media_types() {
    let mut table = Table::new("raw bodies of several media types");
    let client = client(&table);
    let raw = client.raw();
    // Neither schema says anything, so that the media type alone says what the bytes are.
    let body = SendPictureBody::ImagePng("png".into());
    table
        .body("png", raw.send_picture(&body), "image/png", "png")
        .await;
    let body = SendPictureBody::ImageJpeg("jpeg".into());
    table
        .body("jpeg", raw.send_picture(&body), "image/jpeg", "jpeg")
        .await;
    // JSON of another schema says nothing of the XML; the two names of XML are one, and YAML without a schema repeats.
    let body = SendNotationBody::Json("n".into());
    table
        .body(
            "JSON",
            raw.send_notation(&body),
            "application/json",
            "\"n\"",
        )
        .await;
    let body = SendNotationBody::Text("<Order/>".into());
    table
        .body("XML", raw.send_notation(&body), "text/xml", "<Order/>")
        .await;
    // RFC 6902 and RFC 7396 give one document two meanings.
    let value = |text: &str| from_json(text.as_bytes()).expect("JSON");
    let operations = r#"[{"op":"remove","path":"/a"}]"#;
    let body = SendPatchBody::JsonPatchPlusJson(value(operations));
    let media = "application/json-patch+json";
    table
        .body("json-patch", raw.send_patch(&body), media, operations)
        .await;
    let body = SendPatchBody::MergePatchPlusJson(value(r#"{"a":null}"#));
    let media = "application/merge-patch+json";
    table
        .body("merge-patch", raw.send_patch(&body), media, r#"{"a":null}"#)
        .await;
    let body = SendPatchBody::Bytes("a: null\n".into());
    let media = "application/apply-patch+yaml";
    table
        .body("apply-patch", raw.send_patch(&body), media, "a: null\n")
        .await;
    table.finish();
}

#[tokio::test]
async fn parts() {
    let mut table = Table::new("parts in place of raw bodies");
    let client = client(&table);
    let raw = client.raw();
    let shown = |request: &faultcode_tests::Request| {
        let media = request.header("content-type").unwrap_or("(none)");
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let boundary = media.split_once("boundary=").map_or("B", |(_, it)| it);
        format!("{media}\n{body}").replace(boundary, "B")
    };
    let part = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--\r\n";
    let expected = format!("multipart/form-data; boundary=B\n{part}");
    let call = raw.send_file_or_xml(&OrderParts::new().a("x"));
    table
        .shown("parts that XML repeats", call, shown, &expected)
        .await;
    let call = raw.send_either_parts(&FormData::new().text("a", "x"));
    table.shown("either of two", call, shown, &expected).await;
    // A file says its media type by itself or through its content.
    let content = Upload::from("x").with_content_type("text/csv");
    let part = "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\nContent-Type: text/csv\r\n\r\nx\r\n--B--\r\n";
    let expected = format!("multipart/form-data; boundary=B\n{part}");
    let call = raw.send_either_parts(&FormData::new().file("a", FilePart::new(content)));
    table
        .shown("a file's own type", call, shown, &expected)
        .await;
    table.finish();
}

#[tokio::test]
async fn any_method() {
    let mut table = Table::new("bodies by method");
    let client = client(&table);
    let methods = client.methods();
    let shown = |request: &faultcode_tests::Request| {
        let media = request.header("content-type").unwrap_or("(none)");
        let body = String::from_utf8_lossy(&request.body);
        format!("{} {media} {body}", request.method)
    };
    let expected = |method: &str| format!("{method} application/atom+xml <feed/>");
    macro_rules! rows {
        ($($call:ident => $method:literal;)*) => {
            $(table.shown($method, methods.$call("<feed/>"), shown, &expected($method)).await;)*
        };
    }
    rows! {
        get_with_body => "GET";
        delete_with_body => "DELETE";
        query_with_body => "QUERY";
        copy_with_body => "COPY";
    }
    table.finish();
}

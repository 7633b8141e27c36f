//! Events whose type chooses the type of their data: what comes out of the bytes of a plain server.

use faultcode_runtime::errors::StreamError;
use faultcode_runtime::streams::StreamItem;
use faultcode_tests::{Answer, Server};

use crate::wire::clients::event_kinds::types::{OrdersEvent, RunEvent};
use crate::wire::clients::event_kinds::{Client, testing};

fn client(body: &str) -> (Server, Client) {
    let server = Server::answering([Answer::body(200, "text/event-stream", body)]);
    let built = Client::builder().base_url(server.url()).build();
    (server, built.expect("a loopback URL"))
}

fn order(data: OrdersEvent) -> String {
    match data {
        OrdersEvent::Note(text) => format!("Note({})", &*text),
        OrdersEvent::Placed(order) => format!("Placed({})", order.id),
        OrdersEvent::Counted(count) => format!("Counted({})", count.n),
        OrdersEvent::Total(total) => format!("Total({total})"),
        OrdersEvent::Markup(text) => format!("Markup({})", &*text),
        OrdersEvent::Unknown(text) => format!("Unknown({})", &*text),
    }
}

#[tokio::test]
async fn the_type_of_an_event_chooses_that_of_its_data() {
    let rows = [
        ("event: note\ndata: 3\n\n", "note=Note(3)"),
        (
            "event: placed\ndata: {\"id\":\ndata: \"a\"}\n\n",
            "placed=Placed(a)",
        ),
        ("data: {\"n\": 1}\nevent: counted\n\n", "counted=Counted(1)"),
        (
            "event: recounted\ndata: {\"n\": 2}\n\n",
            "recounted=Counted(2)",
        ),
        ("event: total\ndata: 40\n\n", "total=Total(40)"),
        ("event: markup\ndata: <a/>\n\n", "markup=Markup(<a/>)"),
        // What the document does not list is kept with its name.
        (
            "event: Placed\ndata: {\"id\"\n\n",
            "Placed=Unknown({\"id\")",
        ),
        ("data: {\"id\": \"a\"}\n\n", "=Unknown({\"id\": \"a\"})"),
    ];
    let body: String = rows.iter().map(|(sent, _)| *sent).collect();
    let (_server, client) = client(&body);
    let mut stream = client.watch().orders().await.unwrap();
    for (sent, expected) in rows {
        let event = stream.next().await.unwrap().unwrap();
        let read = format!("{}={}", event.event, order(event.data));
        assert_eq!(read, expected, "{sent:?}");
    }
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn data_that_does_not_fit_its_event_is_an_error_of_that_event() {
    let (_server, client) =
        client("event: placed\ndata: {}\n\nevent: total\ndata: many\n\nevent: note\ndata: x\n\n");
    let mut stream = client.watch().orders().await.unwrap();
    for expected in [("placed", "{}"), ("total", "many")] {
        let Some(Err(StreamError::Item(error))) = stream.next().await else {
            panic!("an item that does not fit");
        };
        let raw = String::from_utf8_lossy(error.expose_raw());
        assert_eq!((error.event().unwrap_or(""), &*raw), expected);
    }
    let last = stream.next().await.unwrap().unwrap();
    assert_eq!(order(last.data), "Note(x)");
}

#[tokio::test]
async fn choices_of_choices_are_one_enum_and_done_ends_them() {
    let body = "event: step.created\ndata: {\"step\": 1}\n\nevent: step.failed\ndata: {\"why\": \"w\"}\n\n\
                data: {\"step\": 2}\n\nevent: message\ndata: {\"step\": 3}\n\nevent: done\ndata: [DONE]\n\n\
                data: {\"step\": 4}\n\n";
    let (_server, client) = client(body);
    let mut stream = client.watch().runs_again().await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = stream.next().await {
        seen.push(match event.unwrap().data {
            RunEvent::StepCreated(step) => format!("created {}", step.step),
            RunEvent::StepFailed(failed) => format!("failed {:?}", failed.why),
            RunEvent::Message(step) => format!("message {}", step.step),
            other => format!("{other:?}"),
        });
    }
    assert_eq!(
        seen,
        ["created 1", "failed Some(\"w\")", "message 2", "message 3"]
    );
}

#[tokio::test]
async fn the_fake_transport_sends_an_event_of_a_known_type() {
    let builder = Client::builder().base_url("https://kinds.example");
    let client = builder.transport(testing::fake()).build().unwrap();
    let mut stream = client.watch().runs().await.unwrap();
    let event = stream.next().await.unwrap().unwrap();
    assert_eq!(&*event.event, "step.created");
    assert!(matches!(event.data, RunEvent::StepCreated(_)));
}

/// The text of an event is read as the server wrote it, whatever the blanks around JSON are.
#[test]
fn blanks_around_json_do_not_matter() {
    let read = OrdersEvent::from_event("total", b" 7 ").map(order);
    assert_eq!(read.unwrap(), "Total(7)");
}

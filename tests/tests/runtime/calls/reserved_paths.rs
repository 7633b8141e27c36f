//! A value of a path parameter stays in its segment, whatever characters the document lets pass (RFC 3986 section 3.3), and
//! also where it is taken over from another place of an earlier request.

use faultcode_runtime::calls::Endpoint;
use faultcode_runtime::document::{Code, Expression, Method, Operation, Parameter, StatusRange};
use faultcode_runtime::{
    BuildError, Call, ErrorKind, Unrecognized, details, endpoint_error, existing,
};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

static READ: Endpoint<ShopError> = Endpoint::new(Operation {
    id: "readItem",
    template: "/items/{id}",
    path: &["/items/", ""],
    ..Operation::DEFAULT
});

static SEARCH: Endpoint<ShopError> = Endpoint::new(Operation {
    id: "searchItems",
    template: "/search",
    path: &["/search"],
    ..Operation::DEFAULT
});

static MAKE: Operation = Operation {
    id: "makeItem",
    method: Method::Post,
    template: "/made/{name}",
    path: &["/made/", ""],
    ..Operation::DEFAULT
};

#[derive(Clone)]
pub struct Taken {}

impl Taken {
    const CODE: Code = Code {
        status: &[StatusRange::one(409)],
        ..Code::STATUS
    };
}

details!(Taken {});

const RESERVED: Parameter = Parameter {
    allow_reserved: true,
    ..Parameter::path("id")
};

/// An operation that makes something, each with its own way to what was there.
macro_rules! making {
    ($($name:ident: $operation:path, $parameter:expr, $from:expr;)*) => {$(
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            Taken(Taken),
            Unrecognized(Unrecognized),
        }
        endpoint_error!($name { 0 Taken: details Taken::CODE, });
        existing!($name by Taken::CODE { $operation, Order, ShopError, ($parameter, $from), });
    )*};
}

making! {
    ToPath: READ, Parameter::path("id"), Expression::RequestQuery("open");
    ToReserved: READ, RESERVED, Expression::RequestQuery("open");
    FromPath: READ, RESERVED, Expression::RequestPath("name");
    ToQuery: SEARCH, Parameter::query("q"), Expression::RequestPath("name");
}

#[derive(Default)]
struct Params {
    open: Option<String>,
}

faultcode_runtime::params!(Params {
    0 open: Parameter { allow_reserved: true, ..Parameter::query("open") },
});

const STEPS: [&str; 9] = [
    "a/../../admin",
    "..",
    ".",
    "a/..",
    "../admin",
    "a/%2e%2E/admin",
    "a/.%2e/admin",
    "a/..;v=1/admin",
    "a/%252e%252e/admin",
];

fn is_refused(problem: &BuildError) -> bool {
    matches!(problem, BuildError::PathParameter("id"))
}

/// A server where everything is there already.
fn server() -> Server {
    Server::deciding(|request| match request.method.as_str() {
        "POST" => Answer::status(409),
        _ => Answer::json(200, r#"{"id":"o1"}"#),
    })
}

fn read(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    let read = requests.filter(|it| it.method == "GET");
    read.map(|it| it.target).collect()
}

#[tokio::test]
async fn reserved_characters_of_a_path_parameter_make_no_step() {
    let server = server();
    let client = shop::client(&server);
    for value in STEPS.into_iter().chain(["a\\..\\admin", "a%2f..%5cadmin"]) {
        let call = Call::<Order, ShopError>::new(&client, &READ).path_in(RESERVED, value);
        let error = call.await.expect_err(value);
        assert!(
            matches!(error.kind(), ErrorKind::Build(problem) if is_refused(problem)),
            "{value:?}: {error:?}"
        );
    }
    assert_eq!(server.connections(), 0);
    for (value, segment) in [("a:b/c;v=..", "a:b%2Fc;v=.."), ("%41...", "%41...")] {
        let call = Call::<Order, ShopError>::new(&client, &READ).path_in(RESERVED, value);
        call.await.unwrap();
        assert_eq!(read(&server).pop().unwrap(), format!("/v1/items/{segment}"));
    }
}

#[tokio::test]
async fn a_value_of_a_query_makes_no_step_in_the_path_of_what_is_read() {
    let server = server();
    let client = shop::client(&server);
    for value in STEPS {
        let params = Params {
            open: Some(value.to_owned()),
        };
        let errors = [
            Call::<Order, ToPath>::new(&client, &MAKE)
                .path("name", "n")
                .params(&params)
                .create_or_get()
                .await
                .expect_err(value),
            Call::<Order, ToReserved>::new(&client, &MAKE)
                .path("name", "n")
                .params(&params)
                .create_or_get()
                .await
                .expect_err(value),
        ];
        for error in errors {
            let error = error.downcast::<ShopError>().expect("its call");
            assert!(
                matches!(error.kind(), ErrorKind::Build(problem) if is_refused(problem)),
                "{value:?}: {error:?}"
            );
        }
    }
    assert_eq!(read(&server), [""; 0]);

    let params = Params {
        open: Some("a/b?c=%41".to_owned()),
    };
    let call = Call::<Order, ToPath>::new(&client, &MAKE).path("name", "n");
    assert!(!call.params(&params).create_or_get().await.unwrap().is_new());
    assert_eq!(read(&server), ["/v1/items/a%2Fb%3Fc=%41"]);
}

#[tokio::test]
async fn a_value_of_a_path_adds_no_parameter_to_the_query_of_what_is_read() {
    let server = server();
    let client = shop::client(&server);
    let open = Parameter {
        allow_reserved: true,
        ..Parameter::path("name")
    };
    let call = Call::<Order, ToQuery>::new(&client, &MAKE).path_in(open, "a&role=admin+x");
    assert!(!call.create_or_get().await.unwrap().is_new());
    assert_eq!(read(&server), ["/v1/search?q=a%26role=admin%2Bx"]);

    // What was one encoded segment stays one, unless the server reads structure in it.
    let call = Call::<Order, FromPath>::new(&client, &MAKE).path("name", "../b");
    let error = call.create_or_get().await.unwrap_err();
    let error = error.downcast::<ShopError>().expect("its call");
    assert!(matches!(error.kind(), ErrorKind::Build(problem) if is_refused(problem)));
    let call = Call::<Order, FromPath>::new(&client, &MAKE).path("name", "a/b");
    call.create_or_get().await.unwrap();
    assert_eq!(read(&server).pop().unwrap(), "/v1/items/a%2Fb");
}

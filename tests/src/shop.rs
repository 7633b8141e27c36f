//! A small API, stated by hand as the generator states one, for tests of the runtime alone.

use faultcode_runtime::document::{
    Api, Code, CodeAt, CodeKind, Envelope, Idempotency, KeyFact, KeyPlace, MessageAt, Method, Need,
    Operation, Scheme, SchemeKind, StatusRange, When,
};
use faultcode_runtime::retry::Retry;
use faultcode_runtime::{
    Call, Client, ClientBuilder, Credential, Unrecognized, details, endpoint_error, object,
};

use crate::Server;

/// The API.
pub static API: Api = Api {
    name: "shop",
    version: "1.0.0",
    servers: &[faultcode_runtime::document::Server::new(
        "https://shop.example/v1",
    )],
    ..Api::DEFAULT
};

/// A token that is refreshed on `TOKEN_EXPIRED`.
pub static TOKEN: Scheme = Scheme {
    refresh_codes: &["TOKEN_EXPIRED"],
    ..Scheme::new("token", SchemeKind::Bearer)
};

/// A key of one of two classes.
pub static KEY: Scheme = Scheme {
    key_classes: &[("sk_", "secret"), ("pk_", "publishable")],
    ..Scheme::new("key", SchemeKind::Header("X-Api-Key"))
};

/// Where the facts of an answer stand.
pub const ENVELOPE: Envelope = Envelope {
    when: &[When {
        at: &["success"],
        equals: Some(faultcode_runtime::document::Scalar::Bool(false)),
        exists: true,
    }],
    code: Some(CodeAt {
        at: &["code"],
        kind: CodeKind::Text,
        pattern: None,
    }),
    message: Some(MessageAt {
        at: &["message"],
        join: "; ",
        sensitive: false,
    }),
    details: Some(&["details"]),
    ..Envelope::DEFAULT
};

const KEYED: Idempotency = Idempotency {
    mismatch: Some(KeyFact {
        status: None,
        code: Some("KEY_REUSED"),
    }),
    in_flight: Some(KeyFact {
        status: None,
        code: Some("KEY_BUSY"),
    }),
    ..Idempotency::HEADER
};

const OPERATION: Operation = Operation {
    envelopes: &[ENVELOPE],
    security: &[&[Need {
        scheme: &TOKEN,
        scopes: &[],
    }]],
    ..Operation::DEFAULT
};

/// Reads an order: repeat-safe by its method.
pub static GET_ORDER: Operation = Operation {
    id: "getOrder",
    template: "/orders/{order_id}",
    path: &["/orders/", ""],
    ..OPERATION
};

/// Places an order without a key: not repeat-safe.
pub static PLACE_ORDER: Operation = Operation {
    id: "placeOrder",
    method: Method::Post,
    template: "/orders",
    path: &["/orders"],
    ..OPERATION
};

/// Pays for an order with a key in a header: repeat-safe.
pub static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    template: "/payments",
    path: &["/payments"],
    idempotency: Some(&KEYED),
    ..OPERATION
};

/// Sends an invoice with a key in the body.
pub static INVOICE: Operation = Operation {
    id: "invoice",
    method: Method::Post,
    template: "/invoices",
    path: &["/invoices"],
    idempotency: Some(&Idempotency {
        place: KeyPlace::Body("/external_id"),
        ..KEYED
    }),
    ..OPERATION
};

/// Takes secret keys only.
pub static SETTLE: Operation = Operation {
    id: "settle",
    method: Method::Post,
    template: "/settlements",
    path: &["/settlements"],
    security: &[&[Need {
        scheme: &KEY,
        scopes: &[],
    }]],
    key_class: Some("secret"),
    ..OPERATION
};

/// Takes tokens with the scope `orders:list` only.
pub static LIST_ORDERS: Operation = Operation {
    id: "listOrders",
    template: "/orders",
    path: &["/orders"],
    security: &[&[Need {
        scheme: &TOKEN,
        scopes: &["orders:list"],
    }]],
    ..OPERATION
};

/// An order.
#[expect(missing_docs, reason = "a model of two members")]
pub struct Order {
    pub id: String,
    pub amount: Option<i64>,
}

object!(decode encode Order {
    id: required "id",
    amount: optional "amount",
});

impl Order {
    /// An order of that id.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            amount: None,
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } = $code:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        #[allow(missing_docs, reason = "each field is the member of that name")]
        pub struct $name { $(pub $field: $type),* }

        impl $name {
            /// What the document says of it.
            pub const CODE: Code = $code;
        }
    )*};
}

codes! {
    /// The order does not exist.
    NotFound {} = Code { status: &[StatusRange::one(404)], ..Code::new("NOT_FOUND") };
    /// The balance is too low.
    InsufficientBalance { required: i64 } =
        Code { status: &[StatusRange::one(402)], ..Code::new("INSUFFICIENT_BALANCE") };
    /// Too many requests.
    RateLimited {} = Code { status: &[StatusRange::one(429)], retry: Retry::Throttle, ..Code::new("RATE_LIMITED") };
    /// Too many sessions: waiting does not help.
    SessionLimit {} = Code { status: &[StatusRange::one(429)], retry: Retry::Never, ..Code::new("SESSION_LIMIT") };
    /// A fault that stays.
    Internal {} = Code { status: &[StatusRange::one(500)], retry: Retry::Never, ..Code::new("INTERNAL") };
    /// The token has run out.
    TokenExpired {} = Code { status: &[StatusRange::one(401)], ..Code::new("TOKEN_EXPIRED") };
    /// The credential is wrong.
    BadCredential {} = Code { status: &[StatusRange::one(401)], retry: Retry::Never, ..Code::new("BAD_CREDENTIAL") };
    /// The key belongs to another body.
    KeyReused {} = Code { status: &[StatusRange::one(409)], ..Code::new("KEY_REUSED") };
    /// A call with this key is still running.
    KeyBusy {} = Code { status: &[StatusRange::one(409)], ..Code::new("KEY_BUSY") };
    /// The server refuses the work of its own account.
    Unavailable {} = Code { status: &[StatusRange::one(503)], ..Code::STATUS };
}

details!(NotFound {});
details!(InsufficientBalance {
    0 required: required "required",
});
details!(RateLimited {});
details!(SessionLimit {});
details!(Internal {});
details!(TokenExpired {});
details!(BadCredential {});
details!(KeyReused {});
details!(KeyBusy {});
details!(Unavailable {});

/// How any operation of the shop can be refused.
#[derive(Clone)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the code of that name")]
pub enum ShopError {
    NotFound(NotFound),
    InsufficientBalance(InsufficientBalance),
    RateLimited(RateLimited),
    SessionLimit(SessionLimit),
    Internal(Internal),
    TokenExpired(TokenExpired),
    BadCredential(BadCredential),
    KeyReused(KeyReused),
    KeyBusy(KeyBusy),
    Unavailable(Unavailable),
    Unrecognized(Unrecognized),
}

endpoint_error!(ShopError {
    0 NotFound: details NotFound::CODE,
    1 InsufficientBalance: details InsufficientBalance::CODE,
    2 RateLimited: details RateLimited::CODE,
    3 SessionLimit: details SessionLimit::CODE,
    4 Internal: details Internal::CODE,
    5 TokenExpired: details TokenExpired::CODE,
    6 BadCredential: details BadCredential::CODE,
    7 KeyReused: details KeyReused::CODE,
    8 KeyBusy: details KeyBusy::CODE,
    9 Unavailable: details Unavailable::CODE,
});

/// The credential of every test; no output may hold it.
pub const CANARY: &str = "token-canary-4711";

/// A builder for a client of a scripted server, with the token [`CANARY`].
pub fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&API)
        .base_url(format!("{}/v1", server.url()))
        .credential(&TOKEN, Credential::secret(CANARY))
}

/// A client of a scripted server, with the token [`CANARY`].
pub fn client(server: &Server) -> Client {
    builder(server)
        .build()
        .expect("a loopback URL and a plain token")
}

/// Reads an order.
pub fn get_order(client: &Client, id: &str) -> Call<Order, ShopError> {
    Call::new(client, &GET_ORDER).path("order_id", id)
}

/// Places an order.
pub fn place_order(client: &Client, order: &Order) -> Call<Order, ShopError> {
    Call::new(client, &PLACE_ORDER).json(order)
}

/// Pays.
pub fn pay(client: &Client, order: &Order) -> Call<Order, ShopError> {
    Call::new(client, &PAY).json(order)
}

/// Sends an invoice.
pub fn invoice(client: &Client, order: &Order) -> Call<Order, ShopError> {
    Call::new(client, &INVOICE).json(order)
}

/// Settles.
pub fn settle(client: &Client) -> Call<(), ShopError> {
    Call::new(client, &SETTLE)
}

/// Lists orders.
pub fn list_orders(client: &Client) -> Call<Vec<Order>, ShopError> {
    Call::new(client, &LIST_ORDERS)
}

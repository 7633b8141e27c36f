//! The client of every document below `tests/wire/`, as `tests/build.rs` generated it.

use faultcode_runtime::include_client;

include_client!("answers");
include_client!("bare_errors");
include_client!("bare_server");
include_client!("bodies");
include_client!("by_scheme");
include_client!("declared_bodies");
include_client!("deliveries");
include_client!("error_lists");
include_client!("event_kinds");
include_client!("existing");
include_client!("headers");
include_client!("identifiers");
include_client!("long_list");
include_client!("merged");
include_client!("outcomes");
include_client!("own_header");
include_client!("pages");
include_client!("parameters");
include_client!("places");
include_client!("raw_bodies");
include_client!("routes");
include_client!("schemas");
include_client!("servers");
include_client!("shared_errors");
include_client!("simple_bodies");
include_client!("standard_events");
include_client!("stream_errors");
include_client!("streams");
include_client!("successes");
include_client!("titles");
include_client!("tokens");
include_client!("unlisted");
include_client!("values");
include_client!("webhooks");
include_client!("webhooks30");

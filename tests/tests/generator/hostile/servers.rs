//! Servers that a document names: a client is made with each that is not reported, and with none that is.

use faultcode::internals::diagnostics::one_line;
use faultcode_runtime::Client;
use faultcode_tests::attacks::quoted;
use faultcode_tests::{generate, shop};
use reqwest::Url;

use super::options;

/// What is said of each server: whether it is kept, and the name that its host is said to have on a network.
fn said_of(urls: &[String]) -> Vec<(bool, Option<String>)> {
    let servers: String = urls
        .iter()
        .map(|url| format!("  - url: {}\n", quoted(url)))
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Shop, version: '1'}}\nservers:\n{servers}paths:\n  /a:\n    get: {{operationId: getA, responses: \
         {{'204': {{description: done}}}}}}\n"
    );
    let made = generate::from_bytes("servers.yaml", text.as_bytes(), &options("servers"));
    assert!(made.files.is_some(), "{}", made.linted.human);
    let mut found = made
        .linted
        .found
        .iter()
        .filter(|it| it.rule.id == "unusable-server")
        .peekable();
    let said = urls.iter().map(|url| {
        let begin = format!("no request can be sent to the server {}: ", one_line(url));
        match found.next_if(|it| it.message.starts_with(&begin)) {
            None => (true, None),
            Some(report) => {
                let name = report.message.split_once("knows it as ");
                (
                    false,
                    name.map(|(_, rest)| rest.trim_end_matches("; it is left out").to_owned()),
                )
            }
        }
    });
    let said = said.collect();
    assert!(found.next().is_none(), "a finding about no server");
    said
}

/// Whether the runtime makes a client with it.
fn is_taken(url: &str) -> bool {
    Client::builder(&shop::API).base_url(url).build().is_ok()
}

#[test]
fn a_server_that_no_client_could_be_made_with_is_left_out() {
    let urls = [
        "https://api.shop.example",
        "https://api.shop.example/",
        "HTTPS://API.shop.example:8443/v1/",
        "http://127.0.0.1:80",
        "https://[::1]:443/v1",
        "https://[2001:db8::1]",
        "https://api_v2.shop.example",
        "https://shop.example/v1;a=b/@c",
        "https://shop.example/%7Ba%7D",
        "https://shop.example:99999",
        "https://shop.example:",
        "https://shop.example:0x50",
        "https://shop.example:80:80",
        "https://:443",
        "https://[::1",
        "https://::1/",
        "https://[::1]x",
        "https://[shop.example]",
        "https://a[b].example",
        "https://%61pi.shop.example",
        "https://%D0%B0pi.shop.example",
        "https://user@shop.example",
        "https://\u{430}pi.shop.example",
        "https://\u{ff41}pi.shop.example",
        "https://api\u{3002}shop.example",
        "https://api.shop.example/\u{e4}",
        "https://api.shop.example/a b",
        "https://api.shop.example/[a]",
        "https://api.shop.example/v1/../v2",
        "https://api.shop.example/./v1",
        "https://api.shop.example/%2e%2E/v1",
        "https://api.shop.example/..v1",
        "https://api.shop.example/v1?a=1",
        "https://api.shop.example/v1#a",
        "https://api.shop.example\\@elsewhere.example",
        "wss://api.shop.example",
    ];
    let urls = urls.map(str::to_owned);
    for (url, (kept, _)) in urls.iter().zip(said_of(&urls)) {
        assert_eq!(kept, is_taken(url), "{url:?}");
    }
}

/// The name that is shown is the one that a second implementation, of UTS 46, connects to; or none is.
#[test]
fn the_name_of_a_host_on_a_network_is_the_one_of_others() {
    let label = |first: u32| -> String {
        let letters = (first..first + 3).filter_map(char::from_u32);
        letters.chain("a-1".chars()).collect()
    };
    let firsts = (0x80..0x3400)
        .step_by(3)
        .chain((0x4e00..0xa000).step_by(211));
    let firsts = firsts.chain([0xac00, 0xff21, 0xff41, 0x1f600, 0x20000, 0x1e900]);
    let urls = firsts.map(|first| format!("https://{}.shop.example/", label(first)));
    let urls: Vec<String> = urls.collect();
    let mut shown = 0;
    for (url, (kept, name)) in urls.iter().zip(said_of(&urls)) {
        assert!(!kept, "{url:?}");
        let Some(name) = name else { continue };
        shown += 1;
        let other = Url::parse(url).expect("it has a name");
        assert_eq!(other.host_str(), Some(name.as_str()), "{url:?}");
    }
    assert!(shown > 100, "{shown}");
    let known = [
        ("b\u{fc}cher.example", "xn--bcher-kva.example"),
        ("B\u{dc}CHER.Example", "xn--bcher-kva.example"),
        ("\u{430}\u{440}\u{440}\u{4cf}\u{435}.example", ""),
        ("\u{430}pi.shop.example", "xn--pi-6kc.shop.example"),
        ("fa\u{df}.example", "xn--fa-hia.example"),
    ];
    let urls = known.map(|(host, _)| format!("https://{host}:8443/v1"));
    for ((host, name), (_, shown)) in known.iter().zip(said_of(&urls)) {
        assert_eq!(shown.as_deref().unwrap_or(""), *name, "{host}");
    }
}

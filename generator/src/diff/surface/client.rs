//! The client itself: its crate, servers, credentials and webhooks.

use super::facts::{flat, text};
use super::written::{Side, written};
use super::{Item, Sort};
use crate::diff::kinds::Kind;
use crate::ir::{SchemeKind, Server, WireName};
use crate::plan::{Crate, PlannedScheme};
use crate::render::Form;

/// The client, and what it is made with.
pub(super) fn root(plan: &Crate<'_>) -> Item {
    let mut root = Item::new(Sort::Client, "", Kind::ClientAdded)
        .named(plan.library.as_str(), plan.library.as_str());
    root.renamed = Kind::CrateRenamed;
    let form = match plan.form {
        Form::Crate => "crate",
        Form::Module => "module",
    };
    root.fact(Kind::FormChanged, "", form);
    root.flag(Kind::ErrorsClosed, "exhaustive", plan.exhaustive);
    root.fact(Kind::DocsChanged, "", plan.api.doc.as_str());
    if let Some(first) = plan.api.servers.first() {
        root.fact(Kind::BaseUrlChanged, "", first.url.as_str());
        root.span = Some(first.span);
    }
    servers(plan, &mut root);
    root.items.extend(plan.schemes.iter().map(scheme));
    root.items.extend(webhooks(plan));
    root
}

fn servers(plan: &Crate<'_>, root: &mut Item) {
    if let Some(list) = &plan.servers.list {
        for planned in &list.variants {
            let (server, name): (&Server, _) = (planned.ir, &planned.names);
            let path = format!("{}::{name}", list.name);
            let mut item = Item::new(Sort::Server, server.template.as_str(), Kind::ServerAdded)
                .named(path.as_str(), path.as_str())
                .at(server.span);
            item.fact(Kind::BaseUrlChanged, "", server.url.as_str());
            root.items.push(item);
        }
    }
    for planned in &plan.servers.variables {
        let (variable, name) = (planned.ir, planned.names.as_str());
        let shown = format!("ClientBuilder::{name}");
        let mut item = Item::new(Sort::Variable, variable.name.as_str(), Kind::VariableAdded)
            .named(name, shown);
        let default = variable.default.as_ref().map(WireName::as_str);
        item.fact(Kind::DefaultChanged, "", default.unwrap_or_default());
        item.fact(Kind::LimitsChanged, "", texts(&variable.values));
        root.items.push(item);
    }
}

/// A list whose order says nothing.
fn texts(list: &[WireName]) -> String {
    let mut texts: Vec<&str> = list.iter().map(WireName::as_str).collect();
    texts.sort_unstable();
    texts.join(", ")
}

/// The methods of the builder that take a credential.
fn scheme(planned: &PlannedScheme<'_>) -> Item {
    let (scheme, names) = (planned.ir, &planned.names);
    let name = names.method.as_str();
    let mut item = Item::new(Sort::Scheme, scheme.name.as_str(), Kind::SchemeAdded)
        .named(name, format!("ClientBuilder::{name}"))
        .at(scheme.span);
    let taken = match (&scheme.kind, &scheme.client_credentials) {
        (SchemeKind::Basic, _) => "user, password",
        (SchemeKind::Bearer, Some(_)) => "client id, client secret",
        (SchemeKind::Bearer, None) => "token",
        _ => "key",
    };
    item.fact(Kind::CredentialChanged, "takes", taken);
    let source = matches!(scheme.kind, SchemeKind::Bearer) || scheme.token.is_some();
    let beside = |is: bool, name: &str| if is { name.to_owned() } else { String::new() };
    let parted = scheme.token.as_ref().and_then(|it| it.parameter());
    for method in [
        beside(source, names.source.as_str()),
        beside(parted.is_some(), names.source_for.as_str()),
        beside(scheme.client_credentials.is_some(), names.token.as_str()),
    ] {
        item.fact(Kind::SchemeAdded, method.clone(), method);
    }
    item.fact(Kind::CredentialSent, "place", text(&scheme.kind));
    item.fact(Kind::CredentialSent, "codes", texts(&scheme.refresh_codes));
    let statuses: Vec<String> = scheme
        .refresh_statuses
        .iter()
        .map(ToString::to_string)
        .collect();
    item.fact(Kind::CredentialSent, "statuses", statuses.join(", "));
    item.fact(
        Kind::CredentialSent,
        "refreshes",
        scheme.max_refreshes.to_string(),
    );
    if let Some(flow) = &scheme.client_credentials {
        item.fact(Kind::CredentialSent, "token URL", flow.token_url.as_str());
        item.fact(Kind::CredentialSent, "scopes", texts(&flow.scopes));
    }
    if let Some((token, _)) = names.maker {
        item.fact(Kind::CredentialSent, "made by", token.operation.as_str());
    }
    let classes = scheme.key_classes.iter();
    let classes = classes.map(|(prefix, class)| format!("{} {}", prefix.as_str(), class.as_str()));
    let mut classes: Vec<String> = classes.collect();
    classes.sort_unstable();
    item.fact(Kind::KeyClassChanged, "", classes.join(", "));
    item.fact(Kind::DocsChanged, "", scheme.doc.as_str());
    item
}

fn webhooks(plan: &Crate<'_>) -> impl Iterator<Item = Item> {
    let each = plan.webhooks.iter().map(|planned| {
        let (webhook, names) = (planned.ir, &planned.names);
        let key: Vec<&str> = webhook.name.iter().map(WireName::as_str).collect();
        let shown = format!("webhooks::{}", names.parse);
        let mut item = Item::new(Sort::Webhook, key.join(" "), Kind::WebhookAdded)
            .named(names.parse.as_str(), shown);
        let payload = written(plan, &webhook.payload, Side::Read);
        item.fact(Kind::TypeChanged, "", payload);
        let durable = webhook.durable.map(|it| it.to_string()).unwrap_or_default();
        item.fact(Kind::DeliveriesChanged, "durable", durable);
        if let Some(signed) = webhook.signature.as_ref().and_then(|it| it.signed.as_ref()) {
            let verifier = names.verifier.as_str();
            item.fact(Kind::WebhookAdded, "verifier", verifier);
            for (path, value) in flat(signed) {
                item.fact(Kind::DeliveriesChanged, path, value);
            }
        }
        item.fact(Kind::DocsChanged, "", webhook.doc.as_str());
        item
    });
    let event = plan.api.event.as_ref().map(|event| {
        let mut item = Item::new(Sort::Webhook, " event", Kind::WebhookAdded)
            .named("parse_event", "webhooks::parse_event");
        item.fact(Kind::TypeChanged, "", written(plan, event, Side::Read));
        item
    });
    let all = plan.api.webhook.as_ref().map(|all| {
        let mut item =
            Item::new(Sort::Webhook, " all", Kind::WebhookAdded).named("webhooks", "webhooks");
        if let Some(signed) = &all.signed {
            item.fact(Kind::WebhookAdded, "verifier", "verifier");
            for (path, value) in flat(signed) {
                item.fact(Kind::DeliveriesChanged, path, value);
            }
        }
        // Each is a constant of its own, where the document says it.
        let deliveries = &all.deliveries;
        for (name, is) in [
            ("SCHEDULE", !deliveries.schedule.is_empty()),
            ("DISABLE_AFTER", deliveries.disable_after.is_some()),
            ("ATTEMPTS", deliveries.attempts.is_some()),
            ("ANSWER_WITHIN", deliveries.answer_within.is_some()),
            (
                "ANSWERS",
                deliveries.answers != crate::ir::Answers::default(),
            ),
        ] {
            item.fact(Kind::WebhookAdded, name, if is { name } else { "" });
        }
        for (path, value) in flat(deliveries) {
            item.fact(Kind::DeliveriesChanged, path, value);
        }
        item
    });
    let feature = plan.features.of_webhooks().unwrap_or_default();
    each.chain(event).chain(all).map(move |mut item| {
        item.fact(Kind::FeatureNeeded, "feature", feature);
        item
    })
}

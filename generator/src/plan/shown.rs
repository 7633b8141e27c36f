//! How callers write a call of an operation and the arm of one of its errors: for the README of a crate and the page of codes.

use super::{Crate, Operation};
use crate::ir::{Carried, ErrorCase, PathPiece};

/// A client with its credential, a call, and the arm of an error: of the operation that asks for least, the first error of those with
/// one; without errors the call alone. What a caller has to fill in is an ellipsis.
pub fn example(plan: &Crate<'_>) -> Vec<String> {
    let mut lines = vec![format!("use {}::Client;", plan.library)];
    let least = |it: &&Operation<'_>| arguments(it).len();
    let mut refused = plan.operations.iter().collect::<Vec<_>>();
    refused.retain(|it| !it.names.cases.is_empty());
    let refused = refused.into_iter().min_by_key(least);
    if let Some(operation) = refused {
        lines.push(format!("use {};", error_path(plan, operation)));
    }
    let base = match plan.api.servers.is_empty() {
        true => ".base_url(…)",
        false => "",
    };
    // One that the client does not make by itself.
    let mut schemes = plan.schemes.iter();
    let credential = schemes.find(|scheme| scheme.ir.token.is_none());
    let credential = credential.map_or_else(String::new, |it| format!(".{}(…)", it.names.method));
    lines.push(String::new());
    lines.push(format!(
        "let client = Client::builder(){base}{credential}.build()?;"
    ));
    if let Some((operation, case)) = refused.and_then(|it| Some((it, it.names.cases.first()?))) {
        lines.push(format!("match {}.await {{", call(plan, operation)));
        lines.push("    Ok(answer) => …,".to_owned());
        lines.push("    Err(error) => match error.api() {".to_owned());
        lines.push(format!("        Some({}) => …,", pattern(operation, case)));
        lines.push("        _ => return Err(error.into()),".to_owned());
        lines.extend(["    },", "}"].map(str::to_owned));
    } else if let Some(operation) = plan.operations.iter().min_by_key(least) {
        lines.push(format!("let answer = {}.await?;", call(plan, operation)));
    }
    lines
}

/// What callers write to make a call: `client.orders().create_order(&body)`.
pub fn call(plan: &Crate<'_>, operation: &Operation<'_>) -> String {
    let service = &plan.services[operation.ir.tag].names.method;
    format!(
        "client.{service}().{}({})",
        operation.names.method,
        arguments(operation).join(", ")
    )
}

/// What callers match to handle one error: `CreateOrderError::SoldOut(refused)`.
pub fn pattern(operation: &Operation<'_>, case: &super::Named<'_, ErrorCase>) -> String {
    let held = match case.ir.carried {
        Carried::Nothing => "_",
        _ => "refused",
    };
    format!("{}::{}({held})", operation.names.error, case.names)
}

/// Where the error enum of an operation is: `shop::orders::CreateOrderError`.
pub fn error_path(plan: &Crate<'_>, operation: &Operation<'_>) -> String {
    let service = &plan.services[operation.ir.tag].names.module;
    format!("{}::{service}::{}", plan.library, operation.names.error)
}

/// The names of what a method takes, those of the path first.
pub fn arguments(operation: &Operation<'_>) -> Vec<String> {
    let (ir, names) = (operation.ir, &operation.names);
    let in_path = ir.path.iter().filter_map(|piece| match piece {
        PathPiece::Parameter(id) => Some(*id),
        PathPiece::Fixed(_) => None,
    });
    let mut taken: Vec<String> = Vec::new();
    for id in in_path {
        let name = names.parameters[id].names.field.to_string();
        if !taken.contains(&name) {
            taken.push(name);
        }
    }
    let others = names.parameters.iter().filter(|it| it.ir.is_argument());
    taken.extend(others.map(|it| it.names.field.to_string()));
    if ir.body.as_ref().is_some_and(|body| body.required) {
        taken.push("&body".to_owned());
    }
    taken
}

//! The layout of macro calls: entries between braces stand on a line each, indented by their depth.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::{Macro, MacroDelimiter};

/// The longest line that entries are kept on.
const WIDTH: usize = 100;

/// One macro call in item position.
pub(super) fn print(mac: &Macro) -> String {
    let path: Vec<_> = mac
        .path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let path = path.join("::");
    match mac.delimiter {
        MacroDelimiter::Brace(_) => {
            // A module or an item under a condition.
            match syn::parse2::<syn::File>(mac.tokens.clone()) {
                Ok(file) => {
                    let mut out = format!("{path}! {{\n");
                    for line in prettyplease::unparse(&file).lines() {
                        out.push_str(&format!("    {line}\n"));
                    }
                    out.push_str("}\n");
                    out
                }
                Err(_) => format!("{path}! {{ {} }}\n", line(&mac.tokens)),
            }
        }
        _ => format!("{path}!({});\n", call(&mac.tokens)),
    }
}

/// The arguments of a call: words, then perhaps a braced table.
fn call(tokens: &TokenStream) -> String {
    let mut trees: Vec<_> = tokens.clone().into_iter().collect();
    match trees.pop() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let head = line(&trees.into_iter().collect());
            format!("{head} {}", braced(&group.stream(), 0))
        }
        _ => line(tokens),
    }
}

/// A braced list, one entry per line.
fn braced(tokens: &TokenStream, depth: usize) -> String {
    listed(tokens, depth, ('{', '}'))
}

/// A list between brackets of any kind, one entry per line.
fn listed(tokens: &TokenStream, depth: usize, (open, close): (char, char)) -> String {
    let entries = entries(tokens);
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    let indent = "    ".repeat(depth + 1);
    let mut out = format!("{open}\n");
    for entry in entries {
        let text = line(&entry);
        let comma = if text.starts_with("..") { "" } else { "," };
        if indent.len() + text.len() < WIDTH {
            out.push_str(&format!("{indent}{text}{comma}\n"));
            continue;
        }
        out.push_str(&format!("{indent}{}{comma}\n", broken(&entry, depth + 1)));
    }
    out.push_str(&"    ".repeat(depth));
    out.push(close);
    out
}

/// An entry that is too long for a line: a group in braces or brackets at its end is opened up, alternatives get lines of their own.
fn broken(entry: &TokenStream, depth: usize) -> String {
    let mut trees: Vec<_> = entry.clone().into_iter().collect();
    let brackets = match trees.last() {
        Some(TokenTree::Group(group)) => match group.delimiter() {
            Delimiter::Brace => Some((group.stream(), ('{', '}'))),
            Delimiter::Bracket => Some((group.stream(), ('[', ']'))),
            _ => None,
        },
        _ => None,
    };
    if let Some((inner, brackets)) = brackets {
        let inner = listed(&inner, depth, brackets);
        trees.pop();
        return format!("{} {inner}", line(&trees.into_iter().collect()));
    }
    let bar = |tree: &TokenTree| matches!(tree, TokenTree::Punct(sign) if sign.as_char() == '|');
    let parts: Vec<_> = trees
        .split(bar)
        .map(|part| line(&part.iter().cloned().collect()))
        .collect();
    let indent = "    ".repeat(depth + 1);
    parts.join(&format!("\n{indent}| "))
}

/// The entries between commas; empty ones are left out.
fn entries(tokens: &TokenStream) -> Vec<TokenStream> {
    let mut entries = Vec::new();
    let mut entry: Vec<TokenTree> = Vec::new();
    let mut generics = 0_usize;
    for tree in tokens.clone() {
        if let TokenTree::Punct(sign) = &tree {
            match sign.as_char() {
                '<' => generics += 1,
                '>' => generics = generics.saturating_sub(1),
                _ => {}
            }
        }
        if generics == 0 && matches!(&tree, TokenTree::Punct(sign) if sign.as_char() == ',') {
            entries.push(std::mem::take(&mut entry).into_iter().collect());
        } else {
            entry.push(tree);
        }
    }
    if !entry.is_empty() {
        entries.push(entry.into_iter().collect());
    }
    entries
}

/// Tokens on one line, spaced as people space them.
fn line(tokens: &TokenStream) -> String {
    let mut out = String::new();
    let mut glued = true;
    for tree in tokens.clone() {
        match tree {
            TokenTree::Group(group) => {
                let inner = line(&group.stream());
                let (open, close, spaced) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")", false),
                    Delimiter::Bracket => {
                        ("[", "]", !glued && !out.ends_with(char::is_alphanumeric))
                    }
                    Delimiter::Brace => ("{ ", " }", true),
                    Delimiter::None => ("", "", !glued),
                };
                // A list behind a word of a table is no index.
                let spaced = spaced || (group.delimiter() == Delimiter::Bracket && !glued);
                if spaced && !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                out.push_str(open);
                out.push_str(&inner);
                out.push_str(close);
                glued = false;
            }
            TokenTree::Punct(sign) => {
                let text = sign.as_char();
                let joint = sign.spacing() == Spacing::Joint;
                match text {
                    ':' if joint || out.ends_with(':') => {
                        out.push(':');
                        glued = true;
                    }
                    ':' | ',' | ';' => {
                        out.push(text);
                        out.push(' ');
                        glued = true;
                    }
                    '&' | '.' | '#' | '!' | '-' => {
                        // One dot alone calls a method.
                        let calls = text == '.' && !joint;
                        if !glued && text != '!' && !calls && !out.ends_with('.') {
                            out.push(' ');
                        }
                        out.push(text);
                        glued = true;
                    }
                    '<' => {
                        out.push(text);
                        glued = true;
                    }
                    '>' => {
                        out.push(text);
                        glued = false;
                    }
                    _ => {
                        if !out.is_empty() && !out.ends_with(' ') {
                            out.push(' ');
                        }
                        out.push(text);
                        out.push(' ');
                        glued = true;
                    }
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if !glued && !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(&tree.to_string());
                glued = false;
            }
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_one_entry_per_line() {
        let rows = [
            (
                "object!(decode encode Order {});",
                "object!(decode encode Order {});\n",
            ),
            (
                "object!(decode Order { 0 id : required \"id\" , 1 n : optional \"n\", .. extra });",
                "object!(decode Order {\n    0 id: required \"id\",\n    1 n: optional \"n\",\n    ..extra\n});\n",
            ),
            (
                "endpoint_error!(E { A: A::CODE, });",
                "endpoint_error!(E {\n    A: A::CODE,\n});\n",
            ),
            (
                "params!(P { 0 a: Parameter { style: Style::DeepObject, ..Parameter::query(\"a\") }, });",
                "params!(P {\n    0 a: Parameter { style: Style::DeepObject, ..Parameter::query(\"a\") },\n});\n",
            ),
            (
                "union!(decode U by \"type\" { A: \"a\" | \"b\", });",
                "union!(decode U by \"type\" {\n    A: \"a\" | \"b\",\n});\n",
            ),
            (
                "union!(decode U by shape { 0 A(Vec<Box<A>>): [Shape::LIST], 1 B(BTreeMap<String, A>): [Shape::object(A::FIELDS).with(&[(\"kind\", &[Constant::Text(\"a\")])]), Shape::MAP], });",
                "union!(decode U by shape {\n    0 A(Vec<Box<A>>): [Shape::LIST],\n    1 B(BTreeMap<String, A>): [\n        Shape::object(A::FIELDS).with(&[(\"kind\", &[Constant::Text(\"a\")])]),\n        Shape::MAP,\n    ],\n});\n",
            ),
            (
                "union_from!(U { A: BTreeMap<String, A>, A: &str, });",
                "union_from!(U {\n    A: BTreeMap<String, A>,\n    A: &str,\n});\n",
            ),
            (
                "int_enum!(E { A: -1, });",
                "int_enum!(E {\n    A: -1,\n});\n",
            ),
            (
                "details!(D { at missing: required [\"a\", \"b\"], });",
                "details!(D {\n    at missing: required [\"a\", \"b\"],\n});\n",
            ),
            (
                "client!(Client, ClientBuilder, api::API);",
                "client!(Client, ClientBuilder, api::API);\n",
            ),
            (
                "faultcode_runtime::with_testing! { pub mod testing; }",
                "faultcode_runtime::with_testing! {\n    pub mod testing;\n}\n",
            ),
        ];
        for (text, expected) in rows {
            let item: syn::ItemMacro = syn::parse_str(text).expect("the row is a macro call");
            assert_eq!(print(&item.mac), expected);
        }
    }
}

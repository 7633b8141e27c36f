//! What a generated client can send, read back from its files.
//!
//! All forms of generated items are read here, together, so that a new form has one place.

use std::collections::{BTreeMap, BTreeSet};

use faultcode::File;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Expr, FnArg, ImplItem, Item, Lit, Type};

/// A generated client.
#[derive(Default)]
pub struct Emitted {
    pub operations: Vec<Operation>,
    types: BTreeMap<String, Kind>,
    /// Headers that the key or a credential travels in, in small letters.
    pub owned: BTreeSet<String>,
}

/// One operation.
#[derive(Default)]
pub struct Operation {
    pub id: String,
    /// In capitals.
    pub method: String,
    pub template: String,
    /// By place and name, whether each has to be given.
    pub parameters: BTreeMap<(String, String), bool>,
    pub body: Option<Body>,
}

/// The body of an operation.
pub struct Body {
    pub required: bool,
    pub forms: Vec<Form>,
}

/// One form in which a body is sent.
#[derive(Clone)]
pub struct Form {
    /// The step that sends it: `json`, `form`, `text`, `upload`, `multipart`; `one_of` for an enum of bodies.
    pub step: String,
    pub media_type: String,
    pub ty: Option<Type>,
}

enum Kind {
    Struct(Struct),
    /// What the variants hold, and the member that tells them apart, which the enum writes itself.
    Enum(Vec<Type>, Option<String>),
    Bodies(Vec<Form>),
    Alias(Type),
}

#[derive(Default)]
struct Struct {
    fields: BTreeMap<String, Type>,
    /// By name on the wire the field.
    members: BTreeMap<String, String>,
}

/// What values of some types can hold.
#[derive(Default)]
pub struct Holds {
    /// By name on the wire, the types of each member that is sent.
    pub members: BTreeMap<String, Vec<Type>>,
    pub items: Vec<Type>,
    pub values: Vec<Type>,
    /// Any JSON value.
    pub any: bool,
    seen: BTreeSet<String>,
}

impl Emitted {
    /// Reads the files of a client.
    pub fn read(files: &[File]) -> Self {
        let mut all = Self::default();
        let sources = files.iter().filter(|it| it.path.starts_with("src/"));
        let mut sources: Vec<&File> = sources.filter(|it| it.path.ends_with(".rs")).collect();
        // What is sent stands for what is read under the same name.
        sources.sort_by_key(|it| (it.path.starts_with("src/input"), &it.path));
        for file in sources {
            let syntax = syn::parse_file(&file.text).expect("generated code is Rust");
            all.types_of(&syntax);
            headers(&file.text, &mut all.owned);
            all.operations.extend(operation(&syntax));
        }
        // An enum of bodies is known by its name only once all files are read.
        let forms: Vec<Option<Vec<Form>>> = all.operations.iter().map(|it| all.forms(it)).collect();
        for (operation, forms) in all.operations.iter_mut().zip(forms) {
            if let (Some(body), Some(forms)) = (&mut operation.body, forms) {
                body.forms = forms;
            }
        }
        all
    }

    fn forms(&self, operation: &Operation) -> Option<Vec<Form>> {
        let form = operation.body.as_ref()?.forms.first()?;
        let name = last(inner(form.ty.as_ref().filter(|_| form.step == "one_of")?))?;
        match self.types.get(&name)? {
            Kind::Bodies(forms) => Some(forms.clone()),
            _ => None,
        }
    }

    fn types_of(&mut self, file: &syn::File) {
        let mut macros: BTreeMap<String, (String, TokenStream)> = BTreeMap::new();
        let mut tags: BTreeMap<String, String> = BTreeMap::new();
        for item in &file.items {
            let Item::Macro(item) = item else { continue };
            let kind = item.mac.path.segments.last();
            let kind = kind.map_or(String::new(), |it| it.ident.to_string());
            let mut name = None;
            for token in item.mac.tokens.clone() {
                if let (Some(tag), Some(name)) = (text(&token), &name) {
                    tags.insert(String::clone(name), tag);
                }
                match token {
                    TokenTree::Ident(ident)
                        if !matches!(&*ident.to_string(), "decode" | "encode" | "by" | "shape") =>
                    {
                        name.get_or_insert(ident.to_string());
                    }
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        if let Some(name) = name.take()
                            && ["object", "multipart", "union", "bodies"].contains(&&*kind)
                        {
                            macros.insert(name, (kind.clone(), group.stream()));
                        }
                    }
                    _ => {}
                }
            }
        }
        for item in &file.items {
            match item {
                Item::Struct(item) => {
                    let name = item.ident.to_string();
                    let mut own = Struct::default();
                    for field in &item.fields {
                        if let Some(ident) = &field.ident {
                            own.fields
                                .insert(plain(&ident.to_string()), field.ty.clone());
                        }
                    }
                    if let Some((_, lines)) = macros.get(&name) {
                        own.members = lines_of(lines).iter().filter_map(|it| member(it)).collect();
                        self.types.insert(name, Kind::Struct(own));
                    }
                }
                Item::Enum(item) => {
                    let name = item.ident.to_string();
                    let held =
                        |variant: &syn::Variant| Some(variant.fields.iter().next()?.ty.clone());
                    match macros.get(&name) {
                        Some((kind, lines)) if kind == "bodies" => {
                            let by_name: BTreeMap<String, Option<Type>> = item
                                .variants
                                .iter()
                                .map(|it| (it.ident.to_string(), held(it)))
                                .collect();
                            let forms = lines_of(lines).into_iter();
                            let forms = forms.filter_map(|line| form_of(&line, &by_name)).collect();
                            self.types.insert(name, Kind::Bodies(forms));
                        }
                        Some((kind, _)) if kind == "union" => {
                            let known = item.variants.iter().filter(|it| it.ident != "Unknown");
                            let types = known.filter_map(held).collect();
                            let tag = tags.get(&name).cloned();
                            self.types.insert(name, Kind::Enum(types, tag));
                        }
                        _ => {}
                    }
                }
                Item::Use(item) => {
                    // Another name for a type: `pub use super::types::Address as OrderAddress;`
                    for (name, ty) in renamed(&item.tree) {
                        self.types.insert(name, Kind::Alias(ty));
                    }
                }
                Item::Type(item) => {
                    let name = item.ident.to_string();
                    self.types.insert(name, Kind::Alias((*item.ty).clone()));
                }
                _ => {}
            }
        }
    }

    /// What values of these types can hold, over all of them.
    pub fn holds(&self, types: &[Type]) -> Holds {
        let mut holds = Holds::default();
        for ty in types {
            self.hold(ty, &mut holds);
        }
        holds
    }

    fn hold(&self, ty: &Type, to: &mut Holds) {
        let ty = inner(ty);
        if let Type::Slice(items) = ty {
            to.items.push((*items.elem).clone());
            return;
        }
        let Some(name) = last(ty) else { return };
        let arguments = arguments(ty);
        match (&*name, arguments.as_slice()) {
            ("Vec", [item]) => to.items.push(item.clone()),
            ("BTreeMap", [_, value]) => {
                // Members of any name with any value.
                to.any |= last(value).as_deref() == Some("Value");
                to.values.push(value.clone());
            }
            ("Value" | "FormData", []) if !self.types.contains_key(&name) => to.any = true,
            (_, []) if to.seen.insert(name.clone()) => match self.types.get(&name) {
                Some(Kind::Struct(own)) => {
                    for (wire, field) in &own.members {
                        if let Some(ty) = own.fields.get(field) {
                            to.members.entry(wire.clone()).or_default().push(ty.clone());
                        }
                    }
                }
                Some(Kind::Enum(types, tag)) => {
                    types.iter().for_each(|ty| self.hold(ty, to));
                    if let Some(tag) = tag {
                        let text = syn::parse_quote!(String);
                        to.members.entry(tag.clone()).or_default().push(text);
                    }
                }
                Some(Kind::Alias(ty)) => self.hold(ty, to),
                Some(Kind::Bodies(_)) | None => {}
            },
            _ => {}
        }
    }
}

/// The other names that paths end in, and the types that they are for.
fn renamed(tree: &syn::UseTree) -> Vec<(String, Type)> {
    match tree {
        syn::UseTree::Path(path) => renamed(&path.tree),
        syn::UseTree::Group(group) => group.items.iter().flat_map(renamed).collect(),
        syn::UseTree::Rename(it) => {
            let ident = &it.ident;
            vec![(it.rename.to_string(), syn::parse_quote!(#ident))]
        }
        _ => Vec::new(),
    }
}

/// Takes off what only says how a value is kept.
fn inner(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => inner(&reference.elem),
        Type::Paren(paren) => inner(&paren.elem),
        Type::Path(path) => {
            let segment = path.path.segments.last();
            let wraps = segment.filter(|it| {
                ["Option", "Box", "Patch"]
                    .iter()
                    .any(|name| it.ident == name)
            });
            let argument = wraps.and_then(|it| match &it.arguments {
                syn::PathArguments::AngleBracketed(of) => of.args.first(),
                _ => None,
            });
            match argument {
                Some(syn::GenericArgument::Type(ty)) => inner(ty),
                _ => ty,
            }
        }
        other => other,
    }
}

fn last(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    match path.path.segments.last().map(|it| &it.arguments) {
        Some(syn::PathArguments::AngleBracketed(of)) => {
            let types = of.args.iter().filter_map(|it| match it {
                syn::GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    }
}

/// An identifier without the mark of raw ones.
fn plain(ident: &str) -> String {
    ident.trim_start_matches("r#").to_owned()
}

/// The lines of a table, cut at their commas.
fn lines_of(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let mut lines = vec![Vec::new()];
    for token in tokens.clone() {
        match (&token, lines.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => lines.push(Vec::new()),
            (_, Some(line)) => line.push(token),
            _ => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    match syn::parse_str::<Lit>(&literal.to_string()).ok()? {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// The text that is the only argument of a call of one of these names, with the name, wherever it stands.
fn called(tokens: impl IntoIterator<Item = TokenTree>, names: &[&str]) -> Option<(String, String)> {
    let mut before = String::new();
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            if let ([only], true) = (inside.as_slice(), names.contains(&&*before))
                && let Some(text) = text(only)
            {
                return Some((before, text));
            }
            if let Some(found) = called(inside, names) {
                return Some(found);
            }
        }
        before = match token {
            TokenTree::Ident(ident) => ident.to_string(),
            _ => String::new(),
        };
    }
    None
}

/// `0 id: required "id"`, or `0 title: text Part::new("title")`.
fn member(line: &[TokenTree]) -> Option<(String, String)> {
    let [TokenTree::Ident(field), _, TokenTree::Ident(_), rest @ ..] = line else {
        return None;
    };
    let wire = match rest {
        [only] => text(only),
        _ => None,
    };
    let wire = wire.or_else(|| Some(called(rest.iter().cloned(), &["new"])?.1))?;
    Some((wire, plain(&field.to_string())))
}

/// `Json: json "application/json"`
fn form_of(line: &[TokenTree], types: &BTreeMap<String, Option<Type>>) -> Option<Form> {
    let [
        TokenTree::Ident(variant),
        _,
        TokenTree::Ident(step),
        rest @ ..,
    ] = line
    else {
        return None;
    };
    let step = step.to_string();
    let stated = match rest {
        [only] => text(only),
        _ => None,
    };
    Some(Form {
        media_type: media_type(&step, stated),
        ty: types.get(&variant.to_string()).cloned().flatten(),
        step: kind(&step).to_owned(),
    })
}

fn kind(step: &str) -> &str {
    ["_as", "_in"]
        .iter()
        .find_map(|end| step.strip_suffix(end))
        .unwrap_or(step)
}

fn media_type(step: &str, stated: Option<String>) -> String {
    match kind(step) {
        "form" => "application/x-www-form-urlencoded".to_owned(),
        "json" => stated.unwrap_or("application/json".to_owned()),
        _ => stated.unwrap_or_default(),
    }
}

/// The headers that keys and credentials travel in.
fn headers(text: &str, to: &mut BTreeSet<String>) {
    for (at, _) in text.match_indices("Header(\"") {
        let rest = text.get(at + 8..).unwrap_or("");
        to.extend(rest.split('"').next().map(str::to_lowercase));
    }
    if text.contains("Idempotency::HEADER") {
        to.insert("idempotency-key".to_owned());
    }
    if text.contains(": Scheme =") {
        to.insert("authorization".to_owned());
    }
}

/// The operation of a file, if it is the file of one.
fn operation(file: &syn::File) -> Option<Operation> {
    let mut found = Operation::default();
    let mut is_one = false;
    for item in &file.items {
        match item {
            Item::Static(item) if last(&item.ty).as_deref() == Some("Endpoint") => {
                // `Endpoint::new(Operation { … })`
                let Expr::Call(made) = &*item.expr else {
                    continue;
                };
                let Some(Expr::Struct(value)) = made.args.first() else {
                    continue;
                };
                is_one = true;
                for field in &value.fields {
                    let syn::Member::Named(name) = &field.member else {
                        continue;
                    };
                    match &*name.to_string() {
                        "id" => found.id = literal(&field.expr)?,
                        "template" => found.template = literal(&field.expr)?,
                        "method" => found.method = method(&field.expr)?,
                        _ => {}
                    }
                }
            }
            Item::Impl(item) => {
                let calls = item.items.iter().filter_map(|it| match it {
                    ImplItem::Fn(function) => Some(function),
                    _ => None,
                });
                calls.for_each(|function| steps(function, &mut found));
            }
            _ => {}
        }
    }
    if !is_one {
        return None;
    }
    for item in &file.items {
        if let Item::Macro(item) = item
            && item
                .mac
                .path
                .segments
                .last()
                .is_some_and(|it| it.ident == "params")
        {
            parameters(item.mac.tokens.clone(), &mut found);
        }
    }
    Some(found)
}

/// The places that a parameter is stated for.
const PLACES: [&str; 4] = ["query", "header", "cookie", "query_string"];

/// The table of the parameters that may be left out.
fn parameters(tokens: TokenStream, found: &mut Operation) {
    let group = tokens.into_iter().nth(1);
    let Some(TokenTree::Group(group)) = group else {
        return;
    };
    for line in lines_of(&group.stream()) {
        parameter(line, false, found);
    }
}

fn parameter(tokens: impl IntoIterator<Item = TokenTree>, required: bool, found: &mut Operation) {
    if let Some((place, name)) = called(tokens, &PLACES) {
        let at = (place.replace('_', ""), name);
        found.parameters.insert(at, required);
    }
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `Method::Get`, `Method::Other("COPY")`
fn method(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => Some(path.path.segments.last()?.ident.to_string().to_uppercase()),
        Expr::Call(call) => literal(call.args.first()?),
        _ => None,
    }
}

/// The steps of a method: which parameters it fills, and what it does with its body. What may be left out stands in the
/// type of the call.
fn steps(function: &syn::ImplItemFn, found: &mut Operation) {
    let body = function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(name) if name.ident == "body" => Some((*typed.ty).clone()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    if let syn::ReturnType::Type(_, call) = &function.sig.output
        && last(call).as_deref() == Some("Call")
        && let [_, _, _, offered] = arguments(call).as_slice()
    {
        let (step, ty) = offer(offered);
        found.body = Some(Body {
            required: false,
            forms: vec![Form {
                media_type: media_type(step, None),
                ty,
                step: step.to_owned(),
            }],
        });
    }
    let mut steps = Steps { body, found };
    steps.visit_block(&function.block);
}

/// The kind of a body that may be left out: `Json<Order>`, `Upload`, `String`.
fn offer(ty: &Type) -> (&'static str, Option<Type>) {
    let of = arguments(ty).into_iter().next();
    match (last(ty).as_deref(), of) {
        (Some("Json"), of) => ("json", of),
        (Some("Form"), of) => ("form", of),
        (Some("Parts"), of) => ("multipart", of),
        (Some("OneOf"), of) => ("one_of", of),
        (Some("Upload"), _) => ("upload", None),
        _ => ("text", None),
    }
}

struct Steps<'o> {
    body: Option<Type>,
    found: &'o mut Operation,
}

impl<'ast> Visit<'ast> for Steps<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let step = call.method.to_string();
        let first = call.args.first();
        if step == "param" {
            parameter(first.to_token_stream(), true, self.found);
        } else if step.starts_with("path") {
            let mut names = Texts::default();
            first.into_iter().for_each(|it| names.visit_expr(it));
            let named = names
                .0
                .into_iter()
                .map(|name| (("path".to_owned(), name), true));
            self.found.parameters.extend(named);
        } else if step == "body_media"
            && let (Some(media), Some(body)) = (first.and_then(literal), &mut self.found.body)
        {
            for form in &mut body.forms {
                form.media_type.clone_from(&media);
            }
        }
        let is_body = |it: &Expr| matches!(it, Expr::Path(path) if path.path.is_ident("body"));
        if call.args.last().is_some_and(is_body) {
            let stated = first.and_then(literal);
            self.found.body = Some(Body {
                required: true,
                forms: vec![Form {
                    media_type: media_type(&step, stated),
                    ty: self.body.clone(),
                    step: kind(&step).to_owned(),
                }],
            });
        }
        visit::visit_expr_method_call(self, call);
    }
}

#[derive(Default)]
struct Texts(Vec<String>);

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(text.value());
    }
}

//! What the method of an operation takes and returns, read from the generated file.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{
    FnArg, GenericArgument, ImplItem, ImplItemFn, Item, Pat, PathArguments, ReturnType, Type,
};

/// The method.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// What a success returns.
    pub success: String,
    /// The error enum.
    pub error: String,
    takes: Vec<Taken>,
    /// Whether the body is anything but parts, or one of several kinds.
    is_model: bool,
    /// The kind of the body that may be left out.
    offers: Option<Type>,
}

/// What has to be given for an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A value for the parameter of this name on the wire.
    Parameter(String),
    /// The body.
    Body,
}

#[derive(Clone, Debug)]
struct Taken {
    name: String,
    ty: Type,
}

/// The method of that name. `is_model`: whether its body is anything but parts, or one of several kinds.
pub(super) fn signature(text: &str, method: &str, is_model: bool) -> Signature {
    let file = syn::parse_file(text).expect("generated code is Rust");
    let method = function(&file.items, method).expect("an operation has its method");
    let ReturnType::Type(_, returned) = &method.sig.output else {
        panic!("a method returns a call");
    };
    let mut generics = arguments(returned).into_iter();
    let text = |ty: Option<Type>| shown(&ty.expect("a call has a value and an error"));
    let (success, error) = (text(generics.next()), text(generics.next()));
    Signature {
        success,
        error,
        takes: taken(method),
        is_model,
        offers: generics.nth(1),
    }
}

impl Signature {
    /// Whether a success is one JSON text that becomes a value by itself.
    pub fn returns_model(&self) -> bool {
        let other = ["()", "Bytes", "Text", "Download", "Headers"];
        let stream = ["Events", "JsonLines"];
        let is =
            |name: &&str| self.success == **name || self.success.ends_with(&format!(":: {name}"));
        let option = self.success.starts_with("Option <");
        let streams = stream
            .iter()
            .any(|name| self.success.contains(&format!("{name} <")));
        !option && !other.iter().any(is) && !streams && !self.success.ends_with("Success")
    }

    /// The type of a body that a JSON text becomes.
    pub fn body_model(&self) -> Option<String> {
        if !self.is_model {
            return None;
        }
        let of = match self.takes.iter().find(|taken| taken.name == "body") {
            Some(taken) => match &taken.ty {
                Type::Reference(of) => (*of.elem).clone(),
                _ => return None,
            },
            None => arguments(self.offers.as_ref()?).into_iter().next()?,
        };
        Some(match &of {
            Type::Slice(of) => format!("Vec<{}>", shown(&of.elem)),
            other if shown(other) == "str" => "String".to_owned(),
            other => shown(other),
        })
    }

    /// The arguments of a call, taken from the case one after the other; `None` where one of them cannot be made. What may
    /// be left out is no argument.
    pub fn call(&self) -> Option<String> {
        if !self.is_model && self.takes.iter().any(|taken| taken.name == "body") {
            return None;
        }
        let takes = self.takes.iter().enumerate();
        let texts: Option<Vec<_>> = takes.map(|(index, it)| it.value(index)).collect();
        Some(texts?.join(", "))
    }

    /// What stands behind the arguments of a call. `wires`: the arguments' names and those on the wire.
    pub fn given(&self, wires: &BTreeMap<&str, &str>) -> Option<Vec<Argument>> {
        self.call()?;
        let takes = self.takes.iter();
        let given = takes.map(
            |taken| match wires.get(taken.name.trim_start_matches("r#")) {
                Some(wire) => Some(Argument::Parameter((*wire).to_owned())),
                None => (taken.name == "body").then_some(Argument::Body),
            },
        );
        given.collect()
    }
}

impl Taken {
    /// The expression that makes the value out of the case's argument at that position.
    fn value(&self, index: usize) -> Option<String> {
        match &self.ty {
            Type::Reference(of) => {
                let ty = owned(&of.elem);
                let make = if ty == "String" {
                    format!("text({index})")
                } else {
                    format!("arg::<{ty}>({index})")
                };
                Some(format!("&given.{make}?"))
            }
            Type::ImplTrait(of) => {
                let into = shown(of.bounds.first()?);
                let ty = into.strip_prefix("Into < ")?.strip_suffix(" >")?;
                match ty {
                    "String" => Some(format!("given.text({index})?")),
                    ty if ty.contains("Bytes") || ty.contains("Upload") => None,
                    ty => Some(format!("given.arg::<{ty}>({index})?")),
                }
            }
            ty => Some(format!("given.arg::<{}>({index})?", shown(ty))),
        }
    }
}

/// The type that owns what a reference shows.
fn owned(ty: &Type) -> String {
    match ty {
        Type::Slice(of) => format!("Vec<{}>", shown(&of.elem)),
        other if shown(other) == "str" => "String".to_owned(),
        other => shown(other),
    }
}

fn shown(of: &impl ToTokens) -> String {
    of.to_token_stream().to_string()
}

/// The types between the angle brackets.
fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else {
        return Vec::new();
    };
    let last = path.path.segments.last();
    let Some(PathArguments::AngleBracketed(all)) = last.map(|it| &it.arguments) else {
        return Vec::new();
    };
    let all = all.args.iter();
    all.filter_map(|it| match it {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
    .collect()
}

fn taken(method: &ImplItemFn) -> Vec<Taken> {
    let inputs = method.sig.inputs.iter();
    inputs
        .filter_map(|it| match it {
            FnArg::Typed(it) => match &*it.pat {
                Pat::Ident(name) => Some(Taken {
                    name: name.ident.to_string(),
                    ty: (*it.ty).clone(),
                }),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect()
}

/// The function of that name, in any implementation.
fn function<'f>(items: &'f [Item], name: &str) -> Option<&'f ImplItemFn> {
    let name = name.trim_start_matches("r#");
    items.iter().find_map(|item| match item {
        Item::Impl(it) if it.trait_.is_none() => it.items.iter().find_map(|item| match item {
            ImplItem::Fn(it) if it.sig.ident.to_string().trim_start_matches("r#") == name => {
                Some(it)
            }
            _ => None,
        }),
        _ => None,
    })
}

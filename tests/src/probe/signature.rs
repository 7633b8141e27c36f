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
    takes: Vec<Takes>,
}

/// What has to be given for an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A value for the parameter of this name on the wire.
    Parameter(String),
    /// The body; whether it may be left out.
    Body {
        /// Whether it may be left out.
        optional: bool,
    },
}

#[derive(Clone, Debug)]
enum Takes {
    One(Box<Taken>),
    /// The parameters' struct, and what its `new` takes.
    Params(String, Vec<Taken>),
}

#[derive(Clone, Debug)]
struct Taken {
    name: String,
    ty: Type,
}

pub(super) fn signature(text: &str, method: &str, params: Option<&str>) -> Signature {
    let file = syn::parse_file(text).expect("generated code is Rust");
    let method = function(&file.items, None, method).expect("an operation has its method");
    let ReturnType::Type(_, returned) = &method.sig.output else {
        panic!("a method returns a call");
    };
    let mut generics = arguments(returned).into_iter();
    let text = |ty: Option<Type>| shown(&ty.expect("a call has a value and an error"));
    let (success, error) = (text(generics.next()), text(generics.next()));
    let takes = taken(method).into_iter().map(|it| match (&it.ty, params) {
        (Type::Reference(of), Some(name)) if shown(&of.elem) == name => {
            let new = function(&file.items, Some(name), "new");
            Takes::Params(name.to_owned(), new.map(taken).unwrap_or_default())
        }
        _ => Takes::One(Box::new(it)),
    });
    Signature {
        success,
        error,
        takes: takes.collect(),
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
        let body = self.takes.iter().find_map(|takes| match takes {
            Takes::One(taken) if taken.name == "body" => Some(&taken.ty),
            _ => None,
        });
        let ty = body?;
        let ty = option(ty).unwrap_or_else(|| ty.clone());
        match &ty {
            Type::Reference(of) => Some(match &*of.elem {
                Type::Slice(of) => format!("Vec<{}>", shown(&of.elem)),
                other if shown(other) == "str" => "String".to_owned(),
                other => shown(other),
            }),
            _ => None,
        }
    }

    /// The arguments of a call, taken from the case one after the other; `None` where one of them cannot be made.
    pub fn call(&self) -> Option<String> {
        let mut next = 0;
        let mut texts = Vec::new();
        for takes in &self.takes {
            texts.push(match takes {
                Takes::One(taken) => taken.value(&mut next)?,
                Takes::Params(name, of_new) => {
                    let values: Option<Vec<_>> =
                        of_new.iter().map(|it| it.value(&mut next)).collect();
                    format!("&{name}::new({})", values?.join(", "))
                }
            });
        }
        Some(texts.join(", "))
    }

    /// What stands behind the arguments of a call. `wires`: the arguments' names and those on the wire.
    pub fn given(&self, wires: &BTreeMap<&str, &str>) -> Option<Vec<Argument>> {
        self.call()?;
        let mut found = Vec::new();
        for takes in &self.takes {
            let all = match takes {
                Takes::One(taken) => std::slice::from_ref(&**taken),
                Takes::Params(_, all) => all,
            };
            for taken in all {
                found.push(match wires.get(taken.name.trim_start_matches("r#")) {
                    Some(wire) => Argument::Parameter((*wire).to_owned()),
                    None if taken.name == "body" => Argument::Body {
                        optional: option(&taken.ty).is_some(),
                    },
                    None => return None,
                });
            }
        }
        Some(found)
    }
}

impl Taken {
    /// The expression that makes the value out of the case's next argument.
    fn value(&self, next: &mut usize) -> Option<String> {
        let index = *next;
        *next += 1;
        if let Some(inner) = option(&self.ty) {
            let Type::Reference(of) = &inner else {
                return Some(format!("given.optional::<{}>({index})?", shown(&inner)));
            };
            let (ty, end) = owned(&of.elem);
            return Some(format!("given.optional::<{ty}>({index})?.{end}()"));
        }
        match &self.ty {
            Type::Reference(of) => {
                let (ty, _) = owned(&of.elem);
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

/// The type that owns what a reference shows, and how an option of it becomes an option of the reference.
fn owned(ty: &Type) -> (String, &'static str) {
    match ty {
        Type::Slice(of) => (format!("Vec<{}>", shown(&of.elem)), "as_deref"),
        other if shown(other) == "str" => ("String".to_owned(), "as_deref"),
        other => (shown(other), "as_ref"),
    }
}

fn shown(of: &impl ToTokens) -> String {
    of.to_token_stream().to_string()
}

/// What the option holds.
fn option(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    (last.ident == "Option").then(|| arguments(ty).into_iter().next())?
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

/// The function of that name, in any implementation or in that of one type.
fn function<'f>(items: &'f [Item], of: Option<&str>, name: &str) -> Option<&'f ImplItemFn> {
    let name = name.trim_start_matches("r#");
    items.iter().find_map(|item| match item {
        Item::Impl(it) if it.trait_.is_none() && of.is_none_or(|of| shown(&it.self_ty) == of) => {
            it.items.iter().find_map(|item| match item {
                ImplItem::Fn(it) if it.sig.ident.to_string().trim_start_matches("r#") == name => {
                    Some(it)
                }
                _ => None,
            })
        }
        _ => None,
    })
}

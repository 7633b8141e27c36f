//! YAML that the tool writes.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::source::node::{Core, Kind, Node, Scalar};

/// A tree as YAML. Numbers keep their value; their spelling may change.
///
/// # Errors
/// The writer refuses the tree; no tree of this crate is known to make it.
pub fn to_yaml(node: &Node) -> Result<String, serde_yaml::Error> {
    serde_yaml::to_string(&Written(node))
}

struct Written<'a>(&'a Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.kind {
            Kind::Null => serializer.serialize_unit(),
            Kind::Scalar(scalar) => serialize_scalar(self.0, scalar, serializer),
            Kind::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Written(item))?;
                }
                list.end()
            }
            Kind::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, entry) in entries.iter() {
                    map.serialize_entry(key, &Written(&entry.value))?;
                }
                map.end()
            }
        }
    }
}

fn serialize_scalar<S: Serializer>(
    node: &Node,
    scalar: &Scalar,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match scalar.core() {
        Core::Text => serializer.serialize_str(&scalar.text),
        Core::Bool => serializer.serialize_bool(node.as_bool().unwrap_or(false)),
        Core::Int | Core::Float => match (node.as_i64(), node.as_u64(), node.as_f64()) {
            (Some(number), _, _) => serializer.serialize_i64(number),
            (None, Some(number), _) => serializer.serialize_u64(number),
            (None, None, Some(number)) => serializer.serialize_f64(number),
            (None, None, None) => serializer.serialize_str(&scalar.text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::budget::Budget;
    use crate::source::{FileId, yaml};

    #[test]
    fn what_is_written_reads_as_the_same_tree() {
        let text = "a: 'yes'\nb: [1, 2.5, true, null, 'null', '1', \"x\\ny\"]\n'200': {}\nc: '2020-01-01'\n";
        let mut diag = Diagnostics::new();
        let mut read = |text: &str| yaml::parse(text, FileId(0), &mut Budget::new(), &mut diag);
        let node = read(text).expect("the text is YAML");
        let written = to_yaml(&node).expect("the tree can be written");
        let again = read(&written).expect("the written text is YAML");
        assert!(again.same_value(&node), "{written}");
    }
}

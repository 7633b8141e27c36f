//! Models in the shapes that are compared: the runtime's tables, and serde's derives.

use std::fmt::Write as _;

/// How a model says what its members are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `object!` of the runtime, both directions.
    Thin,
    /// `derive(Serialize, Deserialize)`.
    Serde,
    /// Neither: what any struct costs.
    Floor,
}

impl Shape {
    /// The name in reports and of the crate.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thin => "thin",
            Self::Serde => "serde",
            Self::Floor => "floor",
        }
    }
}

const TYPES: [&str; 5] = ["String", "i64", "bool", "Vec<String>", "f64"];

/// The text of a library of `models` structs with `fields` optional fields each.
pub fn library(shape: Shape, models: usize, fields: usize) -> String {
    let mut text = String::new();
    for model in 0..models {
        let derives = match shape {
            // `object!` gives both.
            Shape::Thin => "",
            Shape::Serde => "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]\n",
            Shape::Floor => "#[derive(Clone, Debug)]\n",
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{derives}#[non_exhaustive]\npub struct Model{model} {{"
        );
        for field in 0..fields {
            if shape == Shape::Serde {
                let _ = writeln!(
                    text,
                    "    #[serde(rename = \"field{field}Name\", skip_serializing_if = \"Option::is_none\")]"
                );
            }
            let _ = writeln!(
                text,
                "    pub field_{field}: Option<{}>,",
                TYPES[field % TYPES.len()]
            );
        }
        text.push_str("}\n\n");
        if shape == Shape::Thin {
            let _ = writeln!(
                text,
                "faultcode_runtime::object!(decode encode Model{model} {{"
            );
            for field in 0..fields {
                let _ = writeln!(
                    text,
                    "    {field} field_{field}: optional \"field{field}Name\","
                );
            }
            text.push_str("});\n\n");
        }
    }
    text
}

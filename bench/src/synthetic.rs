//! Documents of any number of operations, all alike, so that only the number matters.

use std::fmt::Write as _;

/// Operations per tag.
const PER_TAG: usize = 20;

/// A document (OpenAPI 3.0, JSON) with that many operations. Each has its own model of ten members, a path parameter, two
/// query parameters and a body where the method has one; all share one schema of failures.
pub fn document(operations: usize) -> String {
    let mut text = String::from(
        r#"{"openapi":"3.0.3","info":{"title":"Synthetic","version":"1.0.0"},"servers":[{"url":"http://localhost:8080"}],"#,
    );
    text.push_str("\"paths\":{");
    for at in 0..operations {
        let comma = if at == 0 { "" } else { "," };
        let tag = at / PER_TAG;
        let (method, body) = match at % 3 {
            0 => ("get", String::new()),
            1 => ("post", content(at)),
            _ => ("put", content(at)),
        };
        let body = if body.is_empty() {
            body
        } else {
            format!(r#""requestBody":{{"required":true,{body}}},"#)
        };
        // Writing to a string does not fail.
        let _ = write!(
            text,
            r##"{comma}"/group{tag}/thing{at}/{{id}}":{{"{method}":{{"operationId":"doThing{at}","tags":["group{tag}"],"summary":"Does thing {at}.","parameters":[{{"name":"id","in":"path","required":true,"schema":{{"type":"string"}}}},{{"name":"limit","in":"query","schema":{{"type":"integer","format":"int32"}}}},{{"name":"after","in":"query","schema":{{"type":"string"}}}}],{body}"responses":{{"200":{{"description":"Done.",{}}},"404":{{"description":"Not there.","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Failure"}}}}}}}}}}}}}}"##,
            content(at)
        );
    }
    text.push_str(r#"},"components":{"schemas":{"Failure":{"type":"object","required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"}}}"#);
    for at in 0..operations {
        // Chains end with their tag: rustc refuses types that hold each other more than 64 deep.
        let other = if at % PER_TAG == 0 { at } else { at - 1 };
        let _ = write!(
            text,
            r##","Thing{at}":{{"type":"object","description":"Thing {at}.","required":["id","name","state"],"properties":{{"id":{{"type":"string"}},"name":{{"type":"string","description":"What people call it."}},"state":{{"type":"string","enum":["new","used","gone"]}},"count":{{"type":"integer","format":"int64"}},"weight":{{"type":"number","format":"double"}},"ready":{{"type":"boolean"}},"tags":{{"type":"array","items":{{"type":"string"}}}},"labels":{{"type":"object","additionalProperties":{{"type":"string"}}}},"note":{{"type":"string","nullable":true}},"before":{{"type":"array","items":{{"$ref":"#/components/schemas/Thing{other}"}}}}}}}}"##
        );
    }
    text.push_str("}}}\n");
    text
}

fn content(at: usize) -> String {
    format!(
        r##""content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Thing{at}"}}}}}}"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_json_with_that_many_operations() {
        let read: serde_json::Value = serde_json::from_str(&document(41)).unwrap_or_default();
        let paths = read["paths"].as_object();
        assert_eq!(paths.map(serde_json::Map::len), Some(41));
    }
}

//! Every row of the specification's table of styles: style by style, joined and exploded, for a text, a list and an object.
//!
//! The table's first column has the name `undefined`, earlier `empty`. RFC 6570 section 2.3 takes `null`, an empty list and
//! an empty object as undefined, and leaves them out; the empty text is a value.

use crate::wire::clients::parameters::Client;
use crate::wire::clients::parameters::input::{Nested, Rgb};
use faultcode_tests::rows::Table;

fn client(table: &Table) -> Client {
    let built = Client::builder().base_url(table.url()).build();
    built.expect("a loopback URL")
}

fn colours() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

fn rgb() -> Rgb {
    Rgb::new(100, 200, 150)
}

#[tokio::test]
async fn paths() {
    let mut table = Table::new("styles in the path");
    let client = client(&table);
    let path = client.in_path();
    let (list, object) = (colours(), rgb());
    macro_rules! rows {
        ($($method:ident($value:expr) => $expected:literal;)*) => {
            $(table.target(concat!(stringify!($method), " of ", stringify!($value)), path.$method($value), $expected).await;)*
        };
    }
    rows! {
        matrix_joined_string("") => "/matrix/joined/string/;color";
        matrix_joined_string("blue") => "/matrix/joined/string/;color=blue";
        matrix_joined_array(&[]) => "/matrix/joined/array/;color";
        matrix_joined_array(&list) => "/matrix/joined/array/;color=blue,black,brown";
        matrix_joined_object(&object) => "/matrix/joined/object/;color=R,100,G,200,B,150";
        matrix_exploded_string("") => "/matrix/exploded/string/;color";
        matrix_exploded_string("blue") => "/matrix/exploded/string/;color=blue";
        matrix_exploded_array(&[]) => "/matrix/exploded/array/;color";
        matrix_exploded_array(&list) => "/matrix/exploded/array/;color=blue;color=black;color=brown";
        matrix_exploded_object(&object) => "/matrix/exploded/object/;R=100;G=200;B=150";
        label_joined_string("") => "/label/joined/string/x.";
        label_joined_string("blue") => "/label/joined/string/x.blue";
        label_joined_array(&[]) => "/label/joined/array/x.";
        label_joined_array(&list) => "/label/joined/array/x.blue,black,brown";
        label_joined_object(&object) => "/label/joined/object/x.R,100,G,200,B,150";
        label_exploded_string("") => "/label/exploded/string/x.";
        label_exploded_string("blue") => "/label/exploded/string/x.blue";
        label_exploded_array(&[]) => "/label/exploded/array/x.";
        label_exploded_array(&list) => "/label/exploded/array/x.blue.black.brown";
        label_exploded_object(&object) => "/label/exploded/object/x.R=100.G=200.B=150";
        simple_joined_string("blue") => "/simple/joined/string/blue";
        simple_joined_array(&list) => "/simple/joined/array/blue,black,brown";
        simple_joined_object(&object) => "/simple/joined/object/R,100,G,200,B,150";
        simple_exploded_string("blue") => "/simple/exploded/string/blue";
        simple_exploded_array(&list) => "/simple/exploded/array/blue,black,brown";
        simple_exploded_object(&object) => "/simple/exploded/object/R=100,G=200,B=150";
    }
    // The table's row is an empty segment: another route for most servers, so it is never sent.
    let refused = "PathParameter(\"color\")";
    let call = path.simple_joined_string("");
    table.refused("simple, empty text", call, refused).await;
    let call = path.simple_joined_array(&[]);
    table.refused("simple, empty list", call, refused).await;
    table.finish();
}

#[tokio::test]
async fn queries() {
    let mut table = Table::new("styles in the query");
    let client = client(&table);
    let query = client.in_query();
    let (list, object) = (colours(), rgb());
    let nested = Nested::new().names(colours());
    macro_rules! rows {
        ($($method:ident($($value:expr)?) => $expected:literal;)*) => {
            $(table.target(
                concat!(stringify!($method) $(, " of ", stringify!($value))?),
                query.$method()$(.with(|it| it.color($value)))?,
                $expected,
            ).await;)*
        };
    }
    rows! {
        query_form_joined_string() => "/query/form/joined/string";
        query_form_joined_string("") => "/query/form/joined/string?color=";
        query_form_joined_string("blue") => "/query/form/joined/string?color=blue";
        query_form_joined_array() => "/query/form/joined/array";
        query_form_joined_array(Vec::<String>::new()) => "/query/form/joined/array";
        query_form_joined_array(list.clone()) => "/query/form/joined/array?color=blue,black,brown";
        query_form_joined_object(object.clone()) => "/query/form/joined/object?color=R,100,G,200,B,150";
        query_form_exploded_string() => "/query/form/exploded/string";
        query_form_exploded_string("") => "/query/form/exploded/string?color=";
        query_form_exploded_string("blue") => "/query/form/exploded/string?color=blue";
        query_form_exploded_array(list.clone()) => "/query/form/exploded/array?color=blue&color=black&color=brown";
        query_form_exploded_object(object.clone()) => "/query/form/exploded/object?R=100&G=200&B=150";
        query_space_delimited_joined_array(list.clone())
            => "/query/spaceDelimited/joined/array?color=blue%20black%20brown";
        query_space_delimited_joined_object(object.clone())
            => "/query/spaceDelimited/joined/object?color=R%20100%20G%20200%20B%20150";
        query_pipe_delimited_joined_array(list.clone())
            => "/query/pipeDelimited/joined/array?color=blue%7Cblack%7Cbrown";
        query_pipe_delimited_joined_object(object.clone())
            => "/query/pipeDelimited/joined/object?color=R%7C100%7CG%7C200%7CB%7C150";
        query_deep_object_exploded_object(object.clone())
            => "/query/deepObject/exploded/object?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150";
        // The specification leaves these open: what the rule `style-undefined` says is sent.
        query_space_delimited_joined_string("blue")
            => "/query/spaceDelimited/joined/string?color=blue";
        query_space_delimited_exploded_string("blue")
            => "/query/spaceDelimited/exploded/string?color=blue";
        query_space_delimited_exploded_array(list.clone())
            => "/query/spaceDelimited/exploded/array?color=blue&color=black&color=brown";
        query_space_delimited_exploded_object(object.clone())
            => "/query/spaceDelimited/exploded/object?R=100&G=200&B=150";
        query_pipe_delimited_joined_string("blue")
            => "/query/pipeDelimited/joined/string?color=blue";
        query_pipe_delimited_exploded_string("blue")
            => "/query/pipeDelimited/exploded/string?color=blue";
        query_pipe_delimited_exploded_array(list.clone())
            => "/query/pipeDelimited/exploded/array?color=blue&color=black&color=brown";
        query_pipe_delimited_exploded_object(object.clone())
            => "/query/pipeDelimited/exploded/object?R=100&G=200&B=150";
        query_deep_object_joined_string("blue")
            => "/query/deepObject/joined/string?color=blue";
        query_deep_object_exploded_string("blue")
            => "/query/deepObject/exploded/string?color=blue";
        query_deep_object_joined_array(list.clone())
            => "/query/deepObject/joined/array?color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown";
        query_deep_object_exploded_array(list.clone())
            => "/query/deepObject/exploded/array?color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown";
        query_deep_object_joined_object(object.clone())
            => "/query/deepObject/joined/object?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150";
        query_deep_object_exploded_nested(nested.clone())
            => "/query/deepObject/exploded/nested?color%5Bnames%5D%5B0%5D=blue&color%5Bnames%5D%5B1%5D=black&color%5Bnames%5D%5B2%5D=brown";
        query_pipe_delimited_joined_nested(nested.clone())
            => "/query/pipeDelimited/joined/nested?color=names%7C%5B%22blue%22%2C%22black%22%2C%22brown%22%5D";
    }
    table.finish();
}

#[tokio::test]
async fn headers() {
    let mut table = Table::new("styles in headers");
    let client = client(&table);
    let header = client.in_header();
    let (list, object) = (colours(), rgb());
    macro_rules! rows {
        ($($method:ident($($value:expr)?) => $expected:literal;)*) => {
            $(table.header(
                concat!(stringify!($method) $(, " of ", stringify!($value))?),
                header.$method()$(.with(|it| it.color($value)))?,
                "x-color",
                $expected,
            ).await;)*
        };
    }
    rows! {
        header_simple_joined_string() => "(none)";
        header_simple_joined_string("") => "";
        header_simple_joined_string("blue") => "blue";
        header_simple_joined_array(Vec::<String>::new()) => "(none)";
        header_simple_joined_array(list.clone()) => "blue,black,brown";
        header_simple_joined_object(object.clone()) => "R,100,G,200,B,150";
        header_simple_exploded_string("") => "";
        header_simple_exploded_string("blue") => "blue";
        header_simple_exploded_array(Vec::<String>::new()) => "(none)";
        header_simple_exploded_array(list.clone()) => "blue,black,brown";
        header_simple_exploded_object(object.clone()) => "R=100,G=200,B=150";
    }
    table.finish();
}

/// The specification's table writes exploded values with `&`, which its appendix D calls incorrect for cookies: there they
/// are pairs of their own, as RFC 6265 section 4.2.1 writes them and as style `cookie` of 3.2 does.
#[tokio::test]
async fn cookies() {
    let mut table = Table::new("styles in cookies");
    let client = client(&table);
    let cookie = client.in_cookie();
    let (list, object) = (colours(), rgb());
    macro_rules! rows {
        ($($method:ident($($value:expr)?) => $expected:literal;)*) => {
            $(table.header(
                concat!(stringify!($method) $(, " of ", stringify!($value))?),
                cookie.$method()$(.with(|it| it.color($value)))?,
                "cookie",
                $expected,
            ).await;)*
        };
    }
    rows! {
        cookie_form_joined_string() => "(none)";
        cookie_form_joined_string("") => "color=";
        cookie_form_joined_string("blue") => "color=blue";
        cookie_form_joined_array(Vec::<String>::new()) => "(none)";
        cookie_form_joined_array(list.clone()) => "color=blue,black,brown";
        cookie_form_joined_object(object.clone()) => "color=R,100,G,200,B,150";
        cookie_form_exploded_string("") => "color=";
        cookie_form_exploded_string("blue") => "color=blue";
        cookie_form_exploded_array(list.clone()) => "color=blue; color=black; color=brown";
        cookie_form_exploded_object(object.clone()) => "R=100; G=200; B=150";
    }
    table.finish();
}

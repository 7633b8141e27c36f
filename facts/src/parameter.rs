//! Where parameters travel, and in which style.

use crate::form::Text;
use crate::word::Word;

words! {
    /// How lists and objects are written.
    pub enum Style {
        /// `a=1&a=2`, or `a=1,2` where not exploded: queries and cookies.
        Form = "form",
        /// `1,2`: paths and headers.
        Simple = "simple",
        /// `.1.2`: paths.
        Label = "label",
        /// `;a=1;a=2`: paths.
        Matrix = "matrix",
        /// `a=1%202`: queries.
        SpaceDelimited = "spaceDelimited",
        /// `a=1%7C2`: queries.
        PipeDelimited = "pipeDelimited",
        /// `a[b]=1`: queries and forms.
        DeepObject = "deepObject",
        /// `a=1; a=2` without any encoding: cookies (OpenAPI 3.2).
        Cookie = "cookie",
        /// The JSON text of the value, then encoded like any other text: parameters with `content`.
        Json = "json",
    }
}

impl Style {
    /// The style of a word of OpenAPI, which has none for [`Json`](Self::Json).
    pub fn of_openapi(word: &str) -> Option<Self> {
        Self::of_word(word).filter(|style| *style != Self::Json)
    }

    /// Whether lists and objects in it are exploded where nothing else is stated.
    pub const fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::Cookie)
    }
}

words! {
    /// Where a parameter travels.
    pub enum ParamPlace {
        /// In the query.
        Query = "query",
        /// As the whole query (OpenAPI 3.2): the members of an object, or one text.
        QueryString = "querystring",
        /// In a header.
        Header = "header",
        /// In the path. Such parameters are given to the call one by one.
        Path = "path",
        /// In a cookie.
        Cookie = "cookie",
    }
}

impl ParamPlace {
    /// The styles of parameters there.
    pub const fn styles(self) -> &'static [Style] {
        match self {
            Self::Query | Self::QueryString => &[
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
            Self::Header => &[Style::Simple],
            Self::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Self::Cookie => &[Style::Form, Style::Cookie],
        }
    }

    /// The style of parameters there, where nothing else is stated.
    pub const fn style(self) -> Style {
        match self.styles() {
            [style, ..] => *style,
            [] => Style::Form,
        }
    }
}

facts! {
    fact {
        /// Where a parameter travels and how, as data.
        #[derive(Eq)]
        pub struct Parameter;
        /// A query parameter without a name.
        const DEFAULT;
        /// Its name on the wire.
        name: Text = "",
        /// Where it travels.
        place: ParamPlace = ParamPlace::Query,
        /// How lists and objects are written.
        style: Style = ParamPlace::Query.style(),
        /// Whether each element is written on its own.
        explode: bool = ParamPlace::Query.style().explodes(),
        /// Whether reserved characters are sent as they are.
        allow_reserved: bool = false,
    }

    impl Parameter {
        /// A parameter of OpenAPI's default style there.
        pub const fn of(place: ParamPlace, name: Text) -> Self {
            Self {
                name,
                place,
                style: place.style(),
                explode: place.style().explodes(),
                allow_reserved: false,
            }
        }
    }
}

impl Parameter {
    /// A query parameter of OpenAPI's default style: `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::of(ParamPlace::Query, name)
    }

    /// The whole query.
    pub const fn query_string(name: &'static str) -> Self {
        Self::of(ParamPlace::QueryString, name)
    }

    /// A header of OpenAPI's default style: `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::of(ParamPlace::Header, name)
    }

    /// A cookie of OpenAPI's default style: `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::of(ParamPlace::Cookie, name)
    }

    /// A path parameter of OpenAPI's default style: `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::of(ParamPlace::Path, name)
    }
}

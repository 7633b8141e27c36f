//! Which of several successes an answer is.

use http::header::CONTENT_TYPE;

use crate::call::meta::Meta;
use crate::facts::StatusRange;
use crate::model::decode::{DecodeError, DecodeErrorKind};

/// One of several successes. [`success!`](crate::success) states them.
#[derive(Clone, Copy, Debug)]
pub struct SuccessCase {
    /// The statuses that it is declared for.
    pub status: StatusRange,
    /// The media types of its body, `*` as a wildcard; empty where it has none.
    pub media_types: &'static [&'static str],
}

/// The position of the case that an answer is.
///
/// The narrowest declared range that holds the status decides; within it, whether there is a body, and of which content
/// type. A status that no case declares is read by its body alone, as one of the cases of its class, since servers exchange
/// 200 and 201 freely, but not 200 and 404.
///
/// # Errors
///
/// There is a body, and no case has its content type; or no case is of the status's class.
pub fn choose_success(cases: &[SuccessCase], meta: &Meta) -> Result<usize, DecodeError> {
    let status = meta.status().unwrap_or(0);
    let declared = cases.iter().filter(|case| case.status.contains(status));
    let narrowest = declared.map(width).min();
    let of_status = |case: &SuccessCase| match narrowest {
        Some(width_of) => case.status.contains(status) && width(case) == width_of,
        None => case.status.first / 100 == status / 100,
    };
    let candidates = || {
        let all = cases.iter().enumerate();
        all.filter(|(_, case)| of_status(case))
    };
    let has_body = !meta.expose_raw().trim_ascii().is_empty();
    let empty = candidates().find(|(_, case)| case.media_types.is_empty());
    let mut bodies = candidates().filter(|(_, case)| !case.media_types.is_empty());
    let (first, second) = (bodies.next(), bodies.next());
    match (has_body, empty, first, second) {
        (false, Some((index, _)), ..) | (true, Some((index, _)), None, _) => return Ok(index),
        // A body of the wrong type fails where it is decoded, with the place in it.
        (_, _, Some((index, _)), None) => return Ok(index),
        (false, None, Some((index, _)), _) => return Ok(index),
        _ => {}
    }
    let content_type = meta.headers().get(CONTENT_TYPE);
    let essence = content_type.and_then(|value| value.to_str().ok());
    let essence = essence.map_or("", |value| value.split(';').next().unwrap_or("").trim());
    let with = |fits: &dyn Fn(&str) -> bool| {
        let mut all = candidates();
        let found = all.find(|(_, case)| case.media_types.iter().any(|media| fits(media)));
        found.map(|(index, _)| index)
    };
    let is_json = matches!(
        meta.expose_raw().trim_ascii_start().first(),
        Some(b'{' | b'[')
    );
    let states_json = |media: &str| essence_of(media).ends_with("json");
    let same = with(&|media| essence_of(media).eq_ignore_ascii_case(essence));
    let found = same
        .or_else(|| with(&|media| covers(essence_of(media), essence)))
        .or_else(|| {
            let unstated = essence.is_empty() || essence.ends_with("json");
            let json = is_json.then(|| with(&states_json)).flatten();
            json.or_else(|| unstated.then(|| with(&|media| !states_json(media)))?)
        });
    found.ok_or_else(|| DecodeError::new(DecodeErrorKind::ContentType, 0))
}

fn width(case: &SuccessCase) -> u16 {
    case.status.last.saturating_sub(case.status.first)
}

fn essence_of(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}

/// Whether a media type with a wildcard holds another.
fn covers(pattern: &str, essence: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => essence
            .get(..kind.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(kind)),
        None => false,
    }
}

/// States the successes of an operation that returns one of several: one line per variant, with its position, `value` or
/// `empty`, its status (`one(201)`, `class(2)`, `all()`), and the media types of its body.
///
/// ```
/// use faultcode_runtime::{Text, success};
///
/// #[derive(Clone, Debug)]
/// pub enum ExportSuccess {
///     Csv(Text),
///     Accepted,
/// }
///
/// success!(ExportSuccess {
///     0 Csv: value one(200) "text/csv",
///     1 Accepted: empty one(202),
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! success {
    ($name:ident { $($index:literal $variant:ident: $kind:ident $range:ident($($status:literal)?) $($media:literal)|*,)* }) => {
        impl $crate::__private::Success for $name {
            #[inline]
            fn read(meta: &$crate::__private::Meta) -> Result<Self, $crate::__private::DecodeError> {
                const CASES: &[$crate::__private::SuccessCase] = &[$($crate::__private::SuccessCase {
                    status: $crate::__private::StatusRange::$range($($status)?),
                    media_types: &[$($media),*],
                }),*];
                let case = $crate::__private::choose_success(CASES, meta)?;
                $(if case == $index {
                    return Ok($crate::success!(@read $kind $variant meta));
                })*
                unreachable!("a case is one of those that are stated")
            }
        }

        $crate::with_testing! {
            impl PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    match (self, other) {
                        $((
                            $crate::success!(@pattern $kind $variant one),
                            $crate::success!(@pattern $kind $variant other),
                        ) => $crate::success!(@same $kind one other),)*
                        _ => false,
                    }
                }
            }
        }
    };
    (@read value $variant:ident $meta:ident) => { Self::$variant($crate::__private::Success::read($meta)?) };
    (@read empty $variant:ident $meta:ident) => { Self::$variant };
    (@pattern value $variant:ident $name:ident) => { Self::$variant($name) };
    (@pattern empty $variant:ident $name:ident) => { Self::$variant };
    (@same value $one:ident $other:ident) => { $one == $other };
    (@same empty $one:ident $other:ident) => { true };
}

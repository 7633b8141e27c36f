//! Paging that no extension states: told by a parameter and a member of the answer that belong together.
//!
//! A wrong guess costs more than a missing one: it would end a list early, or ask for pages that do not exist. So both
//! sides have to be declared, under names that mean nothing else.

use super::answer::{Answer, fields, resolved};
use super::members::{Member, beside, members};
use super::{Asked, Facts, json_body, success};
use crate::diagnostics::{Phrased, rules};
use crate::ir::{
    Method, PagePlace, PageTurn, Pagination, Parameter, Place, Pointer, Type, WireName, joined,
};
use crate::lower::Cx;
use crate::lower::answers::response::{Target, at};
use crate::lower::schemas::view::view;
use crate::lower::site::SchemaSite;

/// Members of an answer that hold the next cursor, and what the parameter that takes it is called.
const CURSORS: &[Pair] = &[
    Pair {
        from: &[
            "next_cursor",
            "nextCursor",
            "next_page_cursor",
            "nextPageCursor",
        ],
        to: &[
            "cursor",
            "next_cursor",
            "nextCursor",
            "after",
            "starting_after",
            "page_cursor",
            "pageCursor",
            "start_cursor",
            "startCursor",
        ],
        needs_more: false,
    },
    Pair {
        from: &["next_page_token", "nextPageToken"],
        to: &[
            "page_token",
            "pageToken",
            "next_page_token",
            "nextPageToken",
        ],
        needs_more: false,
    },
    Pair {
        from: &["next_token", "nextToken", "NextToken"],
        to: &["next_token", "nextToken", "NextToken"],
        needs_more: false,
    },
    Pair {
        from: &[
            "next_continuation_token",
            "nextContinuationToken",
            "continuation_token",
            "continuationToken",
        ],
        to: &["continuation_token", "continuationToken"],
        needs_more: false,
    },
    Pair {
        from: &["next_marker", "nextMarker", "NextMarker"],
        to: &["marker", "Marker"],
        needs_more: false,
    },
    Pair {
        from: &["next_page"],
        to: &["page"],
        needs_more: false,
    },
    // These two are there on the last page too.
    Pair {
        from: &["end_cursor", "endCursor"],
        to: &["after", "cursor"],
        needs_more: true,
    },
    Pair {
        from: &["last_id", "lastId"],
        to: &["after", "after_id", "afterId"],
        needs_more: true,
    },
];

struct Pair {
    from: &'static [&'static str],
    to: &'static [&'static str],
    /// Whether the answer has to say besides that there is more.
    needs_more: bool,
}

/// Members that say whether there is more.
const MORE: &[&str] = &[
    "has_more",
    "hasMore",
    "has_next",
    "hasNext",
    "has_next_page",
    "hasNextPage",
];

/// Members that hold the URL of the next page, and nothing else under that name.
const URLS: &[&str] = &[
    "@odata.nextLink",
    "nextLink",
    "next_url",
    "nextUrl",
    "next_page_url",
    "nextPageUrl",
    "next_page_uri",
    "nextPageUri",
    "next_link",
];

/// Members that hold the number of all items.
const TOTALS: &[&str] = &[
    "total",
    "total_count",
    "totalCount",
    "total_results",
    "totalResults",
    "total_items",
    "totalItems",
];

/// Members that hold the number of all pages.
const PAGES: &[&str] = &[
    "total_pages",
    "totalPages",
    "page_count",
    "pageCount",
    "last_page",
    "lastPage",
    "max_page",
    "num_pages",
];

/// Parameters by which a request sizes its pages.
const SIZES: &[&str] = &[
    "limit",
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "count",
    "size",
];

/// How the operation is paged, with the words for it.
pub(super) fn detect(cx: &Cx<'_, '_>, asked: Asked<'_>) -> Option<(Pagination, Phrased)> {
    let (one, site) = success(asked)?;
    let answer = Answer::of(cx, asked)?;
    let last = asked
        .template
        .rsplit('/')
        .find(|part| !part.starts_with('{'));
    let detection = Detection {
        cx,
        asked,
        members: all_members(cx, &answer, site),
        items: answer.list(last.unwrap_or("")),
        answer,
        site,
    };
    let is_get = *asked.method == Method::Get;
    let has_links = one
        .response
        .headers
        .keys()
        .any(|name| name.eq_ignore_ascii_case("link"));
    let turn = detection.odata().filter(|_| is_get);
    let turn = turn.or_else(|| detection.link().filter(|_| is_get && has_links));
    let turn = turn.or_else(|| detection.cursor());
    let turn = turn.or_else(|| detection.last_item().filter(|_| is_get));
    let turn = turn.or_else(|| detection.url().filter(|_| is_get));
    let turn = turn.or_else(|| detection.number().filter(|_| is_get));
    let turn = turn.or_else(|| detection.offset().filter(|_| is_get))?;
    let more = match turn {
        PageTurn::Link | PageTurn::Url(_) => None,
        _ => detection.more(),
    };
    let words = words(&turn);
    let items = detection.items;
    let pagination = Pagination {
        within: items
            .as_ref()
            .and_then(|items| detection.answer.within(items)),
        facts: Facts {
            turn,
            items: items.as_deref().map(joined),
            has_more: more,
            ..Facts::default()
        },
    };
    Some((pagination, words))
}

struct Detection<'s, 'a, 'd> {
    cx: &'s Cx<'a, 'd>,
    asked: Asked<'s>,
    answer: Answer<'s>,
    members: Vec<Member<'s>>,
    items: Option<Pointer>,
    site: Option<SchemaSite<'s>>,
}

/// The members of the answer that may speak of pages: those of what the call returns, and those that stand beside it in the body.
fn all_members<'s>(
    cx: &'s Cx<'_, '_>,
    answer: &Answer<'s>,
    site: Option<SchemaSite<'s>>,
) -> Vec<Member<'s>> {
    let mut found = members(answer);
    if let Some(site) = site.filter(|_| !answer.data.is_empty()) {
        found.extend(beside(cx, site, &answer.data));
    }
    found.sort_by_key(|member| member.at.len());
    found
}

impl<'s> Detection<'s, '_, '_> {
    fn is_text(&self, ty: &Type) -> bool {
        matches!(resolved(self.answer.types(), ty), Type::String | Type::Uuid)
    }

    fn is_integer(&self, ty: &Type) -> bool {
        let ty = resolved(self.answer.types(), ty);
        matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64)
    }

    /// The member of the first name that there is.
    fn member(&self, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<&Member<'s>> {
        names.iter().find_map(|name| {
            let mut members = self.members.iter();
            members.find(|member| member.name == *name && fits(&member.ty))
        })
    }

    fn query(&self, names: &[&str]) -> Option<&'s Parameter> {
        names.iter().find_map(|name| {
            let mut query = self.asked.parameters.iter();
            query.find(|it| it.place == Place::Query && it.wire.as_str() == *name)
        })
    }

    /// Where the request takes what is called so: in the query of a GET, in the body of a POST.
    fn place(&self, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<PagePlace> {
        if *self.asked.method == Method::Get {
            let parameter = self.query(names).filter(|it| fits(&it.ty))?;
            return Some(PagePlace::Query(parameter.wire.clone()));
        }
        let body = json_body(self.asked.body).filter(|_| *self.asked.method == Method::Post)?;
        let members = fields(self.answer.types(), body);
        names.iter().find_map(|name| {
            let mut members = members.iter();
            let found = members.find(|it| it.wire.as_str() == *name && fits(&it.ty))?;
            Some(PagePlace::Body(joined(std::slice::from_ref(&found.wire))))
        })
    }

    fn more(&self) -> Option<WireName> {
        let is_flag = |ty: &Type| matches!(resolved(self.answer.types(), ty), Type::Bool);
        Some(joined(&self.member(MORE, is_flag)?.at))
    }

    fn odata(&self) -> Option<PageTurn> {
        let found = self.member(&URLS[..2], |ty| self.is_text(ty))?;
        Some(PageTurn::Url(joined(&found.at)))
    }

    /// The header `Link` is declared, and a parameter shows that it is about pages.
    fn link(&self) -> Option<PageTurn> {
        let paging = [
            "page", "per_page", "cursor", "after", "before", "since", "limit", "offset",
        ];
        (self.items.is_some() && self.query(&paging).is_some()).then_some(PageTurn::Link)
    }

    fn cursor(&self) -> Option<PageTurn> {
        let more = self.more();
        for pair in CURSORS {
            if pair.needs_more && more.is_none() {
                continue;
            }
            let kinds: [&dyn Fn(&Type) -> bool; 2] =
                [&|ty| self.is_text(ty), &|ty| self.is_integer(ty)];
            for fits in kinds {
                if let Some(from) = self.member(pair.from, fits)
                    && let Some(to) = self.place(pair.to, fits)
                    && (self.items.is_some() || more.is_some())
                {
                    let from = joined(&from.at);
                    return Some(PageTurn::Cursor { to, from });
                }
            }
        }
        // `paging.next.after` and `paging.cursors.after` name the next page; a bare `after` may be an echo.
        let after = self.members.iter().find(|member| {
            member.name == "after"
                && matches!(member.parent, "next" | "cursors")
                && self.is_text(&member.ty)
        });
        // A `cursor` in the answer is the next one only if it is said to be.
        let own = self
            .member(&["cursor"], |ty| self.is_text(ty))
            .filter(|member| {
                let doc = member.doc.to_ascii_lowercase();
                let next = ["next", "subsequent", "following", "more results"];
                !member.required && next.iter().any(|word| doc.contains(word))
            });
        // So is `next`, which is more often a URL.
        let next = self
            .member(&["next"], |ty| self.is_text(ty))
            .filter(|member| {
                let doc = member.doc.to_ascii_lowercase();
                doc.contains("cursor") && !self.is_url(member) && self.more().is_some()
            });
        let named: [(_, &[&str]); 3] = [
            (after, &["after"]),
            (own, &["cursor"]),
            (next, &["after", "cursor", "next"]),
        ];
        let mut named = named.into_iter().filter_map(|(from, names)| {
            let to = self.place(names, |ty| self.is_text(ty))?;
            let from = joined(&from?.at);
            Some(PageTurn::Cursor { to, from })
        });
        named.next().filter(|_| self.items.is_some())
    }

    /// The id of the last item is the cursor, and a member says whether there is more.
    fn last_item(&self) -> Option<PageTurn> {
        self.more()?;
        // An answer that names the next page itself may take something else than an id.
        let named = |member: &Member<'_>| {
            let name = member.name.to_ascii_lowercase();
            name.starts_with("next") || name.contains("cursor")
        };
        if self.members.iter().any(named) {
            return None;
        }
        let parameter = self.query(&["starting_after", "startingAfter", "after"])?;
        let doc = parameter.doc.as_str().to_ascii_lowercase();
        let is_cursor = parameter.wire.as_str() != "after"
            || (["cursor", "pagina"].iter().any(|word| doc.contains(word))
                || doc.contains("last") && doc.contains("previous"));
        if !is_cursor || !self.is_text(&parameter.ty) {
            return None;
        }
        let super::answer::Seen::Type(list) = self.answer.at(self.items.as_ref()?) else {
            return None;
        };
        let Type::List(item) = resolved(self.answer.types(), &list) else {
            return None;
        };
        let members = fields(self.answer.types(), item);
        let wanted: &[&str] = if doc.contains("token") {
            &["id", "token"]
        } else {
            &["id"]
        };
        let id = wanted.iter().find_map(|name| {
            let mut members = members.iter();
            members.find(|it| it.wire.as_str() == *name && self.is_text(&it.ty))
        })?;
        Some(PageTurn::LastItem {
            to: PagePlace::Query(parameter.wire.clone()),
            id: joined(std::slice::from_ref(&id.wire)),
        })
    }

    fn url(&self) -> Option<PageTurn> {
        self.items.as_ref()?;
        if let Some(found) = self.member(URLS, |ty| self.is_text(ty)) {
            return Some(PageTurn::Url(joined(&found.at)));
        }
        let next = self.members.iter().find(|member| {
            let name = member.name;
            let is_next = name == "next" && self.is_text(&member.ty);
            let is_href = name == "href" && member.parent == "next" && self.is_text(&member.ty);
            let of_links = matches!(member.parent, "links" | "_links");
            is_href || (is_next && (of_links || self.is_url(member)))
        })?;
        Some(PageTurn::Url(joined(&next.at)))
    }

    /// Whether a member is said to be a URL.
    fn is_url(&self, member: &Member<'_>) -> bool {
        let format = self
            .site
            .and_then(|site| match at(self.cx, site, &member.at) {
                Target::Schema(site) => site.resolve(self.cx.document),
                _ => None,
            });
        let format = format.and_then(|site| view(site).format);
        let doc = member.doc.to_ascii_lowercase();
        let words = doc.split(|char: char| !char.is_ascii_alphanumeric());
        let mut words = words.filter(|word| matches!(*word, "url" | "uri" | "link" | "path"));
        matches!(format.as_deref(), Some("uri" | "uri-reference" | "url")) || words.next().is_some()
    }

    /// A page number whose first value is declared, and a member that says where it ends.
    fn number(&self) -> Option<PageTurn> {
        self.items.as_ref()?;
        let parameter = self.query(&["page", "page_number", "pageNumber"])?;
        if !self.is_integer(&parameter.ty) {
            return None;
        }
        let pages = self.member(PAGES, |ty| self.is_integer(ty));
        if pages.is_none() && self.more().is_none() {
            return None;
        }
        let first = match (
            self.bound(parameter, "default"),
            self.bound(parameter, "minimum"),
        ) {
            (Some(first @ (0 | 1)), _) => first,
            (None, Some(first @ (0 | 1))) => first,
            _ => return None,
        };
        Some(PageTurn::Number {
            to: PagePlace::Query(parameter.wire.clone()),
            first,
            pages: pages.map(|member| joined(&member.at)),
        })
    }

    /// An offset, a size and the number of all items.
    fn offset(&self) -> Option<PageTurn> {
        self.items.as_ref()?;
        let parameter = self.query(&["offset", "skip"])?;
        self.query(SIZES)?;
        let total = self.member(TOTALS, |ty| self.is_integer(ty))?;
        let first = self.bound(parameter, "default").unwrap_or(0);
        (self.is_integer(&parameter.ty) && first == 0).then(|| PageTurn::Offset {
            to: PagePlace::Query(parameter.wire.clone()),
            first,
            total: Some(joined(&total.at)),
        })
    }

    /// A number that the schema of a parameter states.
    fn bound(&self, parameter: &Parameter, key: &str) -> Option<u64> {
        let schema = self.asked.schema_of(parameter.wire.as_str())?;
        schema.get(key)?.as_i64()?.try_into().ok()
    }
}

fn words(turn: &PageTurn) -> Phrased {
    let place = |to: &PagePlace| match to {
        PagePlace::Query(name) => rules::operations::BY_QUERY.of([name.as_str()]),
        PagePlace::Body(pointer) => rules::operations::BY_BODY.of([pointer.as_str()]),
    };
    match turn {
        PageTurn::Cursor { to, from } => {
            rules::operations::TAKES_ANSWER.of([place(to).as_ref(), from.as_str()])
        }
        PageTurn::LastItem { to, id } => {
            rules::operations::TAKES_LAST.of([place(to).as_ref(), id.as_str()])
        }
        PageTurn::Offset { to, .. } => rules::operations::COUNTS.of([place(to).as_ref()]),
        PageTurn::Number { to, .. } => rules::operations::IS_NUMBER.of([place(to).as_ref()]),
        PageTurn::Link => Phrased::from(&rules::operations::BY_LINK),
        PageTurn::Url(at) => rules::operations::BY_URL.of([at.as_str()]),
    }
}

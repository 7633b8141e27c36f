//! Documents in, and what the generator makes of them: rules and their messages, lowering, overlays, other tools' documents,
//! hostile ones, writing; and what holds for the sources and the documents of this repository.

#[path = "generator/catalogue.rs"]
mod catalogue;
#[path = "generator/dialects.rs"]
mod dialects;
#[path = "generator/diff.rs"]
mod diff;
#[path = "generator/filters.rs"]
mod filters;
#[path = "generator/fuzz.rs"]
mod fuzz;
#[path = "generator/growth.rs"]
mod growth;
#[path = "generator/hostile.rs"]
mod hostile;
#[path = "generator/import_docs.rs"]
mod import_docs;
#[path = "generator/learn.rs"]
mod learn;
#[path = "generator/lowered_members.rs"]
mod lowered_members;
#[path = "generator/lowering.rs"]
mod lowering;
#[path = "generator/made_names.rs"]
mod made_names;
#[path = "generator/meant.rs"]
mod meant;
#[path = "generator/mistakes.rs"]
mod mistakes;
#[path = "generator/negatives.rs"]
mod negatives;
#[path = "generator/other_kinds.rs"]
mod other_kinds;
#[path = "generator/output.rs"]
mod output;
#[path = "generator/overlays.rs"]
mod overlays;
#[path = "generator/packs.rs"]
mod packs;
#[path = "generator/presets.rs"]
mod presets;
#[path = "generator/promised.rs"]
mod promised;
#[path = "generator/repairs.rs"]
mod repairs;
#[path = "generator/selection.rs"]
mod selection;
#[path = "generator/session.rs"]
mod session;
#[path = "generator/sources.rs"]
mod sources;
#[path = "generator/specs.rs"]
mod specs;
#[path = "generator/split.rs"]
mod split;
#[path = "generator/stable_names.rs"]
mod stable_names;
#[path = "generator/statuses.rs"]
mod statuses;
#[path = "generator/tidy.rs"]
mod tidy;
#[path = "generator/tools.rs"]
mod tools;
#[path = "generator/ui.rs"]
mod ui;
#[path = "generator/valid.rs"]
mod valid;

//! Pages about errors into drafts of overlays.

#[path = "import_docs/draft.rs"]
mod draft;

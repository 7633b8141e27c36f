//! A part that is a file.

use std::io;
use std::path::Path;

use bytes::Bytes;

use crate::transport::upload::Upload;

/// A file within a multipart body: its content, and what the server is told of it.
///
/// Servers take a part for a file only when it has a file name, so one without a name of its own is called like the part.
#[derive(Clone, Debug)]
pub struct FilePart {
    pub(super) content: Upload,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
}

impl FilePart {
    /// A file of that content.
    pub fn new(content: impl Into<Upload>) -> Self {
        Self {
            content: content.into(),
            file_name: None,
            content_type: None,
            headers: Vec::new(),
        }
    }

    /// A file of this machine, under its own name. It is opened again for each attempt.
    ///
    /// # Errors
    ///
    /// There is no such file, or its length cannot be read.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let mut part = Self::new(Upload::file(path)?);
        part.file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(part)
    }

    /// The name that the server is told.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type, in place of the document's or of `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, media: impl Into<String>) -> Self {
        self.content_type = Some(media.into());
        self
    }

    /// A header of the part. Its disposition and its type have methods of their own.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

macro_rules! from_content {
    ($($type:ty),*) => {$(
        impl From<$type> for FilePart {
            fn from(content: $type) -> Self {
                Self::new(content)
            }
        }
    )*};
}

from_content!(Upload, Bytes, Vec<u8>, String, &'static str, &'static [u8]);

impl<const N: usize> From<&'static [u8; N]> for FilePart {
    fn from(content: &'static [u8; N]) -> Self {
        Self::new(content)
    }
}

/// A field of a multipart body that holds files.
pub trait FileParts {
    /// The files, each a part of its own.
    fn files(&self) -> &[FilePart];
}

impl FileParts for FilePart {
    fn files(&self) -> &[FilePart] {
        std::slice::from_ref(self)
    }
}

impl FileParts for Vec<FilePart> {
    fn files(&self) -> &[FilePart] {
        self
    }
}

impl<T: FileParts> FileParts for Option<T> {
    fn files(&self) -> &[FilePart] {
        self.as_ref().map_or(&[], FileParts::files)
    }
}

//! What is sent as a body without being a value: bytes, files and streams.

mod once;
mod read;

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

use self::once::Once;
use self::read::{FileStream, ReadStream};
use crate::transport::aside;

/// A body of bytes, from memory, from a file or from a stream.
///
/// Bytes and files can be sent any number of times, so a call that carries them is repeated like every other. A stream
/// can be read once: from its first byte on, the call is not repeated and its error says so
/// ([`StopReason::NotReplayable`](crate::errors::StopReason::NotReplayable)). [`repeatable`](Self::repeatable) makes a new stream
/// for each attempt.
///
/// A body of known length travels with `Content-Length`, another one in chunks.
///
/// ```
/// use faultcode_runtime::Upload;
///
/// let from_memory = Upload::from(vec![1, 2, 3]);
/// assert_eq!(from_memory.length(), Some(3));
/// let streamed = Upload::reader(&b"abc"[..]).with_length(3);
/// assert_eq!(streamed.length(), Some(3));
/// ```
#[derive(Clone)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    content_type: Option<Arc<str>>,
}

/// Pieces of a body.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(Arc<Path>),
    Once(Once),
    Made(Arc<dyn Fn() -> Pieces + Send + Sync>),
    /// One after the other: the parts of a multipart body.
    Chain(Arc<[Upload]>),
}

impl Upload {
    /// A file, which is opened again for each attempt and read piece by piece; on WebAssembly at once.
    ///
    /// # Errors
    ///
    /// There is no such file, or its length cannot be read.
    pub fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let facts = std::fs::metadata(path)?;
        if !facts.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "only a regular file has a length",
            ));
        }
        Ok(Self::of(Source::File(path.into()), Some(facts.len())))
    }

    /// A stream, which can be sent once. Clones share it: the first that is read takes it.
    pub fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self::of(Source::Once(Once::new(Box::pin(stream))), None)
    }

    /// A reader, which can be sent once.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(ReadStream::new(reader))
    }

    /// A stream that is made anew for each attempt, so that the call can be repeated.
    pub fn repeatable<S>(make: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        Self::of(Source::Made(Arc::new(move || Box::pin(make()))), None)
    }

    fn of(source: Source, length: Option<u64>) -> Self {
        Self {
            source,
            length,
            content_type: None,
        }
    }

    /// States the length of a stream. A stream of another length breaks the attempt off.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if !matches!(self.source, Source::Bytes(_)) {
            self.length = Some(bytes);
        }
        self
    }

    /// The length in bytes, where it is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// States the media type of the content, in place of the one that the operation names. Needed where the document names
    /// a range such as `image/*`, of which only the caller knows the member.
    ///
    /// A call whose media type no header can hold fails before anything is sent.
    ///
    /// ```
    /// use faultcode_runtime::Upload;
    ///
    /// let picture = Upload::from(b"\x89PNG").with_content_type("image/png");
    /// # let _ = picture;
    /// ```
    #[must_use]
    pub fn with_content_type(mut self, media: impl Into<String>) -> Self {
        self.content_type = Some(media.into().into());
        self
    }

    /// The media type that the caller has stated.
    pub(crate) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Several bodies one after the other.
    pub(crate) fn chain(parts: Vec<Self>) -> Self {
        let length = parts.iter().map(|part| part.length).sum();
        Self::of(Source::Chain(parts.into()), length)
    }

    /// The bytes, if they are all in memory.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether all of it can still be sent: a stream until its first byte was asked for.
    pub(crate) fn is_replayable(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::File(_) | Source::Made(_) => true,
            Source::Once(stream) => stream.is_whole(),
            Source::Chain(parts) => parts.iter().all(Self::is_replayable),
        }
    }

    /// The pieces of one attempt, in the order in which they are sent.
    pub(crate) fn segments(&self) -> Vec<Segment> {
        match &self.source {
            Source::Chain(parts) => parts.iter().flat_map(Self::segments).collect(),
            Source::Bytes(bytes) => vec![Segment::Bytes(bytes.clone())],
            Source::File(path) => {
                let stream = FileStream::new(Arc::clone(path));
                vec![self.streamed(Box::pin(stream))]
            }
            Source::Made(make) => vec![self.streamed(Box::pin(Aside(make())))],
            Source::Once(stream) => vec![self.streamed(Box::pin(Aside(Box::pin(stream.claim()))))],
        }
    }

    fn streamed(&self, pieces: Pieces) -> Segment {
        Segment::Stream {
            pieces,
            left: self.length,
        }
    }
}

/// A stream of the caller, which may block whoever asks it for a piece: a connection, that is.
struct Aside(Pieces);

impl Stream for Aside {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        aside(|| self.0.as_mut().poll_next(cx))
    }
}

/// A part of the body of one attempt.
pub(crate) enum Segment {
    Bytes(Bytes),
    Stream {
        pieces: Pieces,
        /// The bytes that are still to come, where the length is known.
        left: Option<u64>,
    },
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        let length = Some(bytes.len() as u64);
        Self::of(Source::Bytes(bytes), length)
    }
}

macro_rules! from_memory {
    ($($type:ty),*) => {$(
        impl From<$type> for Upload {
            fn from(bytes: $type) -> Self {
                Bytes::from(bytes).into()
            }
        }
    )*};
}

from_memory!(Vec<u8>, String, &'static str, &'static [u8], Box<[u8]>);

impl<const N: usize> From<&'static [u8; N]> for Upload {
    fn from(bytes: &'static [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither content nor path: both may be confidential.
        f.debug_struct("Upload")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Why the body of a request could not be read to its end.
#[derive(Debug)]
pub struct UploadError {
    source: io::Error,
}

impl UploadError {
    pub(crate) fn new(source: io::Error) -> Self {
        Self { source }
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body of the request could not be read")
    }
}

impl std::error::Error for UploadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

//! Readers and files as streams of pieces.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

pub(super) use self::file::FileStream;

/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// A reader as a stream.
pub(super) struct ReadStream<R> {
    reader: Pin<Box<R>>,
    buffer: Box<[u8]>,
}

impl<R: AsyncRead> ReadStream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader: Box::pin(reader),
            buffer: vec![0; PIECE].into(),
        }
    }
}

impl<R: AsyncRead> Stream for ReadStream<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut buffer = ReadBuf::new(&mut this.buffer);
        if let Err(error) = ready!(this.reader.as_mut().poll_read(cx, &mut buffer)) {
            return Poll::Ready(Some(Err(error)));
        }
        let read = buffer.filled();
        Poll::Ready((!read.is_empty()).then(|| Ok(Bytes::copy_from_slice(read))))
    }
}

#[cfg(not(target_family = "wasm"))]
mod file {
    use std::future::Future;
    use std::io;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use futures_core::Stream;
    use tokio::fs::File;

    use super::ReadStream;

    /// A file as a stream: opened when its first byte is asked for.
    pub(in crate::transport::upload) struct FileStream(State);

    enum State {
        Closed(Arc<Path>),
        Opening(Pin<Box<dyn Future<Output = io::Result<File>> + Send>>),
        Open(ReadStream<File>),
    }

    impl FileStream {
        pub(in crate::transport::upload) fn new(path: Arc<Path>) -> Self {
            Self(State::Closed(path))
        }
    }

    impl Stream for FileStream {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            loop {
                match &mut self.0 {
                    State::Closed(path) => {
                        let path = Arc::clone(path);
                        self.0 = State::Opening(Box::pin(async move { File::open(&path).await }));
                    }
                    State::Opening(opening) => match ready!(opening.as_mut().poll(cx)) {
                        Ok(file) => self.0 = State::Open(ReadStream::new(file)),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    },
                    State::Open(stream) => return Pin::new(stream).poll_next(cx),
                }
            }
        }
    }
}

/// WebAssembly has no threads that files could be read by, and mostly no files.
#[cfg(target_family = "wasm")]
mod file {
    use std::io;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use futures_core::Stream;

    /// A file as a stream of one piece: read when that is asked for.
    pub(in crate::transport::upload) struct FileStream(Option<Arc<Path>>);

    impl FileStream {
        pub(in crate::transport::upload) fn new(path: Arc<Path>) -> Self {
            Self(Some(path))
        }
    }

    impl Stream for FileStream {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let path = self.0.take();
            Poll::Ready(path.map(|path| std::fs::read(path).map(Bytes::from)))
        }
    }
}

//! Oddities of an answer.

use std::fmt;

macro_rules! notes {
    ($($(#[$meaning:meta])* $name:ident = $word:literal,)+) => {
        /// An oddity of an answer that was understood all the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Note {
            $($(#[$meaning])* $name,)+
        }

        impl Note {
            /// The word used in traces.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

notes! {
    /// The body begins with a byte order mark, which JSON does not have (RFC 8259 section 8.1).
    ByteOrderMark = "byte-order-mark",
    /// The body is JSON, and the header says something else.
    ContentType = "content-type",
    /// The header names a charset that the body is not in.
    Charset = "charset",
    /// The body is no UTF-8; what could be read of it was.
    NotUtf8 = "not-utf8",
    /// The body is in a content coding that nobody asked for, and was not read.
    ContentCoding = "content-coding",
    /// The body breaks off or breaks the syntax; what stands before was read.
    BrokenJson = "broken-json",
    /// Something follows the value.
    TrailingBytes = "trailing-bytes",
    /// A member that was read is there more than once.
    DuplicateMember = "duplicate-member",
    /// The body states another status than the answer has.
    StatusEcho = "status-echo",
    /// The code is of another JSON type than it is declared with.
    CodeType = "code-type",
    /// The message is of another JSON type than it is declared with.
    MessageType = "message-type",
    /// The code came with a status that the document does not declare for it.
    CodeStatus = "code-status",
    /// The key store could not note in time how the call ended.
    KeyNotSettled = "key-not-settled",
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

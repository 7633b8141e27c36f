//! Frames of HTTP/2, byte by byte (RFC 9113 section 6), and the fields in them (RFC 7541).

/// Frames for a stream.
pub type Frames = fn(u32) -> Vec<u8>;

pub const NO_ERROR: u32 = 0;
pub const INTERNAL_ERROR: u32 = 2;
pub const REFUSED_STREAM: u32 = 7;
pub const CANCEL: u32 = 8;
pub const ENHANCE_YOUR_CALM: u32 = 11;

/// Settings (RFC 9113 section 6.5.2).
pub const MAX_CONCURRENT_STREAMS: u16 = 3;
pub const INITIAL_WINDOW_SIZE: u16 = 4;

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// `:status: 200` of the static table, without an end of the stream.
pub fn head(stream: u32) -> Vec<u8> {
    frame(1, 0x4, stream, &[0x88])
}

pub fn answer(stream: u32) -> Vec<u8> {
    [head(stream), frame(0, 1, stream, b"done")].concat()
}

pub fn rst(stream: u32, code: u32) -> Vec<u8> {
    frame(3, 0, stream, &code.to_be_bytes())
}

pub fn go_away(last: u32, code: u32) -> Vec<u8> {
    let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
    frame(7, 0, 0, &payload)
}

pub fn settings(all: &[(u16, u32)]) -> Vec<u8> {
    let one = |(name, value): &(u16, u32)| [&name.to_be_bytes()[..], &value.to_be_bytes()].concat();
    let payload: Vec<u8> = all.iter().flat_map(one).collect();
    frame(4, 0, 0, &payload)
}

pub fn window(stream: u32, more: u32) -> Vec<u8> {
    frame(8, 0, stream, &more.to_be_bytes())
}

/// A field that is not indexed, with a name of its own (RFC 7541 section 6.2.2); name and value are shorter than 127.
pub fn field(name: &str, value: &str) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).expect("a short text");
    let mut field = vec![0, length(name)];
    field.extend(name.bytes());
    field.push(length(value));
    field.extend(value.bytes());
    field
}

/// A head of so many bytes, beside its status, over as many `CONTINUATION`s as it takes.
pub fn large_head(stream: u32, bytes: usize) -> Vec<u8> {
    let piece = field("x-filler", &"a".repeat(100)).repeat(100);
    let mut all = frame(1, 0, stream, &[0x88]);
    for _ in 0..bytes / piece.len() {
        all.extend(frame(9, 0, stream, &piece));
    }
    all.extend(frame(9, 0x4, stream, &[]));
    all
}

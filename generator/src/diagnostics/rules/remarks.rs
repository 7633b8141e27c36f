//! Remarks and hints that findings of several rules make.

super::phrases! {
    DID_YOU_MEAN: "did you mean {0}?";
    AND_ELSEWHERE: "the same holds at {0} more places";
    AND_AGAIN: "and again here";
    FIRST: "first here";
    THE_OPERATION: "the operation";
    THIS_ONE_STANDS: "this one stands";
    STANDS_HERE: "{0} stands here";
    EMPTY_TEXT: "the empty text";
}

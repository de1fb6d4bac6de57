package io.espalier.runtime.backend.dialect;

/// A text behind a prompt that is to be scored.
///
/// @param ids its tokens; empty unless the prompt is one of tokens
@SuppressWarnings("ArrayRecordComponent") // made once, read once; never compared
public record Continuation(String text, int[] ids) {}

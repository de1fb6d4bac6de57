package io.espalier.runtime.backend;

/// Log-probabilities of one choice.
///
/// @param conditional one for each token of the choice after the session's text, in nats
/// @param unconditional the same tokens without that text; empty unless asked for
@SuppressWarnings("ArrayRecordComponent") // made once, read once; never compared
public record ChoiceLogprobs(double[] conditional, double[] unconditional) {}

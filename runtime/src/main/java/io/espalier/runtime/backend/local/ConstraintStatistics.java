package io.espalier.runtime.backend.local;

/// What constraints have cost so far.
///
/// @param compiled constraints that were compiled and bound to the vocabulary
/// @param compileNanos time that this took, on the callers' threads
/// @param found constraints that were there already
public record ConstraintStatistics(long compiled, long compileNanos, long found) {}

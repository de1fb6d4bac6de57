/// The server's counters in Prometheus' text format.
///
/// ## Decisions
///
/// - Written by hand: a dozen counters and two histograms need no library, and the text format
///   (version 0.0.4) is stable.
@NullMarked
package io.espalier.runtime.server.metrics;

import org.jspecify.annotations.NullMarked;

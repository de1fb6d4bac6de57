/// Programs as requests: submitted, watched while their branches run, cancelled; and the files
/// given to the server as typed routes with one OpenAPI document.
///
/// ## Decisions
///
/// - A program runs on a thread of its own and writes events to a log; whoever watches reads the
///   log at his own pace. So a slow or lost watcher holds nobody up, several can watch, and one who
///   comes back goes on where he stopped. Whoever submits with `Accept: text/event-stream` owns the
///   run: when he goes, it is cancelled.
@NullMarked
package io.espalier.runtime.server.programs;

import org.jspecify.annotations.NullMarked;

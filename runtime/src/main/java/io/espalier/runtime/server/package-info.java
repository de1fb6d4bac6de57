/// HTTP: programs as requests, and OpenAI's dialect, on the local engine.
///
/// A request goes through `http` (connection, deadlines, back-pressure), the gateway (route, key,
/// room, failures) and the handler of its dialect, on one virtual thread. When the client goes,
/// that thread is interrupted, whatever it is waiting for; the engine takes back what it held.
@NullMarked
package io.espalier.runtime.server;

import org.jspecify.annotations.NullMarked;

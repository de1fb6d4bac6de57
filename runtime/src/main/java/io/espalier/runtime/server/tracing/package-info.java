/// Traces in OpenTelemetry: a span for each request, program, branch and generation, with token
/// counts and never with text of a prompt or an answer.
///
/// Off unless the standard variables ask for it: `OTEL_EXPORTER_OTLP_ENDPOINT`,
/// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` or `OTEL_TRACES_EXPORTER=otlp`. Sampling, headers, service
/// name and the rest follow the other `OTEL_…` variables. A `traceparent` header of a request is
/// continued (W3C Trace Context).
///
/// | span | attributes |
/// |---|---|
/// | `POST /v1/programs` | method, route, status |
/// | `program {prompt}` | its id, file, outcome, tokens, branches |
/// | `branch {path}` | tokens of the branch |
/// | `generate {name}`, `select {name}` | type, tokens |
/// | `text_completion {model}` | the names that OpenTelemetry has for generative models |
///
/// ## Decisions
///
/// - Sent as OTLP over HTTP by the JDK's client: gRPC and OkHttp would be 5 MB of libraries for the
///   same bytes.
@NullMarked
package io.espalier.runtime.server.tracing;

import org.jspecify.annotations.NullMarked;

package io.espalier.runtime.server.request;

import tools.jackson.databind.JsonNode;

/// The text of server-sent events. (WHATWG HTML, section 9.2)
public final class Events {
  /// Media type of a stream of events.
  public static final String TYPE = "text/event-stream; charset=utf-8";

  private Events() {}

  /// An event without a name. JSON has no line breaks outside of strings, and none inside.
  public static String data(JsonNode json) {
    return "data: " + json + "\n\n";
  }

  /// A named event.
  public static String named(String name, JsonNode json) {
    return "event: " + name + "\ndata: " + json + "\n\n";
  }

  /// A named event with a number, by which a client that reconnects says what it has.
  public static String named(String name, long id, JsonNode json) {
    return "event: " + name + "\nid: " + id + "\ndata: " + json + "\n\n";
  }
}

package io.espalier.runtime.server;

import io.espalier.runtime.server.http.Request;
import io.espalier.runtime.server.request.Tenant;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One line of the access log: a JSON object, so that no path can fake a second line. It has the
/// path but no query, header or body: nothing of a prompt or an answer.
final class AccessLine {
  private AccessLine() {}

  static String of(Tenant tenant, Request request, int status, long millis, boolean gone) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    if (!tenant.name().isEmpty()) {
      line.put("tenant", tenant.name());
    }
    line.put("method", request.method()).put("path", request.path()).put("status", status);
    line.put("ms", millis).put("bytes", request.body().length);
    if (gone) {
      line.put("disconnected", true);
    }
    return line.toString();
  }
}

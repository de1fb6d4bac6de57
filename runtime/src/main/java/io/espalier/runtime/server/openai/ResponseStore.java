package io.espalier.runtime.server.openai;

import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.server.request.Tenant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Responses that can be asked for again and answered to. Thread-safe.
///
/// Kept in memory only, and bounded in number and in characters: the least recently used go first.
/// A tenant sees only its own.
final class ResponseStore {
  static final int MOST_RESPONSES = 1024;
  static final long MOST_CHARACTERS = 32 << 20;

  private record Key(Tenant tenant, String id) {}

  /// A response.
  ///
  /// @param body as it was sent
  /// @param conversation its input, with that of the responses before it
  /// @param size characters of both
  record Stored(ObjectNode body, ArrayNode conversation, long size) {}

  private final Map<Key, Stored> responses = new LinkedHashMap<>(64, 0.75f, true);
  private long characters;

  /// Keeps a response.
  synchronized void put(Tenant tenant, String id, ObjectNode body, ArrayNode conversation) {
    long size = (long) body.toString().length() + conversation.toString().length();
    responses.put(new Key(tenant, id), new Stored(body, conversation, size));
    characters += size;
    var oldest = responses.values().iterator();
    while (responses.size() > MOST_RESPONSES || characters > MOST_CHARACTERS) {
      characters -= oldest.next().size();
      oldest.remove();
    }
  }

  /// Returns a response.
  synchronized Optional<Stored> get(Tenant tenant, String id) {
    return Optional.ofNullable(responses.get(new Key(tenant, id)));
  }

  /// Returns a response.
  ///
  /// @throws RequestException 404
  Stored require(Tenant tenant, String id) {
    return get(tenant, id).orElseThrow(() -> missing(id));
  }

  /// Forgets a response.
  ///
  /// @throws RequestException 404
  synchronized void remove(Tenant tenant, String id) {
    Stored removed = responses.remove(new Key(tenant, id));
    if (removed == null) {
      throw missing(id);
    }
    characters -= removed.size();
  }

  private static RequestException missing(String id) {
    return RequestException.of(
        404,
        "response_not_found",
        "there is no response '%s': it was not stored, was deleted, or made room for others"
            .formatted(id));
  }
}

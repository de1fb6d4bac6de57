package io.espalier.dsl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value that is still being generated: its text so far and the fields that can be read from it.
///
/// Paths name fields and list positions: `judgments[0].verdict`. Immutable.
///
/// @param text generated text so far
/// @param fields what can be read: `Map`, `List`, `String`, `Long`, `Double`, `Boolean` or null;
///   strings may still grow
/// @param complete paths whose values are whole, in the order in which they ended
/// @param value the whole value, once it is
public record Partial<T>(
    String text, @Nullable Object fields, List<String> complete, Optional<T> value) {

  public Partial {
    complete = List.copyOf(complete);
  }

  /// Returns what has arrived of the value at a path, or empty where nothing has.
  public Optional<Object> get(String path) {
    Object at = fields;
    int start = 0;
    while (start < path.length()) {
      int end = start;
      if (path.charAt(start) == '[') {
        end = path.indexOf(']', start);
        int index = Integer.parseInt(path.substring(start + 1, end));
        at = at instanceof List<?> list && index < list.size() ? list.get(index) : null;
        end++;
      } else {
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        at = at instanceof Map<?, ?> map ? map.get(path.substring(start, end)) : null;
      }
      if (at == null) {
        return Optional.empty();
      }
      start = end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
    }
    return Optional.ofNullable(at);
  }

  /// Returns whether the value at a path is whole.
  public boolean isComplete(String path) {
    return value.isPresent() || complete.contains(path);
  }
}

package io.espalier.constrained.partial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What could be read of a value so far.
///
/// @param value `Map`, `List`, `String`, `Long`, `Double` (also for whole numbers that no `Long`
///   holds), `Boolean` or null
/// @param fields the members and items, at any depth, in the order in which they ended; those that
///   have not ended last, innermost first
public record PartialValue(@Nullable Object value, List<Field> fields) {
  /// Copies the fields.
  public PartialValue {
    fields = Collections.unmodifiableList(new ArrayList<>(fields));
  }

  /// Where a member or item stands in the text.
  ///
  /// @param path `a.b[2]`
  /// @param start offset of its first character
  /// @param end offset behind its last character, as far as it has come
  /// @param complete whether it is whole
  public record Field(String path, int start, int end, boolean complete) {}

  /// Returns the paths of the whole fields in the order in which they ended.
  public List<String> complete() {
    return fields.stream().filter(Field::complete).map(Field::path).toList();
  }
}

package io.espalier.compiler.types;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record at run time: the name of its type and its fields in order of declaration. An absent
/// optional is a field that is `null`. Immutable.
public record RecordValue(String typeName, Map<String, @Nullable Object> fields) {
  // Not a compact constructor: javac drops the `@Nullable` of its parameters from the class file.
  public RecordValue(String typeName, Map<String, @Nullable Object> fields) {
    this.typeName = typeName;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /// The value of `field`, `null` when it is absent.
  ///
  /// @throws IllegalArgumentException if the record has no such field
  public @Nullable Object get(String field) {
    if (!fields.containsKey(field)) {
      throw new IllegalArgumentException(
          "record " + typeName + " has no field '" + field + "', only " + fields.keySet());
    }
    return fields.get(field);
  }

  /// The type's name without its file: what a union's `type` field says.
  public String tag() {
    return typeName.substring(typeName.lastIndexOf('.') + 1);
  }
}

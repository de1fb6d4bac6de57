package io.espalier.compiler.types;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values as JSON. A record is an object with its fields in order; what tells the alternatives of a
/// union apart is the type's knowledge, so [ValueCodec] writes values of a known type.
final class ValueJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ValueJson() {}

  static JsonNode write(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case String text -> NODES.stringNode(text);
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(new BigDecimal(ValueText.number(number)));
      case Boolean truth -> NODES.booleanNode(truth);
      case JsonNode node -> node;
      case RecordValue record -> object(record.fields());
      case Map<?, ?> map -> object(map);
      case List<?> list -> {
        var array = NODES.arrayNode();
        for (Object item : list) {
          array.add(write(item));
        }
        yield array;
      }
      default -> throw new IllegalStateException("no value: a " + value.getClass().getName());
    };
  }

  private static JsonNode object(Map<?, ?> fields) {
    var object = NODES.objectNode();
    for (Map.Entry<?, ?> entry : fields.entrySet()) {
      object.set(String.valueOf(entry.getKey()), write(entry.getValue()));
    }
    return object;
  }
}

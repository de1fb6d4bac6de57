package io.espalier.compiler.types;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Values of the language from and to objects of the Java types that [JavaTypes] knows. Nothing is
/// filled in: an absent value where Java has no `Optional` is an error, never 0 or `null`.
public final class JavaValues {
  private JavaValues() {}

  /// The Java object of type `type` for a value.
  ///
  /// @throws ValueException if the value does not fit, with a pointer to the part that does not
  public static Object toJava(@Nullable Object value, Type type) {
    return java(value, type, "");
  }

  private static Object java(@Nullable Object value, Type type, String at) {
    Class<?> raw = JavaTypes.raw(type);
    if (raw == Optional.class) {
      return value == null ? Optional.empty() : Optional.of(java(value, argument(type, 0), at));
    }
    if (value == null) {
      throw new ValueException(
          at,
          "the value is absent, which "
              + JavaTypes.describe(type)
              + " cannot say; "
              + "use Optional");
    }
    return switch (value) {
      case String text ->
          raw.isEnum() ? constant(raw, text, at) : same(text, raw, String.class, at);
      case Long number -> number(number, raw, at);
      case Double number -> number(number, raw, at);
      case Boolean truth -> raw == boolean.class ? truth : same(truth, raw, Boolean.class, at);
      case List<?> list -> list(list, type, at);
      case Map<?, ?> map -> map(map, type, at);
      case RecordValue record -> record(record, raw, at);
      case JsonNode node -> same(node, raw, JsonNode.class, at);
      default -> throw new IllegalStateException("no value: a " + value.getClass().getName());
    };
  }

  private static Object same(Object value, Class<?> raw, Class<?> wanted, String at) {
    if (raw != wanted && raw != Object.class) {
      throw mismatch(value, raw, at);
    }
    return value;
  }

  private static Object number(Number number, Class<?> raw, String at) {
    boolean whole = number instanceof Long;
    if (whole && (raw == long.class || raw == Long.class)) {
      return number;
    }
    if (whole && (raw == int.class || raw == Integer.class)) {
      long value = number.longValue();
      if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
        throw new ValueException(at, value + " is beyond int; use long");
      }
      return (int) value;
    }
    if (raw == double.class || raw == Double.class) {
      return number.doubleValue();
    }
    if (raw == float.class || raw == Float.class) {
      return number.floatValue();
    }
    return same(number, raw, number.getClass(), at);
  }

  private static Object constant(Class<?> type, String text, String at) {
    for (Object constant : type.getEnumConstants()) {
      if (JavaTypes.nameOf((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    throw new ValueException(at, "'" + text + "' is no constant of " + type.getSimpleName());
  }

  private static Object list(List<?> list, Type type, String at) {
    if (JavaTypes.raw(type) != List.class) {
      throw mismatch(list, JavaTypes.raw(type), at);
    }
    List<Object> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      String below = ValueException.below(at, Integer.toString(i));
      items.add(java(list.get(i), argument(type, 0), below));
    }
    return Collections.unmodifiableList(items);
  }

  private static Object map(Map<?, ?> map, Type type, String at) {
    if (JavaTypes.raw(type) != Map.class) {
      throw mismatch(map, JavaTypes.raw(type), at);
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      entries.put(key, java(entry.getValue(), argument(type, 1), ValueException.below(at, key)));
    }
    return Collections.unmodifiableMap(entries);
  }

  private static Object record(RecordValue value, Class<?> raw, String at) {
    if (raw.isSealed() && raw.isInterface()) {
      for (Class<?> permitted : raw.getPermittedSubclasses()) {
        if (JavaTypes.nameOf(permitted).equals(value.tag())) {
          return record(value, permitted, at);
        }
      }
      throw new ValueException(
          at, raw.getSimpleName() + " permits no record called " + value.tag());
    }
    if (!raw.isRecord()) {
      throw mismatch(value, raw, at);
    }
    RecordComponent[] components = raw.getRecordComponents();
    @Nullable Object[] arguments = new @Nullable Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = JavaTypes.nameOf(components[i]);
      String below = ValueException.below(at, name);
      boolean optional = components[i].getType() == Optional.class;
      if (!value.fields().containsKey(name) && !optional) {
        throw new ValueException(below, "the field is missing; only Optional ones may be");
      }
      arguments[i] = java(value.fields().get(name), components[i].getGenericType(), below);
      types[i] = components[i].getType();
    }
    return construct(raw, types, arguments, at);
  }

  private static Object construct(
      Class<?> type, Class<?>[] types, @Nullable Object[] arguments, String at) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new ValueException(at, type.getSimpleName() + " refuses its values: " + e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no canonical constructor of " + type.getName(), e);
    }
  }

  private static ValueException mismatch(Object value, Class<?> raw, String at) {
    String kind =
        switch (value) {
          case String _ -> "text";
          case Long _ -> "a whole number";
          case Double _ -> "a number";
          case Boolean _ -> "a truth value";
          case List<?> _ -> "a list";
          case RecordValue record -> "a record " + record.tag();
          default -> "an object";
        };
    return new ValueException(
        at, "the value is " + kind + ", which no " + raw.getSimpleName() + " holds");
  }

  private static Type argument(Type type, int at) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[at]
        : Object.class;
  }

  /// The value of the language for a Java object; `null` and an empty `Optional` are absent.
  ///
  /// @throws UnsupportedJavaTypeException if the object, or a part of it, has no type in the
  ///   language
  public static @Nullable Object fromJava(@Nullable Object object) {
    return switch (object) {
      case null -> null;
      case Optional<?> optional -> optional.isPresent() ? fromJava(optional.get()) : null;
      case CharSequence text -> text.toString();
      case Long number -> number;
      case Integer number -> (long) number;
      case Double number -> number;
      case Float number -> (double) number;
      case Boolean truth -> truth;
      case Enum<?> constant -> JavaTypes.nameOf(constant);
      case RecordValue value -> value;
      case JsonNode node -> node;
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(fromJava(item)));
        yield Collections.unmodifiableList(items);
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), fromJava(value)));
        yield Collections.unmodifiableMap(entries);
      }
      case Record record -> fromRecord(record);
      default ->
          throw new UnsupportedJavaTypeException(
              object.getClass().getSimpleName(),
              "an object of this type is no value of the language",
              "use text, numbers, booleans, enums, records, List, Map or Optional");
    };
  }

  private static RecordValue fromRecord(Record record) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        fields.put(JavaTypes.nameOf(component), fromJava(accessor.invoke(record)));
      } catch (InvocationTargetException e) {
        throw new IllegalArgumentException(
            record.getClass().getSimpleName() + "." + component.getName() + " throws",
            e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("accessor of " + component, e);
      }
    }
    return new RecordValue(JavaTypes.nameOf(record.getClass()), fields);
  }
}

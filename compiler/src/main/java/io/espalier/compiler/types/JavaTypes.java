package io.espalier.compiler.types;

import io.espalier.dsl.Description;
import io.espalier.dsl.Format;
import io.espalier.dsl.Name;
import io.espalier.dsl.Pattern;
import io.espalier.dsl.Range;
import io.espalier.dsl.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Java types as types of the language.
///
/// | Java | type |
/// |---|---|
/// | `String` with `@Size`, `@Pattern`, `@Format` | `Text` |
/// | `int`, `long` (boxed too) with `@Range` | `Int` |
/// | `double`, `float` (boxed too) with `@Range` | `Decimal` |
/// | `boolean`, `Boolean` | `Bool` |
/// | enum | `Enumeration` of the constants in order |
/// | `Optional<T>` | `OptionalOf` |
/// | `List<T>` with `@Size` | `ListOf` |
/// | record | `RecordType`; component order is generation order |
/// | sealed interface of records | `UnionType` of the permitted records in order |
/// | `Map<String, T>` | `MapOf` |
/// | `JsonNode` | `Json` |
///
/// `@Name` renames and `@Description` explains types, components and constants.
public final class JavaTypes {
  private final Deque<Class<?>> open = new ArrayDeque<>();
  private int nodes;

  private JavaTypes() {}

  /// The type that `type` stands for.
  ///
  /// @throws UnsupportedJavaTypeException if it stands for none
  public static IrType typeOf(Type type) {
    return new JavaTypes().type(type, null, null, describe(type));
  }

  /// The type of a parameter or component, whose annotations stand on `element`.
  ///
  /// @throws UnsupportedJavaTypeException if it stands for none
  public static IrType typeOf(AnnotatedType type, AnnotatedElement element, String path) {
    return new JavaTypes().type(type.getType(), type, element, path);
  }

  /// The name in the language of a Java class: its `@Name` or its simple name.
  public static String nameOf(Class<?> type) {
    Name name = type.getAnnotation(Name.class);
    return name == null ? type.getSimpleName() : name.value();
  }

  /// The name in the language of a record's component.
  static String nameOf(RecordComponent component) {
    Name name = component.getAnnotation(Name.class);
    return name == null ? component.getName() : name.value();
  }

  /// The text that stands for an enum's constant.
  static String nameOf(Enum<?> constant) {
    try {
      Name name = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Name.class);
      return name == null ? constant.name() : name.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("enum constant without a field: " + constant, e);
    }
  }

  /// How people write a Java type: without packages.
  static String describe(Type type) {
    return switch (type) {
      case Class<?> plain -> plain.getSimpleName();
      case ParameterizedType generic -> {
        List<String> arguments = new ArrayList<>();
        for (Type argument : generic.getActualTypeArguments()) {
          arguments.add(describe(argument));
        }
        yield describe(generic.getRawType()) + "<" + String.join(", ", arguments) + ">";
      }
      default -> type.getTypeName();
    };
  }

  /// The class behind a type, `Object` if it is no class.
  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> Object.class;
    };
  }

  private IrType type(
      Type type,
      @Nullable AnnotatedType annotated,
      @Nullable AnnotatedElement element,
      String path) {
    if (++nodes > Bounds.TYPE_NODES) {
      throw new UnsupportedJavaTypeException(
          path, "the type has more than " + Bounds.TYPE_NODES + " parts", "make it smaller");
    }
    Notes notes = new Notes(annotated, element);
    Class<?> raw = raw(type);
    if (raw == String.class) {
      return text(notes, path);
    }
    if (raw == long.class || raw == Long.class) {
      return whole(notes, -Bounds.INT_MAGNITUDE, Bounds.INT_MAGNITUDE, path);
    }
    if (raw == int.class || raw == Integer.class) {
      return whole(notes, Integer.MIN_VALUE, Integer.MAX_VALUE, path);
    }
    if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
      return decimal(notes, path);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return new IrType.Bool();
    }
    if (raw == JsonNode.class) {
      return new IrType.Json();
    }
    if (type instanceof ParameterizedType generic) {
      return generic(generic, annotated, notes, path);
    }
    if (raw.isEnum()) {
      return enumeration(raw);
    }
    if (raw.isRecord()) {
      return record(raw, path);
    }
    if (raw.isSealed() && raw.isInterface()) {
      return union(raw, path);
    }
    throw unsupported(raw, type, path);
  }

  private IrType generic(
      ParameterizedType type, @Nullable AnnotatedType annotated, Notes notes, String path) {
    Type[] arguments = type.getActualTypeArguments();
    Type item = arguments[arguments.length - 1];
    AnnotatedType itemNotes = argument(annotated, arguments.length - 1);
    Class<?> raw = raw(type);
    if (raw == List.class) {
      Size size = notes.find(Size.class);
      int min = size == null ? 0 : size.min();
      int max = size == null || size.max() < 0 ? Math.max(min, Bounds.LIST_ITEMS) : size.max();
      requireOrder(min >= 0 && min <= max, path, "@Size", min, max);
      return new IrType.ListOf(type(item, itemNotes, itemNotes, path + "[]"), min, max);
    }
    if (raw == Optional.class) {
      IrType inner = type(item, itemNotes, notes.merged(itemNotes), path);
      if (inner instanceof IrType.OptionalOf) {
        throw new UnsupportedJavaTypeException(
            path, "an Optional of an Optional says nothing more", "use one Optional");
      }
      return new IrType.OptionalOf(inner);
    }
    if (raw == Map.class && arguments[0] == String.class) {
      return new IrType.MapOf(type(item, itemNotes, itemNotes, path + "{}"));
    }
    throw unsupported(raw, type, path);
  }

  private static @Nullable AnnotatedType argument(@Nullable AnnotatedType type, int at) {
    return type instanceof AnnotatedParameterizedType generic
        ? generic.getAnnotatedActualTypeArguments()[at]
        : null;
  }

  private static IrType text(Notes notes, String path) {
    Size size = notes.find(Size.class);
    Pattern pattern = notes.find(Pattern.class);
    Format format = notes.find(Format.class);
    int min = size == null ? 0 : size.min();
    int max = size == null ? -1 : size.max();
    requireOrder(min >= 0 && (max < 0 || min <= max), path, "@Size", min, max);
    if (pattern != null && (format != null || size != null)) {
      throw new UnsupportedJavaTypeException(
          path, "a @Pattern beside @Size or @Format", "say it all in the pattern");
    }
    return new IrType.Text(
        min,
        max < 0 ? Optional.empty() : Optional.of(max),
        Optional.ofNullable(pattern).map(Pattern::value),
        Optional.ofNullable(format).map(Format::value));
  }

  private static IrType whole(Notes notes, long low, long high, String path) {
    Range range = notes.find(Range.class);
    if (range != null) {
      requireOrder(range.min() <= range.max(), path, "@Range", range.min(), range.max());
      low = Math.max(low, (long) Math.ceil(range.min()));
      high = Math.min(high, (long) Math.floor(range.max()));
      requireOrder(low <= high, path, "whole numbers of @Range", low, high);
    }
    return new IrType.Int(low, high);
  }

  private static IrType decimal(Notes notes, String path) {
    Range range = notes.find(Range.class);
    if (range == null) {
      return IrType.Decimal.any();
    }
    requireOrder(range.min() <= range.max(), path, "@Range", range.min(), range.max());
    return new IrType.Decimal(
        Math.max(range.min(), -Bounds.FLOAT_MAGNITUDE),
        Math.min(range.max(), Bounds.FLOAT_MAGNITUDE));
  }

  private static void requireOrder(
      boolean holds, String path, String what, Number min, Number max) {
    if (!holds) {
      throw new UnsupportedJavaTypeException(
          path, what + " from " + min + " to " + max + " allows nothing", "swap the ends");
    }
  }

  private static IrType enumeration(Class<?> type) {
    List<String> values = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      values.add(nameOf((Enum<?>) constant));
    }
    return new IrType.Enumeration(nameOf(type), description(type), values);
  }

  private IrType.RecordType record(Class<?> type, String path) {
    if (open.contains(type)) {
      throw new UnsupportedJavaTypeException(
          path,
          "record " + type.getSimpleName() + " contains itself",
          "a generated value is bounded: write the levels out, or use a list of parts");
    }
    if (type.getTypeParameters().length > 0) {
      throw new UnsupportedJavaTypeException(
          path, "record " + type.getSimpleName() + " has type parameters", "use a plain record");
    }
    open.push(type);
    List<IrType.Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String below = type.getSimpleName() + "." + component.getName();
      IrType field =
          type(component.getGenericType(), component.getAnnotatedType(), component, below);
      fields.add(new IrType.Field(nameOf(component), field, description(component)));
    }
    open.pop();
    return new IrType.RecordType(nameOf(type), description(type), fields);
  }

  private IrType union(Class<?> type, String path) {
    List<IrType.RecordType> alternatives = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (!permitted.isRecord()) {
        throw new UnsupportedJavaTypeException(
            path,
            permitted.getSimpleName() + " of sealed " + type.getSimpleName() + " is no record",
            "permit records only");
      }
      IrType.RecordType alternative = record(permitted, path);
      if (alternative.field("type").isPresent()) {
        throw new UnsupportedJavaTypeException(
            path,
            permitted.getSimpleName() + " has a component 'type', which tells alternatives apart",
            "rename it, for example with @Name(\"kind\")");
      }
      alternatives.add(alternative);
    }
    return new IrType.UnionType(nameOf(type), description(type), alternatives);
  }

  private static String description(AnnotatedElement element) {
    Description description = element.getAnnotation(Description.class);
    return description == null ? "" : description.value();
  }

  private static UnsupportedJavaTypeException unsupported(Class<?> raw, Type type, String path) {
    String advice;
    if (raw == List.class || raw == Optional.class) {
      advice = "say what is in it: new Ref<" + raw.getSimpleName() + "<String>>() {}";
    } else if (raw == Map.class) {
      advice = "use Map<String, T>";
    } else if (raw.isArray() || Iterable.class.isAssignableFrom(raw)) {
      advice = "use List<T>";
    } else if (raw == char.class || raw == Character.class) {
      advice = "use String with @Size(min = 1, max = 1)";
    } else if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
      advice = "use int, long or double";
    } else if (raw.getName().startsWith("java.time.")) {
      advice = "use String with @Format, such as @Format(\"date\")";
    } else if (raw.isInterface()) {
      advice = "make it sealed and let it permit records";
    } else {
      advice = "use a record";
    }
    return new UnsupportedJavaTypeException(
        path, "no type of the language for " + describe(type), advice);
  }

  /// The annotations on a use of a type and on the component or parameter that it belongs to.
  private record Notes(@Nullable AnnotatedElement use, @Nullable AnnotatedElement owner) {
    <A extends java.lang.annotation.Annotation> @Nullable A find(Class<A> kind) {
      A found = use == null ? null : use.getAnnotation(kind);
      return found != null || owner == null ? found : owner.getAnnotation(kind);
    }

    /// What holds for the type inside an `Optional`: its own annotations, else the Optional's.
    @Nullable AnnotatedElement merged(@Nullable AnnotatedElement inner) {
      boolean own = inner != null && inner.getAnnotations().length > 0;
      if (own) {
        return inner;
      }
      return owner != null ? owner : use;
    }
  }
}

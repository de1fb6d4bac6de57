package io.espalier.dsl;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/// A type with its arguments, which a `Class` cannot carry: `new Ref<List<City>>() {}`.
public abstract class Ref<T> {
  private final Type type;

  /// Captures the argument written at the subclass.
  ///
  /// @throws IllegalStateException when made without an argument, as in `new Ref() {}`
  protected Ref() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalStateException(
          "a Ref needs its type argument, for example: new Ref<List<City>>() {}");
    }
    type = parameterized.getActualTypeArguments()[0];
  }

  /// Returns the captured type.
  public final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}

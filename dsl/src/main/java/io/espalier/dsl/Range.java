package io.espalier.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Bounds a number, both ends included.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.TYPE_USE})
public @interface Range {
  /// The least number.
  double min() default Double.NEGATIVE_INFINITY;

  /// The greatest number.
  double max() default Double.POSITIVE_INFINITY;
}

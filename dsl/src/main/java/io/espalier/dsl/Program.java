package io.espalier.dsl;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the `.sgl` file behind an interface: each method calls the prompt of the same name, with
/// parameters in the prompt's order. Signatures are checked when the interface is bound.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Program {

  /// The file: relative to the working folder, or a class-path resource beside the interface.
  String value();
}

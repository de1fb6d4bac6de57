package io.espalier.dsl.diagnostic;

/// A stable name for one kind of mistake. Each phase has an enum of its codes: `SGL0xxx` syntax
/// ([SyntaxCode]), `SGL1xxx` names, `SGL2xxx` types, `SGL3xxx` flow, `SGL4xxx` constraints,
/// `SGL5xxx` imports.
public interface DiagnosticCode {

  /// `SGL` and four digits.
  String id();

  /// One line that says what this kind of mistake is, whatever the text at hand.
  String explanation();
}

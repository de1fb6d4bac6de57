package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.Role;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One body being checked, a prompt's, a function's or a test's: where the checker is in it and the
/// checkers for its parts.
final class Body {
  final Program program;
  final Module module;
  final Optional<Callable> owner;
  final IrType result;
  final boolean conversation;

  final ExpressionChecker expressions = new ExpressionChecker(this);
  final CallChecker calls = new CallChecker(this);
  final MethodChecker methods = new MethodChecker(this);
  final GenerationChecker generations = new GenerationChecker(this);
  final ForkChecker forks = new ForkChecker(this);
  final MatchChecker matches = new MatchChecker(this);
  final StatementChecker statements = new StatementChecker(this);

  /// The turn that is open where the checker is.
  @Nullable Role openTurn;

  /// Loops around the place, inside the innermost branch.
  int loops;

  /// The types yielded so far by each branch around the place, innermost first.
  final Deque<List<IrType>> yields = new ArrayDeque<>();

  /// Why nothing may generate here; empty where it may.
  String pure = "";

  Body(
      Program program,
      Module module,
      Optional<Callable> owner,
      IrType result,
      boolean conversation) {
    this.program = program;
    this.module = module;
    this.owner = owner;
    this.result = result;
    this.conversation = conversation;
  }

  Facts facts() {
    return program.facts();
  }

  void error(CheckCode code, Span span, String message, String hint) {
    module.error(code, span, message, hint);
  }

  /// Refuses an effect where only pure expressions may stand.
  void effect(Span span, String what) {
    if (!pure.isEmpty()) {
      error(
          CheckCode.IMPURE,
          span,
          what + " stands in " + pure + ", which is a pure expression",
          "do it in a statement before and use its value here");
    }
  }

  /// Declares a variable in `scope`, or says why not.
  void declare(Scope scope, Variable variable) {
    String name = variable.name();
    if (ModuleLoader.RESERVED.contains(name)) {
      error(
          CheckCode.RESERVED,
          variable.span(),
          "'" + name + "' is a name of the language",
          "choose another name");
      return;
    }
    if (scope.declaresItself(name)) {
      error(
          CheckCode.DUPLICATE,
          variable.span(),
          "'" + name + "' has a value already, and variables do not change",
          "choose another name; a turn's block is no scope of its own");
      return;
    }
    if (scope.find(name).isPresent()) {
      module.warning(
          CheckCode.SHADOWED,
          variable.span(),
          "'" + name + "' hides an outer variable of that name",
          "choose another name");
    }
    scope.declare(variable);
  }

  /// Warns of variables of a scope that nothing uses.
  void close(Scope scope) {
    for (Variable variable : scope.own()) {
      boolean counts =
          variable.origin() == Variable.Origin.COMPUTED
              || variable.origin() == Variable.Origin.PARAMETER;
      if (counts && !variable.isUsed() && !variable.name().startsWith("_")) {
        module.warning(
            CheckCode.UNUSED,
            variable.span(),
            "nothing uses '" + variable.name() + "'",
            "remove it, or name it _" + variable.name());
      }
    }
  }
}

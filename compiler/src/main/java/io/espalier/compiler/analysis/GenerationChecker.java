package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.SelectMethod;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.Span;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks `gen`, holes and `select`.
final class GenerationChecker {
  private final Body body;

  GenerationChecker(Body body) {
    this.body = body;
  }

  IrType gen(Expression.Gen gen) {
    body.effect(gen.span(), "a 'gen'");
    IrType type = body.program.types().resolve(body.module, gen.type());
    generated(type, gen.type().span());
    body.facts()
        .settings(gen, new OptionChecker(body.module, type).generation(gen.options(), gen.span()));
    return type;
  }

  /// Checks a hole and declares its variable.
  void hole(TemplatePart.HolePart hole, Scope scope) {
    IrType type = body.program.types().resolve(body.module, hole.type());
    generated(type, hole.type().span());
    var variable =
        new Variable(hole.name().text(), hole.name().span(), type, Variable.Origin.GENERATED);
    body.declare(scope, variable);
    body.facts().type(hole, type);
    body.facts().variable(hole, variable);
    body.facts()
        .settings(
            hole, new OptionChecker(body.module, type).generation(hole.options(), hole.span()));
  }

  private void generated(IrType type, Span span) {
    if (!type.equals(TypeRelations.UNKNOWN)) {
      ConstraintChecks.check(body.module, type, span);
    }
  }

  IrType select(Expression.Select select, Scope scope) {
    body.effect(select.span(), "a 'select'");
    method(select.method());
    IrType choices = body.expressions.value(select.choices(), scope);
    if (choices.equals(TypeRelations.UNKNOWN)) {
      return choices;
    }
    if (!(choices instanceof IrType.ListOf(var item, _, int most))) {
      body.error(
          CheckCode.NOT_A_LIST,
          select.choices().span(),
          "the choices are " + ExpressionChecker.name(choices),
          "write a list of texts: select from [\"yes\", \"no\"]");
      return TypeRelations.UNKNOWN;
    }
    if (most == 0) {
      body.error(
          CheckCode.BAD_CHOICES,
          select.choices().span(),
          "there is nothing to select from",
          "give at least one text");
      return TypeRelations.UNKNOWN;
    }
    if (!TypeRelations.fits(item, IrType.Text.free())) {
      body.error(
          CheckCode.BAD_CHOICES,
          select.choices().span(),
          "choices are texts, and these are " + ExpressionChecker.name(item),
          "map them to texts: xs.map(it.toString())");
      return TypeRelations.UNKNOWN;
    }
    return item;
  }

  private void method(@Nullable Name name) {
    if (name == null) {
      return;
    }
    List<String> known = Arrays.stream(SelectMethod.values()).map(SelectMethod::label).toList();
    if (!known.contains(name.text())) {
      body.module.error(
          CheckCode.UNKNOWN_SELECT_METHOD,
          name.span(),
          "there is no way to select called '" + name.text() + "'",
          "one of " + String.join(", ", known),
          TypeResolver.hint(name.text(), known));
    }
  }
}

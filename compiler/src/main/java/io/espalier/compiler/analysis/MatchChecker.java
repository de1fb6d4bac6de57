package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TypeText;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Pattern;
import io.espalier.dsl.ast.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks `match`: every case can match, and every value has a case.
final class MatchChecker {
  private static final String REST = "_";

  private final Body body;

  MatchChecker(Body body) {
    this.body = body;
  }

  Flow match(Statement.Match match, Scope scope) {
    IrType subject = body.expressions.value(match.subject(), scope);
    Set<String> open = alternatives(subject);
    Set<String> seen = new LinkedHashSet<>();
    boolean ends = !match.cases().isEmpty();
    for (Statement.Case matchCase : match.cases()) {
      var inner = new Scope(scope);
      Optional<String> accepted = pattern(matchCase, subject, match.subject(), inner);
      accepted.ifPresent(key -> redundant(matchCase, key, seen, open));
      accepted.ifPresent(seen::add);
      Flow flow = body.statements.scoped(matchCase.body(), inner);
      ends &= flow == Flow.ENDS;
    }
    exhaustive(match, subject, open, seen);
    return ends ? Flow.ENDS : Flow.CONTINUES;
  }

  /// What must have a case, as the keys that [#pattern] gives; [#REST] if nothing can be listed.
  private static Set<String> alternatives(IrType type) {
    Set<String> keys = new LinkedHashSet<>();
    switch (type) {
      case IrType.UnionType union -> union.alternatives().forEach(record -> keys.add(record.tag()));
      case IrType.RecordType record -> keys.add(record.tag());
      case IrType.Enumeration(_, _, var values) -> keys.addAll(values);
      case IrType.Choice(var values) -> values.forEach(value -> keys.add('"' + value + '"'));
      case IrType.Bool _ -> keys.addAll(List.of("true", "false"));
      case IrType.OptionalOf(var inner) -> {
        keys.add("null");
        keys.addAll(alternatives(inner));
      }
      case IrType.None _ -> keys.add("null");
      case IrType.Text _,
          IrType.Int _,
          IrType.Decimal _,
          IrType.ListOf _,
          IrType.MapOf _,
          IrType.Json _,
          IrType.Schema _,
          IrType.Grammar _ ->
          keys.add(REST);
    }
    return keys;
  }

  private void redundant(Statement.Case matchCase, String key, Set<String> seen, Set<String> open) {
    boolean covered = seen.contains(key) || seen.contains(REST) || seen.containsAll(open);
    if (covered) {
      body.module.warning(
          CheckCode.REDUNDANT_CASE,
          matchCase.pattern().span(),
          "the cases before have all of this",
          "remove it");
    }
  }

  private void exhaustive(
      Statement.Match match, IrType subject, Set<String> open, Set<String> seen) {
    List<String> missing = new ArrayList<>(open);
    missing.removeAll(seen);
    if (missing.isEmpty() || seen.contains(REST) || subject.equals(TypeRelations.UNKNOWN)) {
      return;
    }
    body.module.error(
        CheckCode.NOT_EXHAUSTIVE,
        match.subject().span(),
        missing.contains(REST)
            ? "no cases can list every " + ExpressionChecker.name(subject)
            : "there is no case for " + String.join(", ", missing),
        "",
        missing.contains(REST)
            ? "add 'case _ -> …'"
            : "add 'case " + missing.getFirst() + " -> …', or 'case _ -> …'");
  }

  private Optional<String> pattern(
      Statement.Case matchCase, IrType subject, Expression subjectExpression, Scope inner) {
    return switch (matchCase.pattern()) {
      case Pattern.WildcardPattern _ -> {
        body.facts().caseFact(matchCase, new Facts.CaseFact.Rest());
        yield Optional.of(REST);
      }
      case Pattern.LiteralPattern(_, var literal) -> literal(matchCase, subject, literal, inner);
      case Pattern.NamePattern(_, var qualifier, var name) ->
          name(matchCase, subject, subjectExpression, qualifier, name, inner);
      case Pattern.RecordPattern(_, var alias, var type, var bindings) ->
          record(matchCase, subject, subjectExpression, alias, type, bindings, inner);
    };
  }

  private Optional<String> literal(
      Statement.Case matchCase, IrType subject, Expression literal, Scope inner) {
    IrType type = body.expressions.infer(literal, inner);
    if (!TypeRelations.comparable(type, subject)) {
      badCase(matchCase, ExpressionChecker.name(type), subject);
      return Optional.empty();
    }
    Object value =
        switch (literal) {
          case Expression.StringLiteral(_, var template) -> template.constantText();
          case Expression.IntLiteral(_, long number) -> number;
          case Expression.FloatLiteral(_, double number) -> number;
          case Expression.BoolLiteral(_, boolean truth) -> truth;
          case Expression.NullLiteral _ -> null;
          default -> throw new IllegalStateException("no literal: " + literal);
        };
    body.facts().caseFact(matchCase, new Facts.CaseFact.Value(type, value));
    return Optional.of(value instanceof String text ? '"' + text + '"' : String.valueOf(value));
  }

  private Optional<String> name(
      Statement.Case matchCase,
      IrType subject,
      Expression subjectExpression,
      @Nullable Name qualifier,
      Name name,
      Scope inner) {
    IrType present = TypeRelations.present(subject);
    if (present instanceof IrType.Enumeration enumeration) {
      boolean own = qualifier == null || tag(enumeration.name()).equals(qualifier.text());
      if (!own || !enumeration.values().contains(name.text())) {
        body.module.error(
            CheckCode.UNKNOWN_ENUM_VALUE,
            name.span(),
            "enum " + enumeration.name() + " has no value '" + name.text() + "'",
            "one of " + String.join(", ", enumeration.values()),
            TypeResolver.hint(name.text(), enumeration.values()));
        return Optional.empty();
      }
      body.facts().caseFact(matchCase, new Facts.CaseFact.Value(enumeration, name.text()));
      return Optional.of(name.text());
    }
    return record(matchCase, subject, subjectExpression, qualifier, name, null, inner);
  }

  private static String tag(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private Optional<String> record(
      Statement.Case matchCase,
      IrType subject,
      Expression subjectExpression,
      @Nullable Name alias,
      Name name,
      @Nullable List<Name> bindings,
      Scope inner) {
    Optional<IrType.RecordType> found = alternative(alias, name, TypeRelations.present(subject));
    if (found.isEmpty()) {
      if (bindings != null) {
        bindings.forEach(binding -> bind(binding, TypeRelations.UNKNOWN, inner));
      }
      if (!subject.equals(TypeRelations.UNKNOWN)) {
        badCase(matchCase, "'" + name.text() + "'", subject);
      }
      return Optional.empty();
    }
    IrType.RecordType type = found.get();
    List<Facts.FieldBinding> bound = new ArrayList<>();
    if (bindings != null) {
      bound = bindings(type, name, bindings, inner);
    }
    if (subjectExpression instanceof Expression.Reference(_, var variable)) {
      inner.find(variable.text()).ifPresent(known -> inner.narrow(Map.of(known, type)));
    }
    body.facts().caseFact(matchCase, new Facts.CaseFact.Tag(type.tag(), List.copyOf(bound)));
    return Optional.of(type.tag());
  }

  private List<Facts.FieldBinding> bindings(
      IrType.RecordType type, Name name, List<Name> bindings, Scope inner) {
    List<Facts.FieldBinding> bound = new ArrayList<>();
    if (bindings.size() != type.fields().size()) {
      List<String> fields = type.fields().stream().map(IrType.Field::name).toList();
      body.module.error(
          CheckCode.BAD_CASE,
          name.span(),
          "%s has %d field%s, and %d are named"
              .formatted(type.tag(), fields.size(), fields.size() == 1 ? "" : "s", bindings.size()),
          type.tag() + "(" + String.join(", ", fields) + ")",
          "name a field _ to leave it out");
    }
    for (int i = 0; i < bindings.size(); i++) {
      boolean known = i < type.fields().size();
      IrType fieldType = known ? type.fields().get(i).type() : TypeRelations.UNKNOWN;
      Variable variable = bind(bindings.get(i), fieldType, inner);
      if (known && !variable.name().equals(REST)) {
        bound.add(new Facts.FieldBinding(type.fields().get(i).name(), variable));
      }
    }
    return bound;
  }

  private Variable bind(Name name, IrType type, Scope inner) {
    var variable = new Variable(name.text(), name.span(), type, Variable.Origin.BOUND);
    if (!name.text().equals(REST)) {
      body.declare(inner, variable);
    }
    return variable;
  }

  private Optional<IrType.RecordType> alternative(@Nullable Name alias, Name name, IrType subject) {
    Module home = alias == null ? body.module : body.module.imports.get(alias.text());
    if (home == null) {
      return Optional.empty();
    }
    Declaration declaration = home.types.get(name.text());
    IrType declared =
        declaration == null
            ? TypeRelations.UNKNOWN
            : body.program.types().declared(home, declaration);
    List<IrType.RecordType> possible =
        switch (subject) {
          case IrType.RecordType record -> List.of(record);
          case IrType.UnionType union -> union.alternatives();
          default -> List.of();
        };
    // An alternative from another file may be named by its tag alone.
    return possible.stream()
        .filter(record ->
            record.equals(declared) || (alias == null && record.tag().equals(name.text())))
        .findFirst();
  }

  private void badCase(Statement.Case matchCase, String found, IrType subject) {
    body.module.error(
        CheckCode.BAD_CASE,
        matchCase.pattern().span(),
        found + " never matches " + TypeText.of(subject),
        alternatives(subject).contains(REST)
            ? ExpressionChecker.name(subject)
            : "one of " + String.join(", ", alternatives(subject)),
        "");
  }
}

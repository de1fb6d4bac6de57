package io.espalier.compiler.analysis;

import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TypeText;
import io.espalier.dsl.ast.BinaryOperator;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.ast.UnaryOperator;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the type of every expression.
final class ExpressionChecker {
  private final Body body;

  ExpressionChecker(Body body) {
    this.body = body;
  }

  /// The type of an expression.
  IrType infer(Expression expression, Scope scope) {
    IrType type = typeOf(expression, scope);
    body.facts().type(expression, type);
    return type;
  }

  /// The type of an expression that must have a value.
  IrType value(Expression expression, Scope scope) {
    IrType type = infer(expression, scope);
    if (type instanceof IrType.None && !(expression instanceof Expression.NullLiteral)) {
      body.error(
          CheckCode.NO_VALUE, expression.span(), "this returns nothing that could be used", "");
      return TypeRelations.UNKNOWN;
    }
    return type;
  }

  /// Checks that an expression may stand where `expected` is needed.
  void check(Expression expression, Scope scope, IrType expected) {
    if (expression instanceof Expression.ListLiteral list
        && TypeRelations.present(expected) instanceof IrType.ListOf wanted) {
      listAgainst(list, scope, wanted);
      return;
    }
    IrType actual = value(expression, scope);
    requireFits(expression, actual, expected);
  }

  /// Reports a value whose type does not fit; an int where a float is needed becomes one.
  void requireFits(Expression expression, IrType actual, IrType expected) {
    boolean toFloat =
        actual instanceof IrType.Int && TypeRelations.present(expected) instanceof IrType.Decimal;
    if (toFloat) {
      body.facts().makeFloat(expression);
    }
    if (toFloat || TypeRelations.fits(actual, expected)) {
      ConstantBounds.check(body.module, expression, TypeRelations.present(expected));
      return;
    }
    if (TypeRelations.mayBeAbsent(actual)
        && TypeRelations.fits(TypeRelations.present(actual), expected)) {
      absent(expression.span());
      return;
    }
    body.module.report(
        Diagnostic.error(
                CheckCode.MISMATCH,
                body.module.source(),
                expression.span(),
                "this is " + name(actual))
            .expecting(name(expected))
            .hinting(conversionHint(actual, expected)));
  }

  void absent(Span span) {
    body.error(
        CheckCode.ABSENT,
        span,
        "the value may be absent",
        "give another with '?? …', or test it with '== null' before");
  }

  private static String conversionHint(IrType actual, IrType expected) {
    if (expected instanceof IrType.Enumeration enumeration) {
      return "write " + enumeration.name() + "." + enumeration.values().getFirst();
    }
    if (expected instanceof IrType.Text) {
      return "write it into a text: \"\\{…}\"";
    }
    if (actual instanceof IrType.Decimal && expected instanceof IrType.Int) {
      return "say how: .round(), .floor() or .ceil()";
    }
    if (actual instanceof IrType.Text && TypeRelations.isNumber(expected)) {
      return "read it with .toInt() or .toFloat(), which may be absent";
    }
    return "";
  }

  /// A type as messages show it: without bounds, which take no part in what fits.
  static String name(IrType type) {
    return switch (type) {
      case IrType.Int _ -> "int";
      case IrType.Decimal _ -> "float";
      case IrType.Text _ -> "string";
      case IrType.None _ -> "null";
      case IrType.ListOf(var item, _, _) -> name(item) + "[]";
      case IrType.OptionalOf(var inner) -> name(inner) + "?";
      default -> TypeText.of(type);
    };
  }

  private void listAgainst(Expression.ListLiteral list, Scope scope, IrType.ListOf wanted) {
    for (Expression element : list.elements()) {
      check(element, scope, wanted.item());
    }
    int size = list.elements().size();
    if (size < wanted.min() || size > wanted.max()) {
      body.error(
          CheckCode.OUT_OF_BOUNDS,
          list.span(),
          "%d items where %d to %d are allowed".formatted(size, wanted.min(), wanted.max()),
          "");
    }
    body.facts().type(list, new IrType.ListOf(wanted.item(), size, size));
  }

  private IrType typeOf(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.StringLiteral(_, var template) -> string(template, scope);
      case Expression.IntLiteral(_, long value) -> new IrType.Int(value, value);
      case Expression.FloatLiteral _ -> IrType.Decimal.any();
      case Expression.BoolLiteral _ -> new IrType.Bool();
      case Expression.NullLiteral _ -> new IrType.None();
      case Expression.Reference reference -> reference(reference, scope);
      case Expression.Member member -> member(member, scope);
      case Expression.MethodCall call -> body.methods.type(call, scope);
      case Expression.Call call -> body.calls.type(call, scope);
      case Expression.Unary unary -> unary(unary, scope);
      case Expression.Binary binary -> binary(binary, scope);
      case Expression.ListLiteral list -> list(list, scope);
      case Expression.RecordLiteral record -> record(record, scope);
      case Expression.RangeExpression range -> range(range, scope);
      case Expression.Gen gen -> body.generations.gen(gen);
      case Expression.Select select -> body.generations.select(select, scope);
      case Expression.Fork fork -> body.forks.fork(fork, scope);
      case Expression.Race race -> body.forks.race(race, scope);
    };
  }

  private IrType string(Template template, Scope scope) {
    if (template.isConstant()) {
      return new IrType.Choice(List.of(template.constantText()));
    }
    for (TemplatePart part : template.parts()) {
      if (part instanceof TemplatePart.InterpolationPart(_, var inner)) {
        interpolated(inner, scope);
      }
    }
    return IrType.Text.free();
  }

  /// Checks a value written into text: every value has a text but an absent one.
  void interpolated(Expression expression, Scope scope) {
    IrType type = value(expression, scope);
    if (TypeRelations.mayBeAbsent(type)) {
      absent(expression.span());
    }
  }

  private IrType reference(Expression.Reference reference, Scope scope) {
    String name = reference.name().text();
    Optional<Variable> variable = scope.find(name);
    if (variable.isPresent()) {
      variable.get().use();
      body.facts().meaning(reference, new Meaning.Use(variable.get()));
      return scope.type(variable.get());
    }
    body.error(
        CheckCode.UNKNOWN_NAME,
        reference.span(),
        "there is no variable '" + name + "'",
        unknownHint(name, scope));
    return TypeRelations.UNKNOWN;
  }

  private String unknownHint(String name, Scope scope) {
    Module module = body.module;
    if (name.equals("it")) {
      return "'it' is the item inside a method's argument, such as xs.map(it.size())";
    }
    if (module.imports.containsKey(name)) {
      return "'" + name + "' is an imported file: name what you want of it, " + name + ".…";
    }
    if (module.types.containsKey(name)) {
      return "'"
          + name
          + "' is a type; write "
          + name
          + " { … } for a record, "
          + name
          + ".X for an enum's value";
    }
    if (module.callables.containsKey(name)) {
      return "'" + name + "' is declared, but must be called: " + name + "(…)";
    }
    for (Declaration declaration : module.types.values()) {
      if (declaration instanceof Declaration.EnumDeclaration enumeration
          && enumeration.values().stream().anyMatch(value -> value.name().text().equals(name))) {
        return "write " + enumeration.name().text() + "." + name;
      }
    }
    return TypeResolver.hint(name, scope.names());
  }

  private IrType member(Expression.Member member, Scope scope) {
    Optional<IrType> constant = enumConstant(member, scope);
    if (constant.isPresent()) {
      return constant.get();
    }
    IrType receiver = value(member.receiver(), scope);
    String name = member.name().text();
    if (receiver.equals(TypeRelations.UNKNOWN)) {
      return receiver;
    }
    Optional<IrType> info = info(member, receiver, scope);
    if (info.isPresent()) {
      return info.get();
    }
    return switch (receiver) {
      case IrType.RecordType record when record.field(name).isPresent() -> {
        body.facts().meaning(member, fieldMeaning(record, name));
        yield record.field(name).orElseThrow().type();
      }
      case IrType.Json _, IrType.Schema _ -> {
        body.facts().meaning(member, new Meaning.FieldOf(name));
        yield new IrType.OptionalOf(new IrType.Json());
      }
      case IrType.OptionalOf _ -> {
        absent(member.receiver().span());
        yield TypeRelations.UNKNOWN;
      }
      default -> {
        unknownField(member, receiver);
        yield TypeRelations.UNKNOWN;
      }
    };
  }

  private static Meaning fieldMeaning(IrType.RecordType record, String name) {
    if (record.equals(BuiltInTypes.STATS)) {
      for (Expr.Counter counter : Expr.Counter.values()) {
        if (counter.label().equals(name)) {
          return new Meaning.CounterOf(counter);
        }
      }
    }
    return new Meaning.FieldOf(name);
  }

  private void unknownField(Expression.Member member, IrType receiver) {
    String name = member.name().text();
    List<String> fields =
        receiver instanceof IrType.RecordType record
            ? record.fields().stream().map(IrType.Field::name).toList()
            : List.of();
    String hint = TypeResolver.hint(name, fields);
    if (receiver instanceof IrType.UnionType) {
      hint = "use 'match' to find out which alternative it is";
    } else if (MethodChecker.receiver(receiver)
        .flatMap(kind -> BuiltInMethod.find(kind, name))
        .isPresent()) {
      hint = "'" + name + "' is a method: write ." + name + "(…)";
    } else if (Expr.Fact.valueOf("LOGPROB").name().equalsIgnoreCase(name)
        || name.equals("tokens")) {
      hint = "only a variable that a 'gen' or 'select' fills has '" + name + "'";
    }
    body.module.error(
        CheckCode.UNKNOWN_FIELD,
        member.name().span(),
        name(receiver) + " has no field '" + name + "'",
        fields.isEmpty() ? "" : "one of " + String.join(", ", fields),
        hint);
  }

  /// `x.logprob` and its like, where `x` names a generation and the value has no field so called.
  private Optional<IrType> info(Expression.Member member, IrType receiver, Scope scope) {
    String name = member.name().text();
    if (receiver instanceof IrType.RecordType record && record.field(name).isPresent()) {
      return Optional.empty();
    }
    boolean selected = member.receiver() instanceof Expression.Select;
    boolean generated = selected || member.receiver() instanceof Expression.Gen;
    if (member.receiver() instanceof Expression.Reference(_, var variable)) {
      Variable.Origin origin = scope.find(variable.text()).orElseThrow().origin();
      selected = origin == Variable.Origin.SELECTED;
      generated = selected || origin == Variable.Origin.GENERATED;
    }
    if (generated && name.equals("logprob")) {
      body.facts().meaning(member, new Meaning.InfoOf(Expr.Fact.LOGPROB));
      return Optional.of(IrType.Decimal.any());
    }
    if (generated && name.equals("tokens")) {
      body.facts().meaning(member, new Meaning.InfoOf(Expr.Fact.TOKENS));
      return Optional.of(IrType.Int.any());
    }
    if (selected && name.equals("scores")) {
      body.facts().meaning(member, new Meaning.InfoOf(Expr.Fact.SCORES));
      return Optional.of(IrType.ListOf.of(BuiltInTypes.SCORE));
    }
    if (selected && name.equals("best")) {
      body.facts().meaning(member, new Meaning.Receiver());
      return Optional.of(receiver);
    }
    return Optional.empty();
  }

  private Optional<IrType> enumConstant(Expression.Member member, Scope scope) {
    Optional<IrType> type =
        switch (member.receiver()) {
          case Expression.Reference(_, var name) when scope.find(name.text()).isEmpty() ->
              enumeration(body.module, name);
          case Expression.Member(_, Expression.Reference(_, var alias), var name)
              when scope.find(alias.text()).isEmpty()
                  && body.module.imports.containsKey(alias.text()) ->
              imported(alias).flatMap(module -> enumeration(module, name));
          default -> Optional.empty();
        };
    if (type.isEmpty() || !(type.get() instanceof IrType.Enumeration enumeration)) {
      return Optional.empty();
    }
    String value = member.name().text();
    if (!enumeration.values().contains(value)) {
      body.module.error(
          CheckCode.UNKNOWN_ENUM_VALUE,
          member.name().span(),
          "enum " + enumeration.name() + " has no value '" + value + "'",
          "one of " + String.join(", ", enumeration.values()),
          TypeResolver.hint(value, enumeration.values()));
      return Optional.of(TypeRelations.UNKNOWN);
    }
    body.facts().meaning(member, new Meaning.EnumConstant(enumeration, value));
    return Optional.of(enumeration);
  }

  private Optional<Module> imported(Name alias) {
    return Optional.ofNullable(body.module.imports.get(alias.text()));
  }

  private Optional<IrType> enumeration(Module module, Name name) {
    return Optional.ofNullable(module.types.get(name.text()))
        .map(declaration -> body.program.types().declared(module, declaration))
        .filter(IrType.Enumeration.class::isInstance);
  }

  private IrType unary(Expression.Unary unary, Scope scope) {
    IrType operand = value(unary.operand(), scope);
    boolean number = unary.operator() == UnaryOperator.NEGATE;
    boolean right = number ? TypeRelations.isNumber(operand) : operand instanceof IrType.Bool;
    if (!right && !operand.equals(TypeRelations.UNKNOWN)) {
      operands(
          unary.span(), unary.operator().symbol(), name(operand), number ? "a number" : "bool");
      return number ? TypeRelations.UNKNOWN : new IrType.Bool();
    }
    return operand instanceof IrType.Int ? IrType.Int.any() : operand;
  }

  private void operands(Span span, String symbol, String found, String expected) {
    body.module.error(CheckCode.OPERANDS, span, "'" + symbol + "' of " + found, expected, "");
  }

  /// Checks a condition.
  void condition(Expression expression, Scope scope) {
    IrType type = value(expression, scope);
    if (!(type instanceof IrType.Bool) && !type.equals(TypeRelations.UNKNOWN)) {
      body.module.error(
          CheckCode.MISMATCH,
          expression.span(),
          "a condition that is " + name(type),
          "bool",
          TypeRelations.mayBeAbsent(type) ? "test it with '!= null'" : "compare it with something");
    }
  }

  private IrType binary(Expression.Binary binary, Scope scope) {
    BinaryOperator operator = binary.operator();
    if (operator == BinaryOperator.AND || operator == BinaryOperator.OR) {
      condition(binary.left(), scope);
      var right = new Scope(scope);
      Narrowing left = Narrowing.of(binary.left(), scope);
      right.narrow(operator == BinaryOperator.AND ? left.whenTrue() : left.whenFalse());
      condition(binary.right(), right);
      return new IrType.Bool();
    }
    IrType left = value(binary.left(), scope);
    IrType right = value(binary.right(), scope);
    return new BinaryTypes(body, binary, left, right).type();
  }

  private IrType list(Expression.ListLiteral list, Scope scope) {
    IrType item = TypeRelations.UNKNOWN;
    for (Expression element : list.elements()) {
      IrType type = value(element, scope);
      Optional<IrType> joined = TypeRelations.join(item, type);
      if (joined.isEmpty()) {
        body.module.error(
            CheckCode.MISMATCH,
            element.span(),
            "this is " + name(type) + " in a list of " + name(item),
            name(item),
            "all items of a list have one type");
        return IrType.ListOf.of(TypeRelations.UNKNOWN);
      }
      item = joined.get();
    }
    int size = list.elements().size();
    if (item instanceof IrType.Decimal) {
      list.elements().stream()
          .filter(element -> body.facts().type(element) instanceof IrType.Int)
          .forEach(body.facts()::makeFloat);
    }
    return new IrType.ListOf(item, size, size);
  }

  private IrType record(Expression.RecordLiteral literal, Scope scope) {
    Optional<IrType.RecordType> found = recordType(literal);
    if (found.isEmpty()) {
      literal.fields().forEach(field -> value(field.value(), scope));
      return TypeRelations.UNKNOWN;
    }
    IrType.RecordType type = found.get();
    Map<String, Expression> given = new LinkedHashMap<>();
    for (Expression.FieldValue field : literal.fields()) {
      String name = field.name().text();
      given.put(name, field.value());
      type.field(name)
          .ifPresentOrElse(
              wanted -> check(field.value(), scope, wanted.type()),
              () -> unknownFieldValue(field, type, scope));
    }
    List<String> missing = new ArrayList<>();
    for (IrType.Field field : type.fields()) {
      if (!given.containsKey(field.name()) && !TypeRelations.mayBeAbsent(field.type())) {
        missing.add(field.name());
      }
    }
    if (!missing.isEmpty()) {
      body.error(
          CheckCode.MISSING_FIELD,
          literal.type().span(),
          type.tag() + " needs " + String.join(", ", missing),
          "only optional fields may be left out");
    }
    return type;
  }

  private void unknownFieldValue(Expression.FieldValue field, IrType.RecordType type, Scope scope) {
    value(field.value(), scope);
    List<String> names = type.fields().stream().map(IrType.Field::name).toList();
    body.module.error(
        CheckCode.UNKNOWN_FIELD,
        field.name().span(),
        type.tag() + " has no field '" + field.name().text() + "'",
        "one of " + String.join(", ", names),
        TypeResolver.hint(field.name().text(), names));
  }

  private Optional<IrType.RecordType> recordType(Expression.RecordLiteral literal) {
    Module home = body.module;
    if (literal.module() != null) {
      Module imported = body.module.imports.get(literal.module().text());
      if (imported == null) {
        TypeResolver.unknownModule(body.module, literal.module());
        return Optional.empty();
      }
      home = imported;
    }
    Declaration declaration = home.types.get(literal.type().text());
    if (declaration == null) {
      body.error(
          CheckCode.UNKNOWN_TYPE,
          literal.type().span(),
          "there is no record '" + literal.type().text() + "'",
          TypeResolver.hint(literal.type().text(), List.copyOf(home.types.keySet())));
      return Optional.empty();
    }
    IrType type = body.program.types().declared(home, declaration);
    if (type instanceof IrType.RecordType record) {
      return Optional.of(record);
    }
    if (!type.equals(TypeRelations.UNKNOWN)) {
      body.error(
          CheckCode.MISMATCH,
          literal.type().span(),
          "'" + literal.type().text() + "' is no record, so it has no fields",
          "");
    }
    return Optional.empty();
  }

  private IrType range(Expression.RangeExpression range, Scope scope) {
    check(range.low(), scope, IrType.Int.any());
    check(range.high(), scope, IrType.Int.any());
    IrType low = body.facts().type(range.low());
    IrType high = body.facts().type(range.high());
    if (!(low instanceof IrType.Int(long a, long b))
        || !(high instanceof IrType.Int(long c, long d))) {
      return IrType.ListOf.of(IrType.Int.any());
    }
    var item = new IrType.Int(Math.min(a, d), Math.max(a, d));
    return new IrType.ListOf(item, count(b, c, 0), count(a, d, Bounds.LIST_ITEMS));
  }

  /// The number of whole numbers from `low` to `high`, or `otherwise` if that is no practical
  /// number.
  private static int count(long low, long high, int otherwise) {
    if (high < low) {
      return 0;
    }
    long distance = high - low;
    return distance < 0 || distance >= Bounds.ITERATIONS ? otherwise : (int) distance + 1;
  }
}

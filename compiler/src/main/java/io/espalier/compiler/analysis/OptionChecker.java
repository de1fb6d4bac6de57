package io.espalier.compiler.analysis;

import io.espalier.compiler.ir.GenerateOptions;
import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TextBounds;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Option;
import io.espalier.dsl.ast.OptionName;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the options of one generation. They are constants, so that the bound of a program is
/// known before it runs.
final class OptionChecker {
  private static final int MOST_STOPS = 16;

  private final Module module;
  private final IrType type;
  private final Map<OptionName, Option> given = new EnumMap<>(OptionName.class);

  OptionChecker(Module module, IrType type) {
    this.module = module;
    this.type = type;
  }

  /// The settings of a generation, whatever is not given filled in.
  Facts.Settings generation(List<Option> options, Span span) {
    for (Option option : options) {
      OptionName.of(option.name().text()).ifPresent(name -> given.put(name, option));
    }
    int max = count(OptionName.MAX, 1, Bounds.MAX_TOKENS).orElse(TextBounds.defaultTokens(type));
    int min = count(OptionName.MIN, 0, Bounds.MAX_TOKENS).orElse(0);
    requireOrder(min, max);
    requireFreeText();
    if (type instanceof IrType.None) {
      module.error(CheckCode.NO_VALUE, span, "there is nothing to generate", "");
    }
    var settings =
        new GenerateOptions(
            max,
            Math.min(min, max),
            number(OptionName.TEMP, 0, 100),
            number(OptionName.TOP_P, Double.MIN_VALUE, 1),
            count(OptionName.TOP_K, 0, Integer.MAX_VALUE),
            number(OptionName.MIN_P, 0, Math.nextDown(1.0)),
            texts(OptionName.UNTIL),
            texts(OptionName.STOP),
            whole(OptionName.SEED),
            count(OptionName.RETRY, 0, Bounds.RETRIES).orElse(0),
            number(OptionName.REPETITION_PENALTY, Double.MIN_VALUE, 100),
            number(OptionName.PRESENCE_PENALTY, -2, 2),
            number(OptionName.FREQUENCY_PENALTY, -2, 2));
    return new Facts.Settings(settings, count(OptionName.THINK, 1, Bounds.MAX_TOKENS).orElse(0));
  }

  /// The settings of a `think` statement: only `max`.
  Facts.Settings think(List<Option> options) {
    for (Option option : options) {
      if (option.name().text().equals(OptionName.MAX.word())) {
        given.put(OptionName.MAX, option);
      } else {
        bad(option, "'think' takes only max", "think { max: 512 }");
      }
    }
    int max = count(OptionName.MAX, 1, Bounds.MAX_TOKENS).orElse(Bounds.THINK_TOKENS);
    return new Facts.Settings(GenerateOptions.upTo(max), max);
  }

  private void requireOrder(int min, int max) {
    Option option = given.get(OptionName.MIN);
    if (option != null && min > max) {
      module.error(
          CheckCode.OPTION_CONFLICT,
          option.span(),
          "at least %d tokens and at most %d".formatted(min, max),
          given.containsKey(OptionName.MAX) ? "swap min and max" : "give max: too");
    }
  }

  /// `min`, `until` and `stop` end or prolong free text; a constraint decides by itself.
  private void requireFreeText() {
    if (TypeRelations.isFreeText(type) || type.equals(TypeRelations.UNKNOWN)) {
      return;
    }
    for (OptionName name : List.of(OptionName.MIN, OptionName.UNTIL, OptionName.STOP)) {
      Option option = given.get(name);
      if (option != null) {
        module.error(
            CheckCode.OPTION_CONFLICT,
            option.span(),
            "'"
                + name.word()
                + "' is for free text, and "
                + ExpressionChecker.name(type)
                + " ends by itself",
            "leave it out");
      }
    }
  }

  private Optional<Integer> count(OptionName name, int least, int most) {
    Option option = given.get(name);
    if (option == null) {
      return Optional.empty();
    }
    if (option.value() instanceof Expression.IntLiteral(_, long value)
        && value >= least
        && value <= most) {
      return Optional.of((int) value);
    }
    String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    bad(option, "'" + name.word() + "' is no whole number in range", "a constant, " + range);
    return Optional.empty();
  }

  private Optional<Long> whole(OptionName name) {
    Option option = given.get(name);
    if (option == null) {
      return Optional.empty();
    }
    if (option.value() instanceof Expression.IntLiteral(_, long value)) {
      return Optional.of(value);
    }
    bad(option, "'" + name.word() + "' is no whole number", "a constant, such as 42");
    return Optional.empty();
  }

  private Optional<Double> number(OptionName name, double least, double most) {
    Option option = given.get(name);
    if (option == null) {
      return Optional.empty();
    }
    double value =
        switch (option.value()) {
          case Expression.IntLiteral(_, long whole) -> whole;
          case Expression.FloatLiteral(_, double number) -> number;
          default -> Double.NaN;
        };
    if (value >= least && value <= most) {
      return Optional.of(value);
    }
    String low = least == Double.MIN_VALUE ? "above 0" : shown(least);
    String high = most < 1 ? "below 1" : shown(most);
    bad(
        option,
        "'" + name.word() + "' is no number in range",
        "a constant, " + low + " to " + high);
    return Optional.empty();
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private List<String> texts(OptionName name) {
    Option option = given.get(name);
    if (option == null) {
      return List.of();
    }
    List<Expression> written =
        option.value() instanceof Expression.ListLiteral(_, var elements)
            ? elements
            : List.of(option.value());
    List<String> texts = new ArrayList<>();
    for (Expression expression : written) {
      if (expression instanceof Expression.StringLiteral(_, var template)
          && template.isConstant()
          && !template.constantText().isEmpty()) {
        texts.add(template.constantText());
      }
    }
    if (texts.size() != written.size() || texts.isEmpty() || texts.size() > MOST_STOPS) {
      bad(
          option,
          "'" + name.word() + "' is no text or list of texts",
          "constant texts that are not empty, at most " + MOST_STOPS);
      return List.of();
    }
    return texts;
  }

  private void bad(Option option, String message, String expected) {
    module.error(CheckCode.BAD_OPTION, option.span(), message, expected, "");
  }
}

package io.espalier.runtime.tokenizer.template;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// A template in the part of Jinja that chat templates use. Immutable and thread-safe.
///
/// Language: the Jinja 3.1 template designer documentation, rendered as `transformers` does:
/// `trim_blocks`, `lstrip_blocks`, `break` and `continue`, `generation` blocks, `tojson` without
/// escapes, `raise_exception`, `strftime_now`. Not there and refused by name: other templates,
/// blocks, `call`, recursive loops, variable arguments, printf formats, keys that are not text. A
/// template sees plain data only and reaches no Java object; its work is limited by {@link
/// TemplateLimits}.
public final class JinjaTemplate {
  private final List<Statement> body;
  private final TemplateLimits limits;
  private final Clock clock;

  private JinjaTemplate(List<Statement> body, TemplateLimits limits, Clock clock) {
    this.body = body;
    this.limits = limits;
    this.clock = clock;
  }

  /// Parses `source`.
  ///
  /// @throws TemplateException.Syntax where it is not a template of the part of Jinja built here
  public static JinjaTemplate parse(String source) {
    return parse(source, TemplateLimits.DEFAULT, Clock.system(ZoneId.systemDefault()));
  }

  /// Parses `source`, to be rendered within `limits` and with the time of `clock`.
  public static JinjaTemplate parse(String source, TemplateLimits limits, Clock clock) {
    return new JinjaTemplate(TemplateParser.parse(source), limits, clock);
  }

  /// The text with `variables`: null, String, Integer, Long, Double, Boolean, and Lists and Maps of
  /// these.
  ///
  /// @throws TemplateException where a value does not fit, a limit is reached, or the template
  ///   refuses
  /// @throws IllegalArgumentException for variables of other types
  public String render(Map<String, ?> variables) {
    var budget = new Budget(limits);
    var globals = new Scope(null);
    addFunctions(globals, budget);
    variables.forEach((name, value) -> globals.set(name, Value.of(value)));
    return new Renderer(budget).render(body, new Scope(globals));
  }

  private void addFunctions(Scope globals, Budget budget) {
    define(globals, "range", arguments -> range(arguments, budget));
    define(
        globals,
        "namespace",
        arguments -> {
          var space = new Value.Namespace();
          if (!arguments.positional().isEmpty()
              && arguments.positional().getFirst() instanceof Value.Dict dict) {
            space.entries.putAll(dict.entries());
          }
          space.entries.putAll(arguments.named());
          return space;
        });
    define(
        globals,
        "dict",
        arguments -> {
          Map<String, Value> entries = new LinkedHashMap<>();
          if (arguments.get(0, "", Value.None.VALUE) instanceof Value.Dict other) {
            entries.putAll(other.entries());
          }
          entries.putAll(arguments.named());
          return new Value.Dict(entries);
        });
    define(
        globals,
        "joiner",
        arguments -> {
          Value separator = arguments.get(0, "sep", Value.of(", "));
          var first = new AtomicBoolean(true);
          return new Value.Callable(
              "joiner", _ -> first.getAndSet(false) ? Value.of("") : separator);
        });
    define(
        globals,
        "raise_exception",
        arguments -> {
          throw new TemplateException.Raised(
              ValueText.print(arguments.get(0, "message", Value.of("")), budget));
        });
    define(
        globals,
        "strftime_now",
        arguments -> {
          Value format = arguments.get(0, "format", Value.None.VALUE);
          return Value.of(time(new Operators(budget).text(format), budget));
        });
  }

  private static void define(Scope globals, String name, Value.Function function) {
    globals.set(name, new Value.Callable(name, function));
  }

  private static Value range(Arguments arguments, Budget budget) {
    var operators = new Operators(budget);
    long[] bounds = {0, 0, 1};
    int given = arguments.positional().size();
    for (int i = 0; i < Math.min(3, given); i++) {
      bounds[given == 1 ? 1 : i] = operators.integer(arguments.positional().get(i));
    }
    if (given == 0 || bounds[2] == 0) {
      throw budget.error("'range' takes an end, or start, end and a step that is not 0");
    }
    List<Value> numbers = new ArrayList<>();
    for (long i = bounds[0]; bounds[2] > 0 ? i < bounds[1] : i > bounds[1]; i += bounds[2]) {
      budget.step();
      if (numbers.size() >= Budget.MAX_ITEMS) {
        throw new TemplateException.LimitExceeded("items in a list", Budget.MAX_ITEMS);
      }
      numbers.add(Value.of(i));
    }
    return Value.list(numbers);
  }

  private String time(String format, Budget budget) {
    LocalDateTime now = LocalDateTime.now(clock);
    var text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char unit = format.charAt(i);
      if (unit != '%' || i + 1 == format.length()) {
        text.append(unit);
        continue;
      }
      String pattern =
          switch (format.charAt(++i)) {
            case 'd' -> "dd";
            case 'm' -> "MM";
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            case '%' -> "'%'";
            default -> throw budget.error("'%" + format.charAt(i) + "' in a time format");
          };
      text.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now));
    }
    return text.toString();
  }
}

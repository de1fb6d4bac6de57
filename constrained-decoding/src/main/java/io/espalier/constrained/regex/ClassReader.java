package io.espalier.constrained.regex;

import io.espalier.constrained.RegexDialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a bracketed character class for [RegexParser].
final class ClassReader {
  private static final List<String> POSIX =
      List.of(
          "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
          "space", "upper", "word", "xdigit");

  private final RegexParser parser;

  ClassReader(RegexParser parser) {
    this.parser = parser;
  }

  /// Reads the class at `[`, folded by case where the flag says so.
  CodePoints read() {
    return read(0);
  }

  private CodePoints read(int depth) {
    int start = parser.at;
    parser.at++;
    boolean negated = parser.take("^");
    boolean ecma = parser.dialect.ecma();
    boolean rust = parser.dialect == RegexDialect.RUST_FULL;
    CodePoints set = CodePoints.NONE;
    List<Integer> pairs = new ArrayList<>();
    boolean first = true;
    while (true) {
      if (!parser.more()) {
        parser.at = start;
        throw parser.syntax("missing ']'", "close the class, or escape the bracket as \\[");
      }
      if (parser.looking("]") && (ecma || !first)) {
        parser.at++;
        break;
      }
      first = false;
      if (rust && depth < 64 && parser.looking("[") && !parser.looking("[:")) {
        set = set.union(read(depth + 1));
        continue;
      }
      if (rust && (parser.looking("&&") || parser.looking("--") || parser.looking("~~"))) {
        return finish(operation(set.union(of(pairs)), start, depth), negated);
      }
      CodePoints posix = ecma ? null : posix();
      if (posix != null) {
        set = set.union(posix);
        continue;
      }
      if (parser.looking("\\")) {
        CodePoints escape = parser.escapes().classEscape();
        if (escape != null) {
          set = set.union(escape);
          continue;
        }
      }
      range(pairs);
    }
    return finish(set.union(of(pairs)), negated);
  }

  private CodePoints finish(CodePoints set, boolean negated) {
    CodePoints folded = parser.folded(set);
    return negated ? folded.complement() : folded;
  }

  private static CodePoints of(List<Integer> pairs) {
    return CodePoints.of(pairs.stream().mapToInt(i -> i).toArray());
  }

  /// Rust's `&&`, `--` and `~~`; the right side runs to the end of the class.
  private CodePoints operation(CodePoints left, int start, int depth) {
    String sign = parser.text.substring(parser.at, parser.at + 2);
    parser.at += 2;
    int saved = parser.at;
    parser.at = saved - 1;
    if (depth > 64) {
      parser.at = start;
      throw parser.syntax("classes are nested too deeply", "");
    }
    CodePoints right = read(depth + 1);
    return switch (sign) {
      case "&&" -> left.intersect(right);
      case "--" -> left.minus(right);
      default -> left.union(right).minus(left.intersect(right));
    };
  }

  private void range(List<Integer> pairs) {
    int place = parser.at;
    int low = member();
    int high = low;
    if (parser.looking("-") && !parser.looking("-]") && parser.at + 1 < parser.text.length()) {
      boolean ecma = parser.dialect.ecma();
      int dash = parser.at;
      parser.at++;
      if (parser.looking("\\")) {
        CodePoints escape = parser.escapes().classEscape();
        if (escape != null) {
          // `[a-\d]`: in ECMA without the u flag the dash is itself; elsewhere it is an error.
          if (!ecma) {
            parser.at = place;
            throw parser.syntax("a range cannot end in a class", "put the dash last");
          }
          parser.at = dash;
          pairs.add(low);
          pairs.add(low);
          parser.at++;
          pairs.add((int) '-');
          pairs.add((int) '-');
          return;
        }
      }
      high = member();
      if (high < low) {
        parser.at = place;
        throw parser.syntax("the range is in the wrong order", "put the smaller character first");
      }
    }
    pairs.add(low);
    pairs.add(high);
  }

  private int member() {
    if (parser.looking("\\")) {
      parser.at++;
      if (parser.looking("b")) {
        parser.at++;
        return '\b';
      }
      if (parser.looking("-")) {
        parser.at++;
        return '-';
      }
      return parser.escapes().character();
    }
    return parser.codePoint();
  }

  private @Nullable CodePoints posix() {
    if (!parser.looking("[:")) {
      return null;
    }
    int end = parser.text.indexOf(":]", parser.at);
    if (end < 0) {
      return null;
    }
    boolean negated = parser.text.startsWith("^", parser.at + 2);
    String name = parser.text.substring(parser.at + (negated ? 3 : 2), end);
    if (!POSIX.contains(name)) {
      throw parser.syntax(
          "unknown class [:" + name + ":]", "use one of " + String.join(", ", POSIX));
    }
    parser.at = end + 2;
    CodePoints set =
        switch (name) {
          case "alnum" -> CodePoints.of('0', '9', 'A', 'Z', 'a', 'z');
          case "alpha" -> CodePoints.of('A', 'Z', 'a', 'z');
          case "ascii" -> CodePoints.of(0, 0x7F);
          case "blank" -> CodePoints.of('\t', '\t', ' ', ' ');
          case "cntrl" -> CodePoints.of(0, 0x1F, 0x7F, 0x7F);
          case "digit" -> UnicodeSets.DIGIT;
          case "graph" -> CodePoints.of('!', '~');
          case "lower" -> CodePoints.of('a', 'z');
          case "print" -> CodePoints.of(' ', '~');
          case "punct" -> CodePoints.of('!', '/', ':', '@', '[', '`', '{', '~');
          case "space" -> CodePoints.of('\t', '\r', ' ', ' ');
          case "upper" -> CodePoints.of('A', 'Z');
          case "word" -> UnicodeSets.WORD;
          default -> CodePoints.of('0', '9', 'A', 'F', 'a', 'f');
        };
    return negated ? set.complement() : set;
  }
}

package io.espalier.constrained.lark;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.List;

/// Reads control tokens: `<name>` by the name the vocabulary has for it (`<` and `>` belong to it),
/// `<[12]>` and `<[1-3,7]>` by id.
final class ControlTokens {
  private ControlTokens() {}

  static Production read(LarkScanner scanner) {
    int place = scanner.at;
    if (scanner.take("<[")) {
      return ids(scanner, place);
    }
    int end = scanner.text.indexOf('>', place);
    int line = scanner.text.indexOf('\n', place);
    if (end < 0 || (line >= 0 && line < end) || end == place + 1) {
      throw scanner.error("the control token does not end", "<name>");
    }
    scanner.at = end + 1;
    return new Production.ControlToken(scanner.text.substring(place, end + 1));
  }

  private static Production ids(LarkScanner scanner, int place) {
    if (scanner.peek() == '*' || scanner.peek() == '^') {
      throw new ConstraintException(
          ConstraintError.UNSUPPORTED,
          "@" + place,
          "sets of tokens by exclusion are not supported",
          "<[1-3,7]>",
          "name the ids");
    }
    List<Production> ranges = new ArrayList<>();
    do {
      scanner.skip(false);
      int low = scanner.number();
      scanner.skip(false);
      int high = low;
      if (scanner.take("-")) {
        scanner.skip(false);
        high = scanner.number();
        scanner.skip(false);
      }
      if (high < low) {
        throw scanner.error("the range of ids is empty", "the smaller id first");
      }
      ranges.add(new Production.ControlId(low, high));
    } while (scanner.take(","));
    scanner.expect("]>");
    return ranges.size() == 1 ? ranges.getFirst() : new Production.Choice(ranges);
  }
}

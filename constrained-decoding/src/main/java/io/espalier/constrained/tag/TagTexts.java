package io.espalier.constrained.tag;

import io.espalier.constrained.grammar.Dispatch;
import io.espalier.constrained.grammar.Production;
import java.util.ArrayList;
import java.util.List;

/// The fixed texts of a tag. Where they hold the name of a control token, the token itself may
/// stand for it.
final class TagTexts {
  private final List<String> controlTokens;

  TagTexts(List<String> controlTokens) {
    this.controlTokens = controlTokens;
  }

  /// Returns a fixed text.
  Production fixed(String text) {
    List<Production> parts = parts(text);
    return parts.size() == 1 ? parts.getFirst() : new Production.Sequence(parts);
  }

  private List<Production> parts(String text) {
    List<Production> parts = new ArrayList<>();
    int start = 0;
    for (int at = 0; at < text.length(); ) {
      String token = tokenAt(text, at);
      if (token.isEmpty()) {
        at++;
        continue;
      }
      if (at > start) {
        parts.add(new Production.Text(text.substring(start, at)));
      }
      parts.add(
          new Production.Choice(
              List.of(new Production.Text(token), new Production.ControlToken(token))));
      at += token.length();
      start = at;
    }
    if (start < text.length() || parts.isEmpty()) {
      parts.add(new Production.Text(text.substring(start)));
    }
    return parts;
  }

  private String tokenAt(String text, int at) {
    String best = "";
    for (String token : controlTokens) {
      if (token.length() > best.length() && text.startsWith(token, at)) {
        best = token;
      }
    }
    return best;
  }

  /// Returns `body`, then one of `ends` where there are any.
  Production followed(Production body, List<String> ends) {
    if (ends.isEmpty()) {
      return body;
    }
    Production end =
        ends.size() == 1
            ? fixed(ends.getFirst())
            : new Production.Choice(ends.stream().map(this::fixed).toList());
    return new Production.Sequence(body, end);
  }

  /// Returns a dispatch over free text of `free`.
  Dispatch dispatch(Production free, List<String> excluded, List<String> stops) {
    return new Dispatch(free, excluded, stops.stream().map(this::end).toList());
  }

  /// Returns a trigger or stop: spelled out, or with all its control tokens as tokens.
  Dispatch.End end(String text) {
    List<Production> parts = new ArrayList<>();
    boolean control = false;
    for (Production part : parts(text)) {
      boolean token = part instanceof Production.Choice;
      control |= token;
      parts.add(part instanceof Production.Choice choice ? choice.parts().getLast() : part);
    }
    return new Dispatch.End(text, control ? new Production.Sequence(parts) : null);
  }
}

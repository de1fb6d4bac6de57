package io.espalier.runtime.tokenizer.template;

import io.espalier.dsl.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes a template apart by rendering short conversations whose contents are marks, and reading
/// the text between them.
///
/// What follows the last mark of a conversation closes its turn. What stands between two marks is
/// the close of one turn and the opening of the next, which must therefore begin with that close.
/// An assistant's opening is what the template adds to prompt for one. Longer conversations then
/// show whether what was read holds there: where it does not, the template rewrites earlier turns,
/// which is noted, because turns here stay as they were first written.
final class TemplateProbe {
  private static final int SHOWN = 60;

  private final JinjaTemplate template;
  private final Map<String, Object> variables;
  private final String bos;
  private final String eos;
  private final Map<Optional<Role>, Map<Role, String>> opens = new HashMap<>();
  private final Map<Role, String> closes = new EnumMap<>(Role.class);
  private final Set<Role> trimmed = EnumSet.noneOf(Role.class);
  private final List<String> notes = new ArrayList<>();

  private TemplateProbe(
      JinjaTemplate template, Map<String, Object> variables, String bos, String eos) {
    this.template = template;
    this.variables = variables;
    this.bos = bos;
    this.eos = eos;
  }

  /// The turns' texts of `template`.
  ///
  /// @throws UnsuitableTemplateException where not even user and assistant turns can be told apart
  ///   from their contents
  static TurnTexts probe(
      JinjaTemplate template, Map<String, Object> variables, String bos, String eos) {
    var probe = new TemplateProbe(template, variables, bos, eos);
    probe.core();
    probe.system();
    probe.tool();
    probe.rest();
    probe.trims();
    probe.verify();
    return new TurnTexts(probe.opens, probe.closes, probe.trimmed, probe.notes);
  }

  private void core() {
    closes.put(Role.USER, close(Role.USER, Role.ASSISTANT));
    closes.put(Role.ASSISTANT, close(Role.ASSISTANT, Role.USER));
    open(Optional.empty(), Role.USER);
    open(Optional.of(Role.USER), Role.ASSISTANT);
    open(Optional.of(Role.ASSISTANT), Role.USER);
    String first = opened(Optional.empty(), Role.USER);
    String later = opened(Optional.of(Role.ASSISTANT), Role.USER);
    String extra = first.startsWith(bos) ? first.substring(bos.length()) : first;
    if (extra.endsWith(later) && extra.length() > later.length() + 1) {
      notes.add(
          "without a system turn the template itself begins with "
              + shown(extra.substring(0, extra.length() - later.length())));
    }
  }

  /// What closes a turn of `role`: the end of a conversation, less an end token that only a
  /// finished one has.
  private String close(Role role, Role follower) {
    String alone = gaps(history(role), false).getLast();
    List<Role> longer = new ArrayList<>(history(role));
    longer.add(follower);
    String between;
    try {
      between = gaps(longer, false).get(longer.size() - 1);
    } catch (UnsuitableTemplateException e) {
      return alone; // a template may refuse what follows and still take this turn
    }
    if (between.startsWith(alone) || eos.isEmpty() || !alone.endsWith(eos)) {
      return alone;
    }
    String open = alone.substring(0, alone.length() - eos.length());
    return between.startsWith(open) ? open : alone;
  }

  private void system() {
    try {
      List<String> both = gaps(List.of(Role.SYSTEM, Role.USER), false);
      closes.put(Role.SYSTEM, closeOfSystem(both.get(1)));
      put(Optional.empty(), Role.SYSTEM, both.get(0));
      put(
          Optional.of(Role.SYSTEM),
          Role.USER,
          both.get(1).substring(closes.getOrDefault(Role.SYSTEM, "").length()));
    } catch (UnsuitableTemplateException e) {
      notes.add(
          "no system turn ("
              + e.getMessage()
              + "): system text goes in front of the first user turn");
      closes.put(Role.SYSTEM, "\n\n");
      put(Optional.empty(), Role.SYSTEM, opened(Optional.empty(), Role.USER));
      put(Optional.of(Role.SYSTEM), Role.USER, "");
    }
  }

  /// What closes a system turn by itself; empty where that shows only with the user turn behind it.
  private String closeOfSystem(String between) {
    try {
      String alone = gaps(List.of(Role.SYSTEM), false).getLast();
      return between.startsWith(alone) ? alone : "";
    } catch (UnsuitableTemplateException e) {
      return "";
    }
  }

  private String opened(Optional<Role> before, Role role) {
    return opens.getOrDefault(before, Map.of()).getOrDefault(role, "");
  }

  private void tool() {
    try {
      closes.put(Role.TOOL, close(Role.TOOL, Role.ASSISTANT));
      open(Optional.of(Role.ASSISTANT), Role.TOOL);
      open(Optional.of(Role.TOOL), Role.ASSISTANT);
    } catch (UnsuitableTemplateException e) {
      notes.add("no tool turn (" + e.getMessage() + "): tool results are written as user turns");
      String user = opened(Optional.of(Role.ASSISTANT), Role.USER);
      closes.put(Role.TOOL, closes.getOrDefault(Role.USER, ""));
      put(Optional.of(Role.ASSISTANT), Role.TOOL, user);
      put(Optional.of(Role.TOOL), Role.ASSISTANT, opened(Optional.of(Role.USER), Role.ASSISTANT));
    }
  }

  /// The transitions that conversations seldom have; where the template refuses one, that of the
  /// usual role before.
  private void rest() {
    List<Optional<Role>> befores = new ArrayList<>(List.of(Optional.empty()));
    for (Role role : Role.values()) {
      befores.add(Optional.of(role));
    }
    for (Optional<Role> before : befores) {
      for (Role role : Role.values()) {
        if (opens.getOrDefault(before, Map.of()).containsKey(role)) {
          continue;
        }
        try {
          open(before, role);
        } catch (UnsuitableTemplateException e) {
          put(before, role, usual(before, role));
        }
      }
    }
  }

  private String usual(Optional<Role> before, Role role) {
    Role usually =
        switch (role) {
          case ASSISTANT -> Role.USER;
          case USER, TOOL, SYSTEM -> Role.ASSISTANT;
        };
    Map<Role, String> row = opens.getOrDefault(Optional.of(usually), Map.of());
    String text = row.getOrDefault(role == Role.SYSTEM ? Role.USER : role, "");
    return before.isEmpty() && !text.startsWith(bos) ? bos + text : text;
  }

  private void open(Optional<Role> before, Role role) {
    List<Role> history = before.map(TemplateProbe::history).orElse(List.of());
    List<Role> roles = new ArrayList<>(history);
    roles.add(role);
    String close = before.map(last -> closes.getOrDefault(last, "")).orElse("");
    if (role == Role.ASSISTANT && !history.isEmpty()) {
      String prompt = gaps(history, true).getLast();
      if (prompt.startsWith(close) && prompt.length() > close.length()) {
        put(before, role, prompt.substring(close.length()));
        return;
      }
    }
    String between = gaps(roles, false).get(roles.size() - 1);
    if (!between.startsWith(close)) {
      throw new UnsuitableTemplateException(
          "the text between a %s and a %s turn, %s, does not begin with what closes the first, %s"
              .formatted(
                  before.map(Role::label).orElse("first"),
                  role.label(),
                  shown(between),
                  shown(close)));
    }
    String opening = between.substring(close.length());
    // Spaces that the template does not prompt with are the model's to write: its tokens begin with
    // them.
    boolean leftToModel = role == Role.ASSISTANT && !history.isEmpty() && opening.isBlank();
    put(before, role, leftToModel ? "" : opening);
  }

  private void put(Optional<Role> before, Role role, String text) {
    opens.computeIfAbsent(before, _ -> new EnumMap<>(Role.class)).put(role, text);
  }

  /// The shortest ordinary conversation that ends with a turn of `role`.
  private static List<Role> history(Role role) {
    return switch (role) {
      case SYSTEM -> List.of(Role.SYSTEM);
      case USER -> List.of(Role.USER);
      case ASSISTANT -> List.of(Role.USER, Role.ASSISTANT);
      case TOOL -> List.of(Role.USER, Role.ASSISTANT, Role.TOOL);
    };
  }

  private void trims() {
    for (Role role : Role.values()) {
      List<Role> roles = new ArrayList<>(history(role));
      if (role == Role.SYSTEM) {
        roles.add(Role.USER);
      }
      int padded = role == Role.SYSTEM ? 0 : roles.size() - 1;
      String content = " \n" + mark(role, padded) + "\n ";
      try {
        if (!render(roles, false, padded, content).contains(content)) {
          trimmed.add(role);
        }
      } catch (UnsuitableTemplateException e) {
        // A role that the template does not take was noted before.
      }
    }
  }

  private void verify() {
    verify(List.of(Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT));
    verify(List.of(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT));
  }

  private void verify(List<Role> roles) {
    List<String> gaps;
    try {
      gaps = gaps(roles, false);
    } catch (UnsuitableTemplateException e) {
      if (roles.getFirst() != Role.SYSTEM || !isSystemMerged()) {
        notes.add("a longer conversation is written otherwise: " + e.getMessage());
      }
      return;
    }
    for (int i = 0; i < roles.size(); i++) {
      Optional<Role> before = i == 0 ? Optional.empty() : Optional.of(roles.get(i - 1));
      String expected =
          before.map(role -> closes.getOrDefault(role, "")).orElse("")
              + opened(before, roles.get(i));
      if (!expected.equals(gaps.get(i))) {
        String note =
            "in a longer conversation the template writes %s before a %s turn, where it first wrote %s; turns stay as first written"
                .formatted(shown(gaps.get(i)), roles.get(i).label(), shown(expected));
        if (!notes.contains(note)) {
          notes.add(note);
        }
      }
    }
  }

  private boolean isSystemMerged() {
    return notes.stream().anyMatch(note -> note.startsWith("no system turn"));
  }

  /// The text before the first mark, between marks, and behind the last.
  private List<String> gaps(List<Role> roles, boolean prompt) {
    String text = render(roles, prompt, -1, "");
    List<String> gaps = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < roles.size(); i++) {
      String mark = mark(roles.get(i), i);
      int at = text.indexOf(mark);
      if (at < 0) {
        throw new UnsuitableTemplateException(
            "the content of turn " + (i + 1) + " of " + roles + " is left out");
      }
      if (at < from || text.indexOf(mark, at + 1) >= 0) {
        throw new UnsuitableTemplateException(
            "the content of turn " + (i + 1) + " of " + roles + " is repeated or moved");
      }
      gaps.add(text.substring(from, at));
      from = at + mark.length();
    }
    gaps.add(text.substring(from));
    return gaps;
  }

  private String render(List<Role> roles, boolean prompt, int special, String content) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", roles.get(i).label());
      message.put("content", i == special ? content : mark(roles.get(i), i));
      if (roles.get(i) == Role.TOOL) {
        message.put("name", "tool");
        message.put("tool_call_id", "call00000");
      }
      messages.add(message);
    }
    Map<String, Object> all = new HashMap<>(variables);
    all.put("messages", messages);
    all.put("add_generation_prompt", prompt);
    try {
      return template.render(all);
    } catch (TemplateException e) {
      throw new UnsuitableTemplateException(String.valueOf(e.getMessage()));
    }
  }

  /// Content that stands for itself: letters and digits, so that nothing strips or escapes it.
  private static String mark(Role role, int index) {
    return "Zq" + role.label() + "7x" + index + "qZ";
  }

  private static String shown(String text) {
    String flat = text.replace("\n", "\\n");
    return "'" + (flat.length() > SHOWN ? flat.substring(0, SHOWN) + "..." : flat) + "'";
  }
}

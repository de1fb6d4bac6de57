package io.espalier.runtime.tokenizer.template;

import io.espalier.dsl.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What stands before and behind the turns of a conversation, for every role and every role before
/// it.
///
/// @param opens for the start of a conversation (empty) and for each role before: what opens a turn
///   of each role
/// @param closes what closes a turn of each role
/// @param trimmed the roles whose content the template strips of white space at its ends
/// @param notes what a caller should know, as sentences
record TurnTexts(
    Map<Optional<Role>, Map<Role, String>> opens,
    Map<Role, String> closes,
    Set<Role> trimmed,
    List<String> notes) {
  TurnTexts {
    opens = Map.copyOf(opens);
    closes = Map.copyOf(closes);
    trimmed = Set.copyOf(trimmed);
    notes = List.copyOf(notes);
  }

  String open(Optional<Role> previous, Role role) {
    return opens.getOrDefault(previous, Map.of()).getOrDefault(role, "");
  }

  String close(Role role) {
    return closes.getOrDefault(role, "");
  }

  /// The same texts for every role before, made of a role's name.
  static TurnTexts uniform(String before, String behind, String close) {
    Map<Role, String> opens = new EnumMap<>(Role.class);
    Map<Role, String> closes = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      opens.put(role, before + role.label() + behind);
      closes.put(role, close);
    }
    Map<Optional<Role>, Map<Role, String>> all = new HashMap<>();
    all.put(Optional.empty(), opens);
    for (Role role : Role.values()) {
      all.put(Optional.of(role), opens);
    }
    return new TurnTexts(all, closes, Set.of(), List.of());
  }
}

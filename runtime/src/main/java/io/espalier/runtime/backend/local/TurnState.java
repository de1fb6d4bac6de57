package io.espalier.runtime.backend.local;

import io.espalier.dsl.Role;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.util.Optional;

/// Which turn of the chat template is open, and which stood before. Confined to its session.
final class TurnState {
  private final ChatTemplate template;
  private Optional<Role> previous;
  private Optional<Role> open;

  TurnState(ChatTemplate template) {
    this(template, Optional.empty(), Optional.empty());
  }

  private TurnState(ChatTemplate template, Optional<Role> previous, Optional<Role> open) {
    this.template = template;
    this.previous = previous;
    this.open = open;
  }

  TurnState copy() {
    return new TurnState(template, previous, open);
  }

  boolean isOpen() {
    return open.isPresent();
  }

  /// Returns the tokens that open a turn.
  int[] open(Role role) {
    int[] tokens = template.openTokens(previous, role);
    open = Optional.of(role);
    return tokens;
  }

  /// Returns the tokens that close the open turn.
  int[] close() {
    var role = open.orElseThrow(() -> new IllegalStateException("no turn is open"));
    previous = open;
    open = Optional.empty();
    return template.closeTokens(role);
  }
}

package io.espalier.runtime.backend.remote;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.FeatureNeeds;
import io.espalier.runtime.backend.dialect.Message;
import io.espalier.runtime.backend.dialect.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was appended to a session, in order. Confined to one session.
final class Transcript {

  /// A piece.
  sealed interface Entry {}

  /// The beginning of a turn.
  record Open(Role role) implements Entry {}

  /// The end of the open turn.
  record Close(Role role) implements Entry {}

  /// A text.
  ///
  /// @param ids its tokens, where a server told them; null elsewhere
  @SuppressWarnings("ArrayRecordComponent") // made once; never compared
  record Text(String text, int @Nullable [] ids) implements Entry {}

  private final List<Entry> entries;

  Transcript() {
    this(List.of());
  }

  private Transcript(List<Entry> entries) {
    this.entries = new ArrayList<>(entries);
  }

  Transcript copy() {
    return new Transcript(entries);
  }

  List<Entry> entries() {
    return entries;
  }

  void beginTurn(Role role) {
    endTurn();
    entries.add(new Open(role));
  }

  void endTurn() {
    Role open = openTurn();
    if (open != null) {
      entries.add(new Close(open));
    }
  }

  void append(String text, int @Nullable [] ids) {
    if (!text.isEmpty()) {
      entries.add(new Text(text, ids));
    }
  }

  int mark() {
    return entries.size();
  }

  void rewind(int mark) {
    entries.subList(mark, entries.size()).clear();
  }

  /// Returns whose turn is open, null for nobody's.
  @Nullable Role openTurn() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      switch (entries.get(i)) {
        case Open(var role) -> {
          return role;
        }
        case Close _ -> {
          return null;
        }
        case Text _ -> {}
      }
    }
    return null;
  }

  boolean hasTurns() {
    return entries.stream().anyMatch(Open.class::isInstance);
  }

  /// Returns what a backend must have to generate here.
  Set<Feature> needs() {
    boolean turns = false;
    boolean plain = false;
    boolean begun = false;
    Role open = null;
    for (Entry entry : entries) {
      switch (entry) {
        case Open(var role) -> {
          turns = true;
          open = role;
          begun = false;
        }
        case Close _ -> open = null;
        case Text _ -> {
          plain |= open == null;
          begun = true;
        }
      }
    }
    return FeatureNeeds.ofPlace(turns, plain, open, begun && open != null);
  }

  /// Returns a prompt of turns; of text where there are none.
  Prompt prompt() {
    if (!hasTurns()) {
      return new Prompt.Text(text());
    }
    var messages = new ArrayList<Message>();
    Role role = null;
    var text = new StringBuilder();
    for (Entry entry : entries) {
      switch (entry) {
        case Open(var opened) -> {
          role = opened;
          text.setLength(0);
        }
        case Close(var closed) -> {
          messages.add(new Message(closed, text.toString()));
          role = null;
        }
        case Text(var piece, _) -> text.append(piece);
      }
    }
    boolean begun = role != null && !text.isEmpty();
    if (begun && role != null) {
      messages.add(new Message(role, text.toString()));
    }
    return new Prompt.Chat(messages, begun);
  }

  /// Returns everything as text for people, with the turns marked by their roles.
  String text() {
    var all = new StringBuilder();
    for (Entry entry : entries) {
      switch (entry) {
        case Open(var role) ->
            all.append('<').append(role.name().toLowerCase(Locale.ROOT)).append('>');
        case Close(var role) ->
            all.append("</").append(role.name().toLowerCase(Locale.ROOT)).append(">\n");
        case Text(var piece, _) -> all.append(piece);
      }
    }
    return all.toString();
  }
}

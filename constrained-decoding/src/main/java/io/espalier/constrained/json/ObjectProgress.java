package io.espalier.constrained.json;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys read of an object so far.
///
/// @param space the names in play
/// @param taken names that cannot come any more: read, or in fixed order passed by
/// @param count members read, counted only where the schema counts
/// @param extras extra keys read, kept only where equal ones must be told apart
/// @param members texts of the members (`"key":value`), kept only where the value is wanted
record ObjectProgress(
    KeySpace space, BitSet taken, int count, List<String> extras, @Nullable List<String> members)
    implements ObjectRules.Progress {
  static ObjectProgress start(KeySpace space, boolean capture) {
    return new ObjectProgress(space, new BitSet(), 0, List.of(), capture ? List.of() : null);
  }

  /// Tells whether extra keys have to be read as text.
  boolean readsExtras() {
    return space.counted || members != null;
  }

  /// Returns the progress once `key` is read.
  ObjectProgress with(MemberKey key) {
    BitSet names = (BitSet) taken.clone();
    List<String> more = extras;
    if (key.isNamed()) {
      if (space.engine.options.fixedOrder()) {
        names.set(0, key.index() + 1);
      } else {
        names.set(key.index());
      }
    } else {
      if (space.engine.options.fixedOrder()) {
        names.set(0, space.names.size());
      }
      String text = key.text();
      if (text != null) {
        more = new ArrayList<>(extras);
        more.add(text);
        more.sort(String::compareTo);
        more = List.copyOf(more);
      }
    }
    boolean counts = space.counted || space.engine.options.maxItems() >= 0;
    return new ObjectProgress(space, names, counts ? count + 1 : 0, more, members);
  }

  /// Returns the progress with the text of the member just read.
  ObjectProgress withMember(String key, String value) {
    if (members == null) {
      return this;
    }
    List<String> all = new ArrayList<>(members);
    all.add(JsonText.quote(key) + ":" + value);
    all.sort(String::compareTo);
    return new ObjectProgress(space, taken, count, extras, List.copyOf(all));
  }

  /// Returns the object's text, or null where it is not wanted.
  @Nullable String value() {
    return members == null ? null : "{" + String.join(",", members) + "}";
  }

  @Override
  public boolean mayAdd(String key) {
    int i = space.names.indexOf(key);
    return i >= 0 ? !taken.get(i) : !extras.contains(key);
  }
}

package io.espalier.constrained.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Free text in which triggers call for content: as soon as a trigger is complete, its content must
/// follow.
///
/// What reaches a trigger is the shortest text that ends with any trigger or stop, so one trigger
/// cannot hide in the beginning of another or across the border of text and tag.
public final class Dispatch {
  /// A text that ends free text, and how it is written with control tokens (null = not at all).
  public record End(String text, @Nullable Production control) {
    /// Checks that there is a text.
    public End {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("a trigger or stop must not be empty");
      }
    }
  }

  private final Production free;
  private final List<String> excluded;
  private final List<End> stops;
  private final List<End> triggers = new ArrayList<>();
  private final List<Production> contents = new ArrayList<>();

  /// Free text is of `free` and holds none of `excluded`; the first of `stops` ends the whole.
  /// Where there are none, free text may end anywhere.
  public Dispatch(Production free, List<String> excluded, List<End> stops) {
    this.free = free;
    this.excluded = List.copyOf(excluded);
    this.stops = List.copyOf(stops);
  }

  /// Adds a trigger and what must follow it.
  public void add(End trigger, Production content) {
    triggers.add(trigger);
    contents.add(content);
  }

  private List<String> ends() {
    List<String> out = new ArrayList<>();
    stops.forEach(stop -> out.add(stop.text));
    triggers.forEach(trigger -> out.add(trigger.text));
    return out;
  }

  private Production quiet() {
    List<String> none = new ArrayList<>(excluded);
    none.addAll(ends());
    return free instanceof Production.AnyText any && any.excluded().isEmpty()
        ? new Production.AnyText(none)
        : new Production.Both(List.of(free, new Production.AnyText(none)));
  }

  private Production upTo(End end) {
    List<Production> every = new ArrayList<>();
    ends().forEach(text -> every.add(new Production.Text(text)));
    Production any = new Production.AnyText(List.of());
    Production text =
        new Production.Shortest(new Production.Sequence(any, new Production.Choice(every)));
    if (every.size() > 1 || !excluded.isEmpty() || !free.equals(any)) {
      Production own =
          excluded.isEmpty()
              ? free
              : new Production.Both(List.of(free, new Production.AnyText(excluded)));
      text =
          new Production.Both(
              List.of(text, new Production.Sequence(own, new Production.Text(end.text))));
    }
    return end.control == null
        ? text
        : new Production.Choice(List.of(text, new Production.Sequence(quiet(), end.control)));
  }

  private Production once() {
    List<Production> ways = new ArrayList<>();
    for (int i = 0; i < triggers.size(); i++) {
      ways.add(new Production.Sequence(upTo(triggers.get(i)), contents.get(i)));
    }
    return new Production.Choice(ways);
  }

  /// Returns free text up to and with a stop; free text to its end where there are no stops.
  public Production last() {
    return stops.isEmpty()
        ? quiet()
        : new Production.Choice(stops.stream().map(this::upTo).toList());
  }

  /// Returns any number of triggers with their contents, then [#last()].
  public Production loop() {
    return triggers.isEmpty()
        ? last()
        : new Production.Sequence(new Production.Repeat(once(), 0, -1), last());
  }

  /// Returns at most one trigger with its content, and nothing after it but a stop.
  public Production single() {
    List<Production> end = new ArrayList<>();
    for (End stop : stops) {
      end.add(new Production.Text(stop.text));
      if (stop.control != null) {
        end.add(stop.control);
      }
    }
    Production one =
        end.isEmpty() ? once() : new Production.Sequence(once(), new Production.Choice(end));
    return triggers.isEmpty() ? last() : new Production.Choice(List.of(one, last()));
  }
}

package io.espalier.compiler.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A method that values have without being declared: one row of the table of methods.
record BuiltInMethod(
    Receiver receiver, String name, Items items, List<Wants> arguments, Gives gives) {

  /// Whose method it is.
  enum Receiver {
    TEXT,
    INT,
    FLOAT,
    LIST,
    MAP,
    JSON
  }

  /// What the items of a list must be.
  enum Items {
    ANY,
    NUMBERS,
    ORDERED,
    LISTS
  }

  /// What an argument must be.
  enum Wants {
    TEXT,
    INT,
    ITEM,
    LIST,
    /// A function of `it` that says yes or no.
    CONDITION,
    /// A function of `it` with any result.
    FUNCTION,
    /// A function of `it` whose results have an order.
    KEY
  }

  /// The type of the result.
  enum Gives {
    TEXT,
    INT,
    FLOAT,
    BOOL,
    MAYBE_TEXT,
    MAYBE_INT,
    MAYBE_FLOAT,
    MAYBE_BOOL,
    TEXTS,
    JSON_LIST,
    SAME,
    /// The receiver's items, none to all of them.
    PART,
    ITEM,
    MAYBE_ITEM,
    /// A list of what the function gives.
    MAPPED,
    FLATTENED,
    /// A list of `Pair { first, second }`.
    PAIRS,
    /// A list of `Indexed { index, value }`.
    INDEXED,
    VALUES,
    MAYBE_VALUE
  }

  private static final List<BuiltInMethod> ALL = new ArrayList<>();

  static {
    for (String name : List.of("trim", "upper", "lower")) {
      add(Receiver.TEXT, name, Gives.TEXT);
    }
    add(Receiver.TEXT, "size", Gives.INT);
    add(Receiver.TEXT, "isEmpty", Gives.BOOL);
    add(Receiver.TEXT, "lines", Gives.TEXTS);
    add(Receiver.TEXT, "words", Gives.TEXTS);
    add(Receiver.TEXT, "split", Gives.TEXTS, Wants.TEXT);
    for (String name : List.of("contains", "startsWith", "endsWith")) {
      add(Receiver.TEXT, name, Gives.BOOL, Wants.TEXT);
    }
    add(Receiver.TEXT, "replace", Gives.TEXT, Wants.TEXT, Wants.TEXT);
    add(Receiver.TEXT, "indexOf", Gives.MAYBE_INT, Wants.TEXT);
    add(Receiver.TEXT, "before", Gives.TEXT, Wants.TEXT);
    add(Receiver.TEXT, "after", Gives.TEXT, Wants.TEXT);
    add(Receiver.TEXT, "take", Gives.TEXT, Wants.INT);
    add(Receiver.TEXT, "drop", Gives.TEXT, Wants.INT);
    add(Receiver.TEXT, "toInt", Gives.MAYBE_INT);
    add(Receiver.TEXT, "toFloat", Gives.MAYBE_FLOAT);

    add(Receiver.INT, "abs", Gives.INT);
    add(Receiver.INT, "toFloat", Gives.FLOAT);
    add(Receiver.FLOAT, "abs", Gives.FLOAT);
    add(Receiver.FLOAT, "round", Gives.INT);
    add(Receiver.FLOAT, "floor", Gives.INT);
    add(Receiver.FLOAT, "ceil", Gives.INT);

    add(Receiver.LIST, "size", Gives.INT);
    add(Receiver.LIST, "isEmpty", Gives.BOOL);
    add(Receiver.LIST, "first", Gives.ITEM);
    add(Receiver.LIST, "last", Gives.ITEM);
    add(Receiver.LIST, "contains", Gives.BOOL, Wants.ITEM);
    add(Receiver.LIST, "indexOf", Gives.MAYBE_INT, Wants.ITEM);
    add(Receiver.LIST, "take", Gives.PART, Wants.INT);
    add(Receiver.LIST, "drop", Gives.PART, Wants.INT);
    add(Receiver.LIST, "reverse", Gives.SAME);
    add(Receiver.LIST, "distinct", Gives.PART);
    add(Receiver.LIST, "join", Gives.TEXT, Wants.TEXT);
    add(Receiver.LIST, "mode", Gives.MAYBE_ITEM);
    add(Receiver.LIST, "zip", Gives.PAIRS, Wants.LIST);
    add(Receiver.LIST, "enumerate", Gives.INDEXED);
    add(Receiver.LIST, "map", Gives.MAPPED, Wants.FUNCTION);
    add(Receiver.LIST, "filter", Gives.PART, Wants.CONDITION);
    add(Receiver.LIST, "sortBy", Gives.SAME, Wants.KEY);
    add(Receiver.LIST, "any", Gives.BOOL, Wants.CONDITION);
    add(Receiver.LIST, "all", Gives.BOOL, Wants.CONDITION);
    add(Receiver.LIST, "count", Gives.INT, Wants.CONDITION);
    add(Receiver.LIST, "find", Gives.MAYBE_ITEM, Wants.CONDITION);
    add(Receiver.LIST, "minBy", Gives.MAYBE_ITEM, Wants.KEY);
    add(Receiver.LIST, "maxBy", Gives.MAYBE_ITEM, Wants.KEY);
    of("sort", Items.ORDERED, Gives.SAME);
    of("min", Items.ORDERED, Gives.MAYBE_ITEM);
    of("max", Items.ORDERED, Gives.MAYBE_ITEM);
    of("sum", Items.NUMBERS, Gives.ITEM);
    of("mean", Items.NUMBERS, Gives.MAYBE_FLOAT);
    of("flatten", Items.LISTS, Gives.FLATTENED);

    add(Receiver.MAP, "size", Gives.INT);
    add(Receiver.MAP, "isEmpty", Gives.BOOL);
    add(Receiver.MAP, "keys", Gives.TEXTS);
    add(Receiver.MAP, "values", Gives.VALUES);
    add(Receiver.MAP, "get", Gives.MAYBE_VALUE, Wants.TEXT);
    add(Receiver.MAP, "contains", Gives.BOOL, Wants.TEXT);

    add(Receiver.JSON, "size", Gives.INT);
    add(Receiver.JSON, "asString", Gives.MAYBE_TEXT);
    add(Receiver.JSON, "asInt", Gives.MAYBE_INT);
    add(Receiver.JSON, "asFloat", Gives.MAYBE_FLOAT);
    add(Receiver.JSON, "asBool", Gives.MAYBE_BOOL);
    add(Receiver.JSON, "items", Gives.JSON_LIST);
  }

  private static void add(Receiver receiver, String name, Gives gives, Wants... arguments) {
    ALL.add(new BuiltInMethod(receiver, name, Items.ANY, List.of(arguments), gives));
  }

  private static void of(String name, Items items, Gives gives) {
    ALL.add(new BuiltInMethod(Receiver.LIST, name, items, List.of(), gives));
  }

  static Optional<BuiltInMethod> find(Receiver receiver, String name) {
    return ALL.stream()
        .filter(method -> method.receiver == receiver && method.name.equals(name))
        .findFirst();
  }

  static List<String> names(Receiver receiver) {
    List<String> names = new ArrayList<>();
    for (BuiltInMethod method : ALL) {
      if (method.receiver == receiver) {
        names.add(method.name);
      }
    }
    names.add("toString");
    return names;
  }
}

package io.espalier.constrained.json;

import io.espalier.constrained.regex.Expr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A condition on one JSON value: conditions joined by and, or, not. Interned by its [Formulas].
///
/// Every atom states a type too: `StringIn(L)` holds for strings in `L` and for nothing else. A
/// keyword of JSON Schema, which says nothing about other types, is "not a string, or in L".
abstract sealed class Formula {
  final int id;

  Formula(int id) {
    this.id = id;
  }

  /// Holds for every value, or for none.
  static final class Constant extends Formula {
    final boolean value;

    Constant(int id, boolean value) {
      super(id);
      this.value = value;
    }
  }

  /// All parts hold; parts are sorted by id, at least two, no constants.
  static final class AllOf extends Formula {
    final Formula[] parts;

    AllOf(int id, Formula[] parts) {
      super(id);
      this.parts = parts;
    }
  }

  /// Some part holds; parts are sorted by id, at least two, no constants.
  static final class AnyOf extends Formula {
    final Formula[] parts;

    AnyOf(int id, Formula[] parts) {
      super(id);
      this.parts = parts;
    }
  }

  /// The atom does not hold.
  static final class Negation extends Formula {
    final Formula atom;

    Negation(int id, Formula atom) {
      super(id);
      this.atom = atom;
    }
  }

  /// Stands for a schema that may contain itself; read when first asked for.
  static final class Reference extends Formula {
    final String place;
    private final Supplier<Formula> reader;
    private @Nullable Formula target;
    private boolean reading;

    Reference(int id, String place, Supplier<Formula> reader) {
      super(id);
      this.place = place;
      this.reader = reader;
    }

    Formula target() {
      Formula known = target;
      if (known == null) {
        if (reading) {
          throw new Reentry();
        }
        reading = true;
        try {
          known = reader.get();
        } finally {
          reading = false;
        }
        target = known;
      }
      return known;
    }
  }

  /// Thrown where what a reference stands for is asked for while it is being made.
  static final class Reentry extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Reentry() {
      super("a reference was read within itself", null, false, false);
    }
  }

  /// The value has one of the types of a [Types] set.
  static final class TypeIn extends Formula {
    final int types;

    TypeIn(int id, int types) {
      super(id);
      this.types = types;
    }
  }

  /// A string whose characters are in the language.
  static final class StringIn extends Formula {
    final Expr language;

    StringIn(int id, Expr language) {
      super(id);
      this.language = language;
    }
  }

  /// A number whose text is in the language.
  static final class NumberIn extends Formula {
    final Expr language;

    NumberIn(int id, Expr language) {
      super(id);
      this.language = language;
    }
  }

  /// An object whose members' values satisfy what belongs to their keys: the formula of the name
  /// and those of every matching pattern, or `additional` where there is neither.
  static final class Members extends Formula {
    final Map<String, Formula> named;
    final List<Pattern> patterns;
    final Formula additional;
    private final Map<String, Formula> resolved = new HashMap<>();

    Members(int id, Map<String, Formula> named, List<Pattern> patterns, Formula additional) {
      super(id);
      this.named = named;
      this.patterns = patterns;
      this.additional = additional;
    }

    /// Returns the formula for the value of `key`.
    synchronized Formula at(String key, Formulas formulas) {
      Formula known = resolved.get(key);
      if (known == null) {
        Formula out = named.get(key);
        for (Pattern pattern : patterns) {
          if (Words.contains(pattern.keys, key)) {
            out = out == null ? pattern.value : formulas.and(out, pattern.value);
          }
        }
        known = out == null ? additional : out;
        if (named.containsKey(key) || resolved.size() < 1000) {
          resolved.put(key, known);
        }
      }
      return known;
    }
  }

  /// Keys in a language and the formula of their values.
  record Pattern(Expr keys, Formula value) {}

  /// An object with the key.
  static final class Has extends Formula {
    final String key;

    Has(int id, String key) {
      super(id);
      this.key = key;
    }
  }

  /// An object all of whose keys are in the language.
  static final class Names extends Formula {
    final Expr language;

    Names(int id, Expr language) {
      super(id);
      this.language = language;
    }
  }

  /// An object with at least `count` members.
  static final class Count extends Formula {
    final int count;

    Count(int id, int count) {
      super(id);
      this.count = count;
    }
  }

  /// An array whose item `i` satisfies `prefix[i]`, or `rest` beyond the prefix.
  static final class Items extends Formula {
    final Formula[] prefix;
    final Formula rest;

    Items(int id, Formula[] prefix, Formula rest) {
      super(id);
      this.prefix = prefix;
      this.rest = rest;
    }

    Formula at(int index) {
      return index < prefix.length ? prefix[index] : rest;
    }
  }

  /// An array of at least `length` items.
  static final class Length extends Formula {
    final int length;

    Length(int id, int length) {
      super(id);
      this.length = length;
    }
  }

  /// An array of which at least `count` further items satisfy `item`.
  static final class Contains extends Formula {
    final Formula item;
    final int count;

    Contains(int id, Formula item, int count) {
      super(id);
      this.item = item;
      this.count = count;
    }
  }

  /// An array without two equal items.
  static final class Unique extends Formula {
    Unique(int id) {
      super(id);
    }
  }
}

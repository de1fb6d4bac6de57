package io.espalier.constrained.json;

import io.espalier.constrained.ConstraintError;
import io.espalier.constrained.ConstraintException;
import io.espalier.constrained.automaton.Work;
import io.espalier.constrained.json.Formula.AllOf;
import io.espalier.constrained.json.Formula.AnyOf;
import io.espalier.constrained.json.Formula.Constant;
import io.espalier.constrained.json.Formula.Negation;
import io.espalier.constrained.json.Formula.Reference;
import io.espalier.constrained.json.Formula.TypeIn;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes, simplifies and interns the formulas of one schema. Thread-safe.
final class Formulas {
  final ExprFactory exprs;
  final Work work;
  final Formula truth;
  final Formula falsity;
  final Formula unique;
  private final Map<Object, Formula> known = new HashMap<>();
  private final Map<Long, Formula> specialised = new HashMap<>();
  private final Set<Reference> expanding = new HashSet<>();
  private final Numbers numbers;
  private int ids;

  Formulas(ExprFactory exprs) {
    this.exprs = exprs;
    this.work = exprs.work();
    this.numbers = new Numbers(exprs);
    truth = new Constant(ids++, true);
    falsity = new Constant(ids++, false);
    unique = new Formula.Unique(ids++);
  }

  private synchronized Formula intern(Object key, Function<Integer, Formula> maker) {
    Formula made = known.get(key);
    if (made == null) {
      work.node();
      made = maker.apply(ids++);
      known.put(key, made);
    }
    return made;
  }

  private synchronized int nextId() {
    work.node();
    return ids++;
  }

  Formula constant(boolean value) {
    return value ? truth : falsity;
  }

  Formula typeIn(int types) {
    return types == Types.ALL
        ? truth
        : types == 0 ? falsity : intern(List.of("type", types), id -> new TypeIn(id, types));
  }

  Formula stringIn(Expr language) {
    return language == exprs.empty()
        ? falsity
        : language.isUniversal()
            ? typeIn(Types.STRING)
            : intern(List.of("string", language), id -> new Formula.StringIn(id, language));
  }

  Formula numberIn(Expr language) {
    return language == exprs.empty()
        ? falsity
        : intern(List.of("number", language), id -> new Formula.NumberIn(id, language));
  }

  Formula has(String key) {
    return intern(List.of("has", key), id -> new Formula.Has(id, key));
  }

  Formula names(Expr language) {
    return language.isUniversal()
        ? typeIn(Types.OBJECT)
        : intern(List.of("names", language), id -> new Formula.Names(id, language));
  }

  Formula count(int least) {
    return least <= 0
        ? typeIn(Types.OBJECT)
        : intern(List.of("count", least), id -> new Formula.Count(id, least));
  }

  Formula length(int least) {
    return least <= 0
        ? typeIn(Types.ARRAY)
        : intern(List.of("length", least), id -> new Formula.Length(id, least));
  }

  Formula contains(Formula item, int least) {
    return least <= 0
        ? typeIn(Types.ARRAY)
        : intern(List.of("contains", item.id, least), id -> new Formula.Contains(id, item, least));
  }

  Formula members(Map<String, Formula> named, List<Formula.Pattern> patterns, Formula additional) {
    if (additional == truth
        && named.values().stream().allMatch(value -> value == truth)
        && patterns.stream().allMatch(pattern -> pattern.value() == truth)) {
      return typeIn(Types.OBJECT);
    }
    return new Formula.Members(nextId(), named, List.copyOf(patterns), additional);
  }

  Formula items(List<Formula> prefix, Formula rest) {
    return new Formula.Items(nextId(), prefix.toArray(new Formula[0]), rest);
  }

  Formula reference(String place, Supplier<Formula> reader) {
    return new Reference(nextId(), place, reader);
  }

  Formula and(Formula... parts) {
    return and(Arrays.asList(parts));
  }

  Formula and(List<Formula> parts) {
    return join(parts, true);
  }

  Formula or(Formula... parts) {
    return or(Arrays.asList(parts));
  }

  Formula or(List<Formula> parts) {
    return join(parts, false);
  }

  private Formula join(List<Formula> parts, boolean all) {
    Formula neutral = all ? truth : falsity;
    Formula absorbing = all ? falsity : truth;
    List<Formula> flat = new ArrayList<>(parts.size());
    int types = all ? Types.ALL : 0;
    for (Formula part : parts) {
      if (part == absorbing) {
        return absorbing;
      }
      Formula[] inner =
          switch (part) {
            case AllOf and when all -> and.parts;
            case AnyOf or when !all -> or.parts;
            default -> new Formula[] {part};
          };
      for (Formula each : inner) {
        if (each instanceof TypeIn type) {
          types = all ? types & type.types : types | type.types;
        } else if (each != neutral) {
          flat.add(each);
        }
      }
    }
    Formula typed = typeIn(types);
    if (typed == absorbing) {
      return absorbing;
    }
    if (typed != neutral) {
      flat.add(typed);
    }
    flat.sort(Comparator.comparingInt(f -> f.id));
    List<Formula> sorted = new ArrayList<>(flat.size());
    for (Formula part : flat) {
      if (sorted.isEmpty() || sorted.getLast() != part) {
        sorted.add(part);
      }
    }
    for (Formula part : sorted) {
      if (part instanceof Negation negation && contains(sorted, negation.atom)) {
        return absorbing;
      }
    }
    if (sorted.isEmpty()) {
      return neutral;
    }
    if (sorted.size() == 1) {
      return sorted.getFirst();
    }
    Formula[] array = sorted.toArray(new Formula[0]);
    List<Object> key = new ArrayList<>(array.length + 1);
    key.add(all ? "and" : "or");
    for (Formula part : array) {
      key.add(part.id);
    }
    return intern(key, id -> all ? new AllOf(id, array) : new AnyOf(id, array));
  }

  private static boolean contains(List<Formula> sorted, Formula wanted) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted.get(middle).id < wanted.id) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < sorted.size() && sorted.get(from) == wanted;
  }

  Formula not(Formula formula) {
    return switch (formula) {
      case Constant constant -> constant(!constant.value);
      case AllOf all -> or(Arrays.stream(all.parts).map(this::not).toList());
      case AnyOf any -> and(Arrays.stream(any.parts).map(this::not).toList());
      case Negation negation -> negation.atom;
      case TypeIn type -> typeIn(Types.ALL & ~type.types);
      default -> intern(List.of("not", formula.id), id -> new Negation(id, formula));
    };
  }

  /// "If the value is of `types`, then `formula`": how a keyword is read.
  Formula when(int types, Formula formula) {
    return or(typeIn(Types.ALL & ~types), formula);
  }

  /// Returns what remains of `formula` for values of one type: a formula over atoms of that type
  /// only.
  synchronized Formula specialise(Formula formula, int type) {
    if (formula instanceof Constant) {
      return formula;
    }
    long key = ((long) formula.id << 8) | type;
    Formula made = specialised.get(key);
    if (made == null) {
      made =
          switch (formula) {
            case Constant _ -> formula;
            case AllOf all -> and(specialise(all.parts, type));
            case AnyOf any -> or(specialise(any.parts, type));
            case Negation negation -> not(specialise(negation.atom, type));
            case TypeIn in -> constant((in.types & type) != 0);
            case Reference reference -> specialise(reference, type);
            case Formula.StringIn _ -> type == Types.STRING ? formula : falsity;
            case Formula.NumberIn _ -> type == Types.NUMBER ? formula : falsity;
            case Formula.Members _, Formula.Has _, Formula.Names _, Formula.Count _ ->
                type == Types.OBJECT ? formula : falsity;
            case Formula.Items _, Formula.Length _, Formula.Contains _, Formula.Unique _ ->
                type == Types.ARRAY ? formula : falsity;
          };
      specialised.put(key, made);
    }
    return made;
  }

  private List<Formula> specialise(Formula[] parts, int type) {
    List<Formula> out = new ArrayList<>(parts.length);
    for (Formula part : parts) {
      out.add(specialise(part, type));
    }
    return out;
  }

  private Formula specialise(Reference reference, int type) {
    if (!expanding.add(reference)) {
      throw new ConstraintException(
          ConstraintError.INVALID,
          reference.place,
          "the reference leads back to itself without going into a part of the value",
          "",
          "break the cycle of $ref");
    }
    try {
      return specialise(reference.target(), type);
    } finally {
      expanding.remove(reference);
    }
  }

  /// Runs `probe` as if no reference were being followed: it looks into parts of the value. True
  /// where it needs what is only being made.
  synchronized boolean probe(BooleanSupplier probe) {
    Set<Reference> outer = new HashSet<>(expanding);
    expanding.clear();
    try {
      return probe.getAsBoolean();
    } catch (Formula.Reentry _) {
      return true;
    } finally {
      expanding.clear();
      expanding.addAll(outer);
    }
  }

  /// Returns `formula` with each atom replaced by `change` (which may return the atom itself).
  Formula replace(Formula formula, Function<Formula, Formula> change) {
    return switch (formula) {
      case Constant _ -> formula;
      case AllOf all -> replaceParts(formula, all.parts, change, true);
      case AnyOf any -> replaceParts(formula, any.parts, change, false);
      case Negation negation -> {
        Formula changed = change.apply(negation.atom);
        yield changed == negation.atom ? formula : not(changed);
      }
      default -> change.apply(formula);
    };
  }

  private Formula replaceParts(
      Formula formula, Formula[] parts, Function<Formula, Formula> change, boolean all) {
    List<Formula> out = null;
    for (int i = 0; i < parts.length; i++) {
      Formula changed = replace(parts[i], change);
      if (out == null && changed != parts[i]) {
        out = new ArrayList<>(Arrays.asList(parts).subList(0, i));
      }
      if (out != null) {
        out.add(changed);
      }
    }
    return out == null ? formula : join(out, all);
  }

  /// Returns the language of a formula over string atoms only.
  Expr stringLanguage(Formula formula) {
    return language(formula, exprs.anyText());
  }

  /// Returns the language of a formula over number atoms only, within the number texts `all`. The
  /// language of an atom leaves out texts whose value it does not compute (`10e-1` among the
  /// integers), so its negation holds for plainly written numbers only.
  Expr numberLanguage(Formula formula, Expr all) {
    Expr inner = language(formula, all);
    return inner == all ? all : exprs.and(all, inner);
  }

  private Expr language(Formula formula, Expr all) {
    return switch (formula) {
      case Constant constant -> constant.value ? all : exprs.empty();
      case AllOf and -> exprs.and(Arrays.stream(and.parts).map(f -> language(f, all)).toList());
      case AnyOf or -> exprs.alternate(Arrays.stream(or.parts).map(f -> language(f, all)).toList());
      case Negation negation -> {
        Expr others = exprs.not(language(negation.atom, all));
        yield negation.atom instanceof Formula.NumberIn
            ? exprs.and(numbers.plain(), others)
            : others;
      }
      case Formula.StringIn in -> in.language;
      case Formula.NumberIn in -> in.language;
      default -> throw new IllegalStateException("not a condition on text: " + formula);
    };
  }
}

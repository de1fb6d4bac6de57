package io.espalier.constrained.json;

import io.espalier.constrained.automaton.ByteSet;
import io.espalier.constrained.automaton.State;
import io.espalier.constrained.json.Formula.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Inside an object, between its pieces.
// States are interned, so identity is equality.
@SuppressWarnings("ReferenceEquality")
final class ObjectState extends JsonState {
  private static final long[] CANDIDATES = ByteSet.of(" \t\n\r,}\"");

  /// After `{`, after `,`, after a member.
  enum Phase {
    OPEN,
    COMMA,
    AFTER
  }

  final Phase phase;
  final ObjectProgress progress;
  final Formula must;
  final List<Formula> report;
  final Parent parent;
  private final int spaces;
  private @Nullable State key;
  private boolean keyKnown;
  private int[] memberCosts = new int[0];
  private final Map<Long, Integer> extraCosts = new ConcurrentHashMap<>(1);
  private final Map<MemberKey, Plan> plans = new ConcurrentHashMap<>(1);

  ObjectState(
      JsonEngine engine,
      Phase phase,
      ObjectProgress progress,
      Formula must,
      List<Formula> report,
      Parent parent,
      int spaces) {
    super(engine);
    this.phase = phase;
    this.progress = progress;
    this.must = must;
    this.report = report;
    this.parent = parent;
    this.spaces = spaces;
  }

  /// Returns the state after `{`.
  static State open(JsonEngine engine, Goal goal, Parent parent) {
    List<Formula> all = new ArrayList<>(goal.report());
    all.addFirst(goal.must());
    KeySpace space = engine.keySpace(all);
    return engine.states.intern(
        new ObjectState(
            engine,
            Phase.OPEN,
            ObjectProgress.start(space, goal.capture()),
            goal.must(),
            goal.report(),
            parent,
            0));
  }

  private ObjectState to(Phase newPhase, int newSpaces) {
    return engine.states.intern(
        new ObjectState(engine, newPhase, progress, must, report, parent, newSpaces));
  }

  /// Returns the state after a member, its outcome known.
  @Nullable State afterMember(ObjectProgress after, Formula newMust, List<Formula> newReport) {
    if (newMust instanceof Constant constant && !constant.value) {
      return null;
    }
    return engine.states.intern(
        new ObjectState(engine, Phase.AFTER, after, newMust, newReport, parent, 0));
  }

  @Override
  protected @Nullable State derive(int b) {
    if (engine.moreSpace(b, spaces)) {
      int more = engine.spaces(spaces);
      return more == spaces ? this : to(phase, more);
    }
    return switch (b) {
      case '}' -> phase == Phase.COMMA ? null : close();
      case ',' -> {
        ObjectState after = phase == Phase.AFTER ? to(Phase.COMMA, 0) : null;
        if (after == null || after.key() == null) {
          yield null;
        }
        yield after;
      }
      case '"' -> phase == Phase.AFTER ? null : key();
      default -> null;
    };
  }

  private @Nullable State close() {
    if (!atClose(must)) {
      return null;
    }
    long bits = 0;
    for (int i = 0; i < report.size(); i++) {
      if (atClose(report.get(i))) {
        bits |= 1L << i;
      }
    }
    return parent.done(bits, progress.value());
  }

  boolean atClose(Formula formula) {
    return switch (formula) {
      case Constant constant -> constant.value;
      case Formula.AllOf all -> {
        for (Formula part : all.parts) {
          if (!atClose(part)) {
            yield false;
          }
        }
        yield true;
      }
      case Formula.AnyOf any -> {
        for (Formula part : any.parts) {
          if (atClose(part)) {
            yield true;
          }
        }
        yield false;
      }
      case Formula.Negation negation -> !atClose(negation.atom);
      case Formula.Has _ -> false;
      case Formula.Count count -> progress.count() >= count.count;
      default -> true;
    };
  }

  /// Returns the state inside the next key, after its opening quote; null where no member may
  /// follow.
  private @Nullable State key() {
    if (!keyKnown) {
      key = MemberRules.keyStart(this);
      keyKnown = true;
    }
    return key;
  }

  /// Returns the plan for a member under `key`, or null where such a member cannot be. Plans are
  /// kept for keys by name and by pattern, of which there are few.
  @Nullable Plan plan(MemberKey key) {
    if (!key.isNamed() && key.text() != null) {
      return MemberRules.plan(this, key);
    }
    Plan known = plans.get(key);
    if (known == null) {
      known = MemberRules.plan(this, key);
      if (known != null) {
        plans.put(key, known);
      }
    }
    return known;
  }

  /// Returns the keys already chosen or passed by.
  BitSet taken() {
    return progress.taken();
  }

  /// Returns the bytes of a short way to the end of the text, from after the last member or the
  /// brace.
  private int restCost() {
    return Way.shortest(
        parent.ways(),
        way ->
            engine.costs.rest(
                way.narrow(engine.formulas, must, report),
                false,
                literals -> ObjectRules.cost(engine, literals, progress)));
  }

  /// Returns the bytes from the colon of a member under name `index` to the end of the whole text.
  int memberCost(int index) {
    if (memberCosts.length == 0) {
      int[] costs = new int[progress.space().names.size()];
      Arrays.fill(costs, -1);
      memberCosts = costs;
    }
    int known = memberCosts[index];
    if (known < 0) {
      known = memberCost(MemberKey.named(progress.space(), index));
      memberCosts[index] = known;
    }
    return known;
  }

  /// The same for an extra key that matches the patterns `bits`.
  int extraCost(long bits) {
    return extraCosts.computeIfAbsent(bits, each -> memberCost(new MemberKey(-1, each, null)));
  }

  private int memberCost(MemberKey member) {
    Plan plan = plan(member);
    return plan == null ? Costs.NONE : MemberState.colon(this, member, plan).distance();
  }

  @Override
  public long[] candidates() {
    return CANDIDATES;
  }

  @Override
  public int distance() {
    State next = phase == Phase.COMMA ? key() : null;
    return next == null ? restCost() : Costs.add(1, next.distance());
  }

  @Override
  public boolean sameShape(Object other) {
    return other instanceof ObjectState object
        && phase == object.phase
        && must == object.must
        && parent == object.parent
        && spaces == object.spaces
        && progress.equals(object.progress)
        && report.equals(object.report);
  }

  @Override
  public int shapeHash() {
    int hash = (must.id * 31 + phase.hashCode()) * 31 + progress.hashCode();
    return (hash * 31 + spaces) * 31 + System.identityHashCode(parent);
  }
}

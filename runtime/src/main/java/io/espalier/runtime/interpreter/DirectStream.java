package io.espalier.runtime.interpreter;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.JavaTypes;
import io.espalier.compiler.types.JavaValues;
import io.espalier.constrained.partial.PartialJson;
import io.espalier.constrained.partial.PartialValue;
import io.espalier.dsl.BranchFunction;
import io.espalier.dsl.Gen;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.dsl.Outcome;
import io.espalier.dsl.Partial;
import io.espalier.dsl.Ref;
import io.espalier.dsl.Role;
import io.espalier.dsl.Scored;
import io.espalier.dsl.SelectMethod;
import io.espalier.dsl.Stats;
import io.espalier.dsl.Stream;
import io.espalier.runtime.interpreter.BranchScope.Policy;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The stream that a direct Java program receives: the same branches and rules as `.sgl` programs.
final class DirectStream implements Stream {
  private final Branch branch;
  private boolean inTurn;
  private int variables;
  private int forks;

  DirectStream(Branch branch) {
    this.branch = branch;
  }

  private static String join(Object... parts) {
    var text = new StringBuilder();
    for (Object part : parts) {
      text.append(part instanceof Optional<?> maybe ? maybe.orElse(null) : part);
    }
    return text.toString();
  }

  @Override
  public Stream text(Object... parts) {
    branch.append(join(parts));
    return this;
  }

  @Override
  public Stream system(Object... parts) {
    return turn(Role.SYSTEM, parts);
  }

  @Override
  public Stream user(Object... parts) {
    return turn(Role.USER, parts);
  }

  @Override
  public Stream tool(Object... parts) {
    return turn(Role.TOOL, parts);
  }

  private Stream turn(Role role, Object... parts) {
    closeTurn();
    branch.beginTurn(role);
    branch.append(join(parts));
    branch.endTurn();
    return this;
  }

  private void closeTurn() {
    if (inTurn) {
      branch.endTurn();
      inTurn = false;
    }
  }

  @Override
  public Stream assistant(Object... prefill) {
    closeTurn();
    branch.beginTurn(Role.ASSISTANT);
    inTurn = true;
    String text = join(prefill);
    if (!text.isEmpty()) {
      branch.append(text);
    }
    return this;
  }

  @Override
  public String gen(Gen options) {
    return gen(String.class, options);
  }

  @Override
  public <T> T gen(Class<T> type, Gen options) {
    return box(type).cast(generate(type, JavaTypes.typeOf(type), options, _ -> {}));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T gen(Ref<T> type, Gen options) {
    return (T) generate(type.type(), JavaTypes.typeOf(type.type()), options, _ -> {});
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<T> genList(Class<T> element, int min, int max, Gen options) {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException(
          "a list of %d to %d values; allowed: 0 <= min <= max".formatted(min, max));
    }
    var type = new IrType.ListOf(JavaTypes.typeOf(element), min, max);
    Object value = generateValue(type, options, _ -> {});
    var items = new ArrayList<T>();
    for (Object item : (List<?>) requireValue(value)) {
      items.add((T) JavaValues.toJava(item, element));
    }
    return List.copyOf(items);
  }

  @Override
  public <T> T stream(Class<T> type, Consumer<Partial<T>> listener, Gen options) {
    T value =
        box(type)
            .cast(
                generate(
                    type,
                    JavaTypes.typeOf(type),
                    options,
                    text -> listener.accept(DirectStream.<T>partial(text))));
    listener.accept(
        new Partial<>(lastText, PartialJson.read(lastText).value(), List.of(), Optional.of(value)));
    return value;
  }

  private String lastText = "";

  private static <T> Partial<T> partial(CharSequence text) {
    String soFar = text.toString();
    boolean json = !soFar.isEmpty() && (soFar.charAt(0) == '{' || soFar.charAt(0) == '[');
    if (!json) {
      return new Partial<>(soFar, soFar, List.of(), Optional.empty());
    }
    PartialValue read = PartialJson.read(soFar);
    return new Partial<>(soFar, read.value(), read.complete(), Optional.empty());
  }

  private Object generate(
      Type javaType, IrType type, Gen options, Consumer<CharSequence> listener) {
    Object value = generateValue(type, options, listener);
    return JavaValues.toJava(value, javaType);
  }

  private @Nullable Object generateValue(
      IrType type, Gen options, Consumer<CharSequence> listener) {
    options.think().ifPresent(branch::think);
    Consumer<CharSequence> remember =
        text -> {
          lastText = text.toString();
          listener.accept(text);
        };
    return branch
        .generate(DirectOptions.generation("v" + variables++, type, options, remember))
        .value();
  }

  private static <V> V requireValue(@Nullable V value) {
    if (value == null) {
      throw new IllegalStateException("a branch gave null, which its type does not have");
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> box(Class<T> type) {
    return (Class<T>) MethodType.methodType(type).wrap().returnType();
  }

  @Override
  public <T> Scored<T> select(SelectMethod method, List<T> choices) {
    var texts = new ArrayList<String>();
    for (T choice : choices) {
      texts.add(choice instanceof Enum<?> constant ? constant.name() : String.valueOf(choice));
    }
    return branch.select("v" + variables++, method, choices, texts);
  }

  @Override
  public <T, R> List<R> fork(Collection<T> items, BranchFunction<T, R> body) {
    BranchScope.Result<R> result = forked(label("fork"), items, Policy.ALL_OR_NOTHING, body);
    if (result.decisive() >= 0) {
      throw Failures.asFailure(branch.path(), result.failure(result.decisive()));
    }
    var values = new ArrayList<R>();
    for (BranchScope.Ended<R> ended : result.branches()) {
      values.add(ended.value());
    }
    return Collections.unmodifiableList(values);
  }

  /// Names the next fork of this stream: `fork`, `fork1`, `race2`.
  private String label(String name) {
    String label = forks == 0 ? name : name + forks;
    forks++;
    return label;
  }

  private <T, R> BranchScope.Result<R> forked(
      String label, Collection<T> items, Policy policy, BranchFunction<T, R> body) {
    return branch.<T, R>fork(
        label, List.copyOf(items), policy, (child, item) -> body.run(child(child), item));
  }

  /// A branch continues the turn that its parent has open.
  private DirectStream child(Branch child) {
    var stream = new DirectStream(child);
    stream.inTurn = inTurn;
    return stream;
  }

  @Override
  public <R> List<R> fork(int count, BranchFunction<Integer, R> body) {
    return fork(IntStream.range(0, count).boxed().toList(), body);
  }

  @Override
  public <T, R> List<Outcome<R>> forkCollect(Collection<T> items, BranchFunction<T, R> body) {
    var outcomes = new ArrayList<Outcome<R>>();
    String label = label("fork");
    for (BranchScope.Ended<R> ended : forked(label, items, Policy.COLLECT, body).branches()) {
      String path = branch.path() + "/" + label + "[" + ended.index() + "]";
      outcomes.add(
          switch (ended.failure()) {
            case null -> new Outcome.Ok<>(requireValue(ended.value()));
            case GenerationException e when e.reason() == Reason.TRUNCATED ->
                new Outcome.Truncated<>(e.branch(), e.partialText());
            case GenerationException e when e.reason() == Reason.CANCELLED ->
                new Outcome.Cancelled<>(e.branch());
            case Throwable failure ->
                new Outcome.Failed<>(path, String.valueOf(failure.getMessage()));
          });
    }
    return outcomes;
  }

  @Override
  public <T, R> R race(Collection<T> items, BranchFunction<T, R> body) {
    BranchScope.Result<R> result = forked(label("race"), items, Policy.FIRST, body);
    if (result.decisive() < 0) {
      throw new GenerationException(
          Reason.FAILED,
          branch.path(),
          result.branches().isEmpty()
              ? "a race needs at least one item"
              : "all %d branches of the race failed; the first: %s"
                  .formatted(result.branches().size(), result.failure(0).getMessage()),
          "");
    }
    return requireValue(result.branches().get(result.decisive()).value());
  }

  @Override
  public <R> R aside(Function<Stream, R> body) {
    return branch.<R>aside("aside", (child, _) -> body.apply(child(child)));
  }

  @Override
  public <R> R call(Function<Stream, R> body) {
    return branch.<R>call("call", (child, _) -> body.apply(new DirectStream(child)));
  }

  @Override
  public Stats stats() {
    return branch.run().stats();
  }

  @Override
  public String transcript() {
    return branch.transcript();
  }
}

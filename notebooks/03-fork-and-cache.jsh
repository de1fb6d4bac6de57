// A fork runs branches in parallel; they share the keys and values of everything before it.
import io.espalier.dsl.*;
import io.espalier.runtime.Engine;
import java.util.*;
import static io.espalier.dsl.Gen.max;

var engine = Engine.open("sapling");
String passage = "Orla bought a red bicycle. Benno has two cats. Tilda likes old maps and green tea. ".repeat(4);

record Answers(List<String> answers, Stats stats) {}

Answers result = engine.run(s -> {
  s.user(passage, "\nAnswer questions about this passage.");
  s.assistant("Gladly.");
  var answers = s.fork(List.of("Orla bought a red bicycle", "Benno has two dogs", "Tilda likes old maps"),
      (branch, statement) -> {
        branch.user("True or false: ", statement, "? Answer yes or no.");
        return branch.assistant().select("yes", "no").best();
      });
  return new Answers(answers, s.stats());
});
System.out.println(result.answers());
System.out.println(result.stats());

// The passage was computed once and found in the cache by the other branches.
if (result.stats().branches() != 4) throw new AssertionError(result.stats());
if (result.stats().cachedTokens() < 2 * 60) throw new AssertionError("nothing was shared: " + result.stats());

// A race takes the first branch that returns; the others are cancelled.
String first = engine.run(s -> {
  s.user("Say hello.");
  return s.race(List.of("Hello", "Hi"), (branch, start) -> branch.assistant(start).gen(max(30)));
});
System.out.println(first);

engine.close();

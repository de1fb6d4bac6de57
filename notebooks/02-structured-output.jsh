// Records are schemas: component order is generation order, annotations are bounds.
import io.espalier.dsl.*;
import io.espalier.runtime.Engine;
import java.util.*;
import static io.espalier.dsl.Gen.max;

record Person(@Size(max = 40) String name, @Range(min = 0, max = 130) int age, @Size(max = 40) String city) {}

var engine = Engine.open("sapling");
String text = "My name is Tilda Vron, I am a 41 year old baker from Osmela.";

Person person = engine.run(s -> s
    .user("Extract name, age, city as JSON from: ", text)
    .assistant().gen(Person.class));
System.out.println(person);
if (person.age() != 41) throw new AssertionError(person);

// The same, streamed: every piece of text shows which fields are whole already.
Person streamed = engine.run(s -> s
    .user("Extract name, age, city as JSON from: ", text)
    .assistant().stream(Person.class, partial -> System.out.println(partial.complete() + " " + partial.fields())));
if (!streamed.equals(person)) throw new AssertionError(streamed);

// Sealed interfaces become tagged alternatives.
sealed interface Action permits Weather, Calculator {}
record Weather(@Size(max = 30) String city) implements Action {}
record Calculator(@Size(max = 30) String expression) implements Action {}

Action action = engine.run(s -> s
    .system("You may call Weather or Calculator. Answer with a JSON tool call.")
    .user("What is the weather in Osmela?")
    .assistant().gen(Action.class));
String what = switch (action) {
  case Weather w -> "weather of " + w.city();
  case Calculator c -> "value of " + c.expression();
};
System.out.println(what);

engine.close();

// A program is Java on a stream: text goes in, typed values come out.
// Start it with: ./sgl notebook notebooks/01-first-program.jsh
import io.espalier.runtime.Engine;
import static io.espalier.dsl.Gen.max;

var engine = Engine.open("sapling");

// One turn of the user, one of the model. gen() returns free text ...
String greeting = engine.run(s -> s.user("Hello!").assistant().gen(max(40)));
System.out.println(greeting);

// ... and gen(int.class) a number: the type is the constraint, so nothing else can be generated.
int sum = engine.run(s -> s.user("What is 12 + 30?").assistant().gen(int.class));
System.out.println("12 + 30 = " + sum);
if (sum != 42) throw new AssertionError("expected 42, got " + sum);

// select() compares the log-probabilities of fixed choices.
var mood = engine.run(s -> s.user("Is the sentiment positive, negative or neutral? The soup was wonderful.")
    .assistant().select("positive", "negative", "neutral"));
System.out.println(mood.best() + " with probability " + mood.probability());
if (!mood.best().equals("positive")) throw new AssertionError(mood);

engine.close();

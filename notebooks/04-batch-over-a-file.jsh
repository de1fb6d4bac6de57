// A batch runs one program for many inputs: order kept, a bounded number at a time.
import io.espalier.dsl.*;
import io.espalier.runtime.*;
import java.nio.file.*;
import java.util.*;

enum Mood { positive, negative, neutral }
record Review(String text, Mood mood) {}

var engine = Engine.open("sapling");
Path file = Files.exists(Path.of("reviews.txt")) ? Path.of("reviews.txt") : Path.of("notebooks/reviews.txt");
List<String> lines = Files.readAllLines(file);

List<Review> reviews = engine.batch(
    (s, line) -> {
      s.user("Is the sentiment positive, negative or neutral? ", line);
      return new Review(line, s.assistant().gen(Mood.class));
    },
    lines,
    BatchOptions.DEFAULT.withConcurrency(8).withProgress((done, all) -> System.out.println(done + " of " + all)));

reviews.forEach(review -> System.out.println(review.mood() + "  " + review.text()));
if (reviews.size() != lines.size()) throw new AssertionError("lost a line");
if (reviews.get(0).mood() != Mood.positive) throw new AssertionError(reviews.get(0));
if (!reviews.get(5).text().equals(lines.get(5))) throw new AssertionError("order not kept");

engine.close();

package io.espalier.constrained.automaton;

/// Bytes grouped into classes that the patterns of texts seldom split: halves of the alphabet (hex
/// digits apart), zero and the other digits, each ASCII punctuation mark, each kind of white space;
/// beyond ASCII whole characters, by the first byte of their UTF-8. A set of classes is one word,
/// bit `i` for class `i`.
public final class ByteClasses {
  private static final String SINGLE = "\t\n\r \"\\\u007f0!#$%&'()*+,-./:;<=>?@[]^_`{|}~";

  /// Number of the first class that holds several bytes.
  private static final int FIRST_GROUP = SINGLE.length();

  private static final int NINE = FIRST_GROUP;
  private static final int LOWER_HEX = FIRST_GROUP + 1;
  private static final int LOWER = FIRST_GROUP + 2;
  private static final int UPPER_HEX = FIRST_GROUP + 3;
  private static final int UPPER = FIRST_GROUP + 4;
  private static final int CONTROL_INDEX = FIRST_GROUP + 5;

  /// Number of classes within ASCII.
  public static final int ASCII = FIRST_GROUP + 6;

  /// Control characters other than tab and line ends.
  public static final long CONTROL = 1L << CONTROL_INDEX;

  /// First bytes of the classes beyond ASCII, lowest of each. C2, E1, E2, E3 and EF hold the white
  /// space of Unicode and most of what is neither letter nor digit.
  private static final int[] LEADS = {
    0xC2, 0xC3, 0xC4, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xEA, 0xEE, 0xF0, 0xF5
  };

  /// Number of classes but [#MALFORMED].
  public static final int COUNT = ASCII + LEADS.length - 1;

  /// Bytes at and after a place where a token, read from its start, does not follow UTF-8.
  public static final long MALFORMED = 1L << COUNT;

  /// Blank, tab, line feed, carriage return.
  public static final long SPACE = (1L << classOf(' ')) | 7L;

  /// What stands for itself inside a JSON string.
  public static final long STRING_TEXT =
      ((1L << COUNT) - 1) & ~(CONTROL | 7L | (1L << classOf('"')) | (1L << classOf('\\')));

  /// Everything that a text in UTF-8 may hold.
  public static final long TEXT = (1L << COUNT) - 1;

  private ByteClasses() {}

  /// Returns the class of an ASCII character.
  public static int classOf(int ascii) {
    if (ascii >= '1' && ascii <= '9') {
      return NINE;
    }
    if (ascii >= 'a' && ascii <= 'z') {
      return ascii <= 'f' ? LOWER_HEX : LOWER;
    }
    if (ascii >= 'A' && ascii <= 'Z') {
      return ascii <= 'F' ? UPPER_HEX : UPPER;
    }
    if (ascii >= 0x80) {
      throw new IllegalArgumentException("not ASCII: " + ascii);
    }
    int single = SINGLE.indexOf(ascii);
    return single < 0 ? CONTROL_INDEX : single;
  }

  /// Returns the class of the characters whose UTF-8 starts with `lead`, C2 to F4.
  public static int beyondAscii(int lead) {
    int i = LEADS.length - 1;
    while (LEADS[i] > lead) {
      i--;
    }
    return ASCII + i;
  }

  /// Returns the first bytes, lowest and highest, of a class beyond ASCII.
  public static int[] leads(int beyondAscii) {
    int i = beyondAscii - ASCII;
    return new int[] {LEADS[i], LEADS[i + 1] - 1};
  }
}

package io.espalier.constrained.json;

import io.espalier.constrained.RegexDialect;
import io.espalier.constrained.regex.Expr;
import io.espalier.constrained.regex.ExprFactory;
import io.espalier.constrained.regex.RegexCompiler;
import org.jspecify.annotations.Nullable;

/// The named formats of JSON Schema (draft 2020-12, section 7.3) as regular languages.
///
/// References: RFC 3339 (date, time, duration), 5321/5322 (email), 1123 (hostname), 2673/4291
/// (addresses), 3986/3987 (URI, IRI), 6570 (URI templates), 6901 (JSON pointer), 4122 (UUID). Where
/// a format is not regular in full (Punycode in host names, the nesting of regexes) the language is
/// a regular part of it, so that nothing wrong is let through.
public final class Formats {
  private static final String DATE =
      "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
          + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
  private static final String OFFSET = "(?:[zZ]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
  private static final String TIME =
      "(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?"
          + OFFSET
          + "|23:59:60(?:\\.[0-9]+)?(?:[zZ]|[+-]00:00))";
  private static final String DURATION =
      "P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)(?:T"
          + "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?"
          + "|T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))";
  private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final String X = "[a-zA-Z0-9]";
  private static final String H = "[a-zA-Z0-9-]";

  /// A label of letters, digits and hyphens that is not of the reserved form `??--…`, which
  /// Punycode has.
  static final String PLAIN_LABEL =
      X + "(?:" + X + "|" + H + X + "|" + H + X + H + "{0,59}" + X + "|" + H + "-" + X + "(?:" + H
          + "{0,58}" + X + ")?)?";

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
  private static final String H16 = "[0-9a-fA-F]{1,4}";
  private static final String LS32 = "(?:" + H16 + ":" + H16 + "|" + IPV4 + ")";
  private static final String IPV6 =
      "(?:(?:H:){6}L|::(?:H:){5}L|(?:H)?::(?:H:){4}L|(?:(?:H:){0,1}H)?::(?:H:){3}L"
          + "|(?:(?:H:){0,2}H)?::(?:H:){2}L|(?:(?:H:){0,3}H)?::H:L|(?:(?:H:){0,4}H)?::L"
          + "|(?:(?:H:){0,5}H)?::H|(?:(?:H:){0,6}H)?::)";
  private static final String ATOM = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final String QUOTED = "\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\"";

  private Formats() {}

  /// Tells whether `name` is a format that restricts strings here.
  public static boolean isKnown(String name) {
    return name.equals("idn-hostname") || name.equals("regex") || pattern(name) != null;
  }

  /// Returns the language of the format, or null where the name is not known.
  public static @Nullable Expr language(ExprFactory factory, String name) {
    if (name.equals("idn-hostname")) {
      return IdnHostname.language(factory);
    }
    if (name.equals("regex")) {
      return RegexFormat.language(factory);
    }
    String pattern = pattern(name);
    if (pattern == null) {
      return null;
    }
    Expr language = RegexCompiler.compile(factory, pattern, RegexDialect.RE2_FULL);
    return name.equals("hostname") ? factory.and(language, factory.anyText(1, 253)) : language;
  }

  private static @Nullable String pattern(String name) {
    return switch (name) {
      case "date" -> DATE;
      case "time" -> TIME;
      case "date-time" -> DATE + "[tT]" + TIME;
      case "duration" -> DURATION;
      case "email" -> "(?:" + ATOM + "(?:\\." + ATOM + ")*|" + QUOTED + ")@" + mailDomain(LABEL);
      case "idn-email" -> "(?:[^\\s@\"]+|\"(?:[^\\x00-\\x1F\\x7F\"\\\\]|\\\\[ -~])*\")@[^\\s@]+";
      case "hostname" -> PLAIN_LABEL + "(?:\\." + PLAIN_LABEL + ")*";
      case "ipv4" -> IPV4;
      case "ipv6" -> ipv6();
      case "uri" -> uri("");
      case "iri" -> uri(unicode());
      case "uri-reference" -> uriReference("");
      case "iri-reference" -> uriReference(unicode());
      case "uri-template" ->
          "(?:[^\\x00-\\x20\\x7F\"%<>\\\\^`{|}]|%[0-9a-fA-F]{2}|\\{[+#./;?&=,!@|]?"
              + variable()
              + "(?:,"
              + variable()
              + ")*\\})*";
      case "json-pointer" -> "(?:/(?:[^~/]|~[01])*)*";
      case "relative-json-pointer" -> "(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)";
      case "uuid" -> "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
      default -> null;
    };
  }

  private static String mailDomain(String label) {
    return "(?:" + label + "(?:\\." + label + ")*|\\[(?:" + IPV4 + "|IPv6:" + ipv6() + ")\\])";
  }

  private static String unicode() {
    return "\\x{A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}\\x{10000}-\\x{EFFFD}";
  }

  private static String ipv6() {
    return IPV6.replace("L", LS32).replace("H", H16);
  }

  private static String variable() {
    return "(?:\\w|%[0-9a-fA-F]{2})(?:\\.?(?:\\w|%[0-9a-fA-F]{2}))*(?::[1-9][0-9]{0,3}|\\*)?";
  }

  private static String characters(String extra, String more) {
    return "(?:[a-zA-Z0-9._~!$&'()*+,;=" + more + extra + "-]|%[0-9a-fA-F]{2})";
  }

  private static String authority(String extra) {
    String user = "(?:" + characters(":", extra) + "*@)?";
    String host =
        "(?:\\[(?:"
            + ipv6()
            + "|[vV][0-9a-fA-F]+\\.[a-zA-Z0-9._~!$&'()*+,;=:-]+)\\]|"
            + characters("", extra)
            + "*)";
    return user + host + "(?::[0-9]*)?";
  }

  private static String tail(String extra) {
    String privateUse = "\\x{E000}-\\x{F8FF}\\x{F0000}-\\x{FFFFD}\\x{100000}-\\x{10FFFD}";
    String open = characters(":@/?", extra + (extra.isEmpty() ? "" : privateUse));
    return "(?:\\?" + open + "*)?(?:#" + characters(":@/?", extra) + "*)?";
  }

  private static String uri(String extra) {
    String segment = characters(":@", extra);
    String path =
        "(?://"
            + authority(extra)
            + "(?:/"
            + segment
            + "*)*|/(?:"
            + segment
            + "+(?:/"
            + segment
            + "*)*)?|"
            + segment
            + "+(?:/"
            + segment
            + "*)*)?";
    return "[a-zA-Z][a-zA-Z0-9+.-]*:" + path + tail(extra);
  }

  private static String uriReference(String extra) {
    String segment = characters(":@", extra);
    String first = characters("@", extra);
    String relative =
        "(?://"
            + authority(extra)
            + "(?:/"
            + segment
            + "*)*|/(?:"
            + segment
            + "+(?:/"
            + segment
            + "*)*)?|"
            + first
            + "+(?:/"
            + segment
            + "*)*)?"
            + tail(extra);
    return "(?:" + uri(extra) + "|" + relative + ")";
  }
}

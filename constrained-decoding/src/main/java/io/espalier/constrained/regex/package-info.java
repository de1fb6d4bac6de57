/// Regexes: dialects read into a tree, trees lowered to derivative expressions over UTF-8 bytes.
@NullMarked
package io.espalier.constrained.regex;

import org.jspecify.annotations.NullMarked;

/// What a program will do, before it runs: for `sgl explain` and for people who tune programs.
@NullMarked
package io.espalier.compiler.explain;

import org.jspecify.annotations.NullMarked;

/// The intermediate representation: sealed records, their printer and their JSON form.
@NullMarked
package io.espalier.compiler.ir;

import org.jspecify.annotations.NullMarked;

import io.espalier.dsl.*;
import io.espalier.runtime.*;
import io.espalier.runtime.interpreter.RunOptions;
import static io.espalier.dsl.Gen.max;

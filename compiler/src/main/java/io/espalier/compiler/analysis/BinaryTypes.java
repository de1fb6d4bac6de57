package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Expression;
import java.util.Optional;

/// The type of one operator between two operands.
final class BinaryTypes {
  private final Body body;
  private final Expression.Binary binary;
  private final IrType left;
  private final IrType right;

  BinaryTypes(Body body, Expression.Binary binary, IrType left, IrType right) {
    this.body = body;
    this.binary = binary;
    this.left = left;
    this.right = right;
  }

  IrType type() {
    boolean unknown = left.equals(TypeRelations.UNKNOWN) || right.equals(TypeRelations.UNKNOWN);
    return switch (binary.operator()) {
      case AND, OR -> throw new IllegalStateException("conditions are checked one by one");
      case EQUAL, NOT_EQUAL -> equality();
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {
        boolean ordered =
            TypeRelations.ordered(left)
                && TypeRelations.ordered(right)
                && TypeRelations.isNumber(left) == TypeRelations.isNumber(right);
        require(unknown || ordered, "two numbers or two strings");
        yield new IrType.Bool();
      }
      case CONTAINS -> {
        require(unknown || contains(), "a string in a string, or an item in a list");
        yield new IrType.Bool();
      }
      case OR_ELSE -> orElse();
      case ADD -> unknown ? TypeRelations.UNKNOWN : add();
      case SUBTRACT, MULTIPLY, DIVIDE, REMAINDER ->
          unknown ? TypeRelations.UNKNOWN : arithmetic("two numbers");
    };
  }

  private IrType equality() {
    if (!TypeRelations.comparable(left, right)) {
      body.module.warning(
          CheckCode.NEVER_EQUAL,
          binary.span(),
          ExpressionChecker.name(left)
              + " and "
              + ExpressionChecker.name(right)
              + " are never equal",
          right instanceof IrType.None ? "only a value of a type T? may be absent" : "");
    }
    return new IrType.Bool();
  }

  private boolean contains() {
    IrType.Text free = IrType.Text.free();
    if (TypeRelations.fits(left, free)) {
      return TypeRelations.fits(right, free);
    }
    return switch (left) {
      case IrType.ListOf(var item, _, _) -> TypeRelations.comparable(item, right);
      case IrType.MapOf _ -> TypeRelations.fits(right, free);
      default -> false;
    };
  }

  private IrType orElse() {
    if (left.equals(TypeRelations.UNKNOWN)) {
      return right;
    }
    if (!TypeRelations.mayBeAbsent(left)) {
      body.module.warning(
          CheckCode.NEVER_EQUAL,
          binary.left().span(),
          "this is never absent, so what follows '??' is never used",
          "remove '?? …'");
    }
    IrType present = TypeRelations.present(left);
    if (present instanceof IrType.None) {
      return right;
    }
    if (present instanceof IrType.Decimal && right instanceof IrType.Int) {
      body.facts().makeFloat(binary.right());
      return present;
    }
    Optional<IrType> joined = TypeRelations.join(present, right);
    if (joined.isEmpty()) {
      body.expressions.requireFits(binary.right(), right, present);
    }
    return joined.orElse(present);
  }

  private IrType add() {
    IrType.Text free = IrType.Text.free();
    if (TypeRelations.fits(left, free) && TypeRelations.fits(right, free)) {
      return free;
    }
    if (left instanceof IrType.ListOf(var a, int min, int max)
        && right instanceof IrType.ListOf(var b, int otherMin, int otherMax)) {
      Optional<IrType> item = TypeRelations.join(a, b);
      if (item.isPresent()) {
        return new IrType.ListOf(item.get(), sum(min, otherMin), sum(max, otherMax));
      }
    }
    return arithmetic("two numbers, two strings or two lists");
  }

  private static int sum(int a, int b) {
    return (int) Math.min((long) a + b, Integer.MAX_VALUE);
  }

  private IrType arithmetic(String expected) {
    boolean numbers = TypeRelations.isNumber(left) && TypeRelations.isNumber(right);
    require(numbers, expected);
    if (!numbers) {
      return TypeRelations.UNKNOWN;
    }
    return left instanceof IrType.Int && right instanceof IrType.Int
        ? IrType.Int.any()
        : IrType.Decimal.any();
  }

  private void require(boolean holds, String expected) {
    if (holds) {
      return;
    }
    if (TypeRelations.mayBeAbsent(left) || TypeRelations.mayBeAbsent(right)) {
      body.expressions.absent(
          (TypeRelations.mayBeAbsent(left) ? binary.left() : binary.right()).span());
      return;
    }
    body.module.error(
        CheckCode.OPERANDS,
        binary.span(),
        "'%s' of %s and %s"
            .formatted(
                binary.operator().symbol(),
                ExpressionChecker.name(left),
                ExpressionChecker.name(right)),
        expected,
        TypeRelations.fits(left, IrType.Text.free())
                || TypeRelations.fits(right, IrType.Text.free())
            ? "write values into a text: \"\\{…}\""
            : "");
  }
}

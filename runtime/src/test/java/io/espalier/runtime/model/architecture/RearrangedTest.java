package io.espalier.runtime.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.NumberFormat;
import io.espalier.kernels.StoredTensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RearrangedTest {
  private static StoredTensor random(NumberFormat format, int rows, int columns) {
    return StoredTensor.random(Arena.ofAuto(), format, rows, columns, 1, 7);
  }

  private static float at(StoredTensor matrix, int row, int column) {
    float[] values = new float[matrix.columns()];
    matrix.decodeRow(row, values, 0);
    return values[column];
  }

  @ParameterizedTest
  @EnumSource(NumberFormat.class)
  void transposesWithTheSameValues(NumberFormat format) {
    StoredTensor matrix = random(format, 5, 64);
    StoredTensor turned = Rearranged.transposed(matrix);
    assertThat(turned.format()).isEqualTo(format.blockElements() == 1 ? format : NumberFormat.F32);
    assertThat(turned.rows()).isEqualTo(64);
    assertThat(turned.columns()).isEqualTo(5);
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 64; column++) {
        assertThat(at(turned, column, row)).isEqualTo(at(matrix, row, column));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NumberFormat.class)
  void cutsRowsAndPutsEvenOnesFirst(NumberFormat format) {
    StoredTensor matrix = random(format, 7, 32);
    int[] order = {0, 2, 4, 6, 1, 3, 5};
    StoredTensor even = Rearranged.evenRowsFirst(matrix);
    for (int row = 0; row < 7; row++) {
      assertThat(at(even, row, 9)).isEqualTo(at(matrix, order[row], 9));
    }
    StoredTensor cut = Rearranged.rows(matrix, 3, 2);
    assertThat(cut.rows()).isEqualTo(2);
    assertThat(at(cut, 0, 31)).isEqualTo(at(matrix, 3, 31));
    assertThat(at(cut, 1, 0)).isEqualTo(at(matrix, 4, 0));
  }

  @Test
  void putsEvenValuesFirst() {
    assertThat(Rearranged.evenFirst(new float[] {0, 1, 2, 3, 4})).containsExactly(0, 2, 4, 1, 3);
  }
}

package org.nnc.compiler.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;

/** The four rules by which an index gets its range: the table of the language's section 2, row by row, and its neighbours. */
class RangesTest {
    private static final String TENSORS = """
            dim L, B, T, N = 4, M = 3, R = 3, S = 2, D = 1, P = 1
            input x : real[L]; input a : real[B, N]; input c : real[B, M]; input xt : real[T]; input z : real[B, N, L]
            param k : real[R]; param q : real[5, N, R]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "y[p] = sum(r) k[r]*x[S*p + D*r] ~ (L - 3) div 2 + 1",
                "y[p] = sum(r) k[r]*x[p + 2*r] ~ L - 4",
                "y[p] = x[L - 1 - p] ~ L",
                "y[i in 0..N] = x[i-1 | 0] ~ 4",
                "y[p in 0..L] = sum(r) k[r]*x[p + r - P | 0] ~ L",
                "y[t in 0..T-1] = xt[t+1] - xt[t] ~ T - 1",
                "y[j in 0..N+M] = case { j < N : a[0,j]; else : c[0,j-N] } ~ 7",
                "y[i] = if i < 2 then k[i] else -k[i] ~ 3",
                "y[p] = xt[p + 1]*xt[p + 2] ~ T - 2",
                "y[p] = x[p | 0] ~ L",
            })
    void shapes(String equation, String size) {
        Program p = Checking.body(TENSORS + equation + "\noutput y");
        Dim expected = Checking.program("model M { dim L, T, B\noutput y[i in 0.." + size + "] = i }")
                .tensor("y")
                .orElseThrow()
                .shape()
                .get(0);
        assertEquals(expected, p.tensor("y").orElseThrow().shape().get(0));
    }
}

package com.example;

import java.util.Locale;
import org.nnc.Model;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Sgd;

/** Trains a straight line, whose model stands right here, and an OR gate, whose model is src/main/nn/com/example/gate.nn. */
@Model("""
        model Line {
          dim B; input x : real[B]; input y : real[B]
          param a : real ~ zeros; param b : real ~ zeros
          output p[i] = a*x[i] + b
          loss mse = mean(i) (p[i] - y[i])^2
        }
        """)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        line();
        gate();
    }

    private static void line() {
        float[] x = {-2, -1, 0, 1, 2};
        float[] y = {-3, -1, 1, 3, 5};
        Line line = new Line();
        Sgd sgd = Sgd.of(line).lr(0.1);
        float loss = 0;
        for (int step = 0; step < 200; step++) {
            loss = line.lossAndGradient(x.length, x, y);
            sgd.step();
        }
        float a = line.parameters()[Line.a().offset()];
        float b = line.parameters()[Line.b().offset()];
        System.out.printf(Locale.ROOT, "line: y = %.3f x + %.3f, loss %.4f%n", a, b, loss);
    }

    private static void gate() {
        float[] x = {0, 0, 0, 1, 1, 0, 1, 1};
        float[] y = {0, 1, 1, 1};
        Gate gate = new Gate();
        Adam adam = Adam.of(gate).lr(0.1);
        for (int step = 0; step < 300; step++) {
            gate.lossAndGradient(4, x, y);
            adam.step();
        }
        gate.predict(4, x);
        StringBuilder shown = new StringBuilder("gate:");
        for (float p : gate.p()) shown.append(p > 0.5f ? " on" : " off");
        System.out.println(shown);
    }
}

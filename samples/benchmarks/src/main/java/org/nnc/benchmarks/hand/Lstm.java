package org.nnc.benchmarks.hand;

import java.util.Arrays;
import org.nnc.benchmarks.Side;

/**
 * One LSTM layer from a zero state, gates in the order input, forget, cell, output; the loss is half the mean square of the
 * last state. The products with the inputs are one product before the loop, those for the weights two after it.
 */
public final class Lstm implements Side {
    private final int steps;
    private final int rows;
    private final int in;
    private final int h;
    private final int g;
    private final float[] x;
    private final float[] wx;
    private final float[] wh;
    private final float[] whTurned;
    private final float[] bias;
    private final float[] gates;
    private final float[] dGates;
    private final float[] states;
    private final float[] cells;
    private final float[] tanhs;
    private final float[] dState;
    private final float[] dCell;
    private final float[] dwx;
    private final float[] dwh;
    private final float[] db;
    private final Rows kernel;

    /** With parameters Wx [4, h, in], Wh [4, h, h], b [4, h]. */
    public Lstm(int steps, int rows, int in, int h, float[] x, float[] parameters) {
        this.steps = steps;
        this.rows = rows;
        this.in = in;
        this.h = h;
        this.x = x;
        g = 4 * h;
        wx = new float[in * g];
        Rows.transpose(g, in, parameters, 0, wx, 0);
        wh = new float[h * g];
        Rows.transpose(g, h, parameters, g * in, wh, 0);
        whTurned = new float[h * g];
        bias = Arrays.copyOfRange(parameters, g * (in + h), g * (in + h + 1));
        gates = new float[steps * rows * g];
        dGates = new float[steps * rows * g];
        states = new float[(steps + 1) * rows * h];
        cells = new float[(steps + 1) * rows * h];
        tanhs = new float[steps * rows * h];
        dState = new float[rows * h];
        dCell = new float[rows * h];
        dwx = new float[in * g];
        dwh = new float[h * g];
        db = new float[g];
        kernel = new Rows(g);
    }

    @Override
    public double call() {
        int all = steps * rows;
        int cell = rows * h;
        for (int i = 0; i < all; i++) System.arraycopy(bias, 0, gates, i * g, g);
        kernel.multiply(all, g, in, x, 0, in, 1, wx, 0, g, gates, 0, g);
        for (int t = 0; t < steps; t++) {
            kernel.multiply(rows, g, h, states, t * cell, h, 1, wh, 0, g, gates, t * rows * g, g);
            for (int i = 0; i < rows; i++) step((t * rows + i) * g, t * cell + i * h, cell);
        }
        double loss = 0;
        for (int i = 0; i < cell; i++) {
            float v = states[steps * cell + i];
            loss += (double) v * v;
            dState[i] = v / rows;
        }
        backward(cell);
        Arrays.fill(dwx, 0);
        Arrays.fill(dwh, 0);
        kernel.multiply(in, g, all, x, 0, 1, in, dGates, 0, g, dwx, 0, g);
        kernel.multiply(h, g, all, states, 0, 1, h, dGates, 0, g, dwh, 0, g);
        Rows.columnSums(all, g, dGates, 0, db, 0);
        return 0.5 * loss / rows;
    }

    private void step(int z, int c, int cell) {
        for (int j = 0; j < 2 * h; j++) gates[z + j] = Rows.sigmoid(gates[z + j]);
        for (int j = 2 * h; j < 3 * h; j++) gates[z + j] = Rows.tanh(gates[z + j]);
        for (int j = 3 * h; j < 4 * h; j++) gates[z + j] = Rows.sigmoid(gates[z + j]);
        for (int j = 0; j < h; j++) {
            float next = gates[z + h + j] * cells[c + j] + gates[z + j] * gates[z + 2 * h + j];
            cells[c + cell + j] = next;
            float s = Rows.tanh(next);
            tanhs[c + j] = s;
            states[c + cell + j] = gates[z + 3 * h + j] * s;
        }
    }

    private void backward(int cell) {
        Arrays.fill(dCell, 0);
        Rows.transpose(h, g, wh, 0, whTurned, 0);
        for (int t = steps - 1; t >= 0; t--) {
            for (int i = 0; i < rows; i++) {
                int z = (t * rows + i) * g;
                int c = t * cell + i * h;
                int own = i * h;
                for (int j = 0; j < h; j++) {
                    float input = gates[z + j];
                    float forget = gates[z + h + j];
                    float candidate = gates[z + 2 * h + j];
                    float output = gates[z + 3 * h + j];
                    float s = tanhs[c + j];
                    float d = dState[own + j];
                    float dc = dCell[own + j] + d * output * (1 - s * s);
                    dGates[z + 3 * h + j] = d * s * output * (1 - output);
                    dGates[z + j] = dc * candidate * input * (1 - input);
                    dGates[z + h + j] = dc * cells[c + j] * forget * (1 - forget);
                    dGates[z + 2 * h + j] = dc * input * (1 - candidate * candidate);
                    dCell[own + j] = dc * forget;
                }
            }
            Arrays.fill(dState, 0);
            if (t > 0) kernel.multiply(rows, h, g, dGates, t * rows * g, g, 1, whTurned, 0, h, dState, 0, h);
        }
    }

    @Override
    public double[] result() {
        float[] a = new float[dwx.length];
        Rows.transpose(in, g, dwx, 0, a, 0);
        float[] b = new float[dwh.length];
        Rows.transpose(h, g, dwh, 0, b, 0);
        return Flat.of(a, b, db);
    }
}

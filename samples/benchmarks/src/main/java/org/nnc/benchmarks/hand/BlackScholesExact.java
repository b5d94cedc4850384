package org.nnc.benchmarks.hand;

import org.nnc.benchmarks.Side;
import org.nnc.runtime.Special;

/** The price of a call after Black and Scholes with the normal distribution to the last bit; Greeks by the textbook's formulas. */
public final class BlackScholesExact implements Side {
    private static final double ROOT = 0.3989422804014327;

    private final double[] in;
    private final double[] greeks = new double[5];

    /** Of price, strike, rate, volatility, time. */
    public BlackScholesExact(double... in) {
        this.in = in.clone();
    }

    @Override
    public double call() {
        double s = in[0];
        double k = in[1];
        double r = in[2];
        double v = in[3];
        double t = in[4];
        double root = Math.sqrt(t);
        double d1 = (Math.log(s / k) + (r + 0.5 * v * v) * t) / (v * root);
        double d2 = d1 - v * root;
        double n1 = Special.normcdf(d1);
        double n2 = Special.normcdf(d2);
        double density = ROOT * Math.exp(-0.5 * d1 * d1);
        double discounted = k * Math.exp(-r * t);
        greeks[0] = n1;
        greeks[1] = -discounted * n2 / k;
        greeks[2] = t * discounted * n2;
        greeks[3] = s * density * root;
        greeks[4] = s * density * v / (2 * root) + r * discounted * n2;
        return s * n1 - discounted * n2;
    }

    @Override
    public double[] result() {
        return greeks.clone();
    }
}

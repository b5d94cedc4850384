package org.nnc.benchmarks.hand;

import org.nnc.benchmarks.Side;

/**
 * The price of a call after Black and Scholes and its adjoints, as they are written by hand. The normal distribution is formula
 * 26.2.17 of Abramowitz and Stegun, which holds where its argument is not negative, and its slope that of the polynomial.
 */
public final class BlackScholes implements Side {
    private static final double ROOT = 0.3989422804014327;
    private static final double P = 0.2316419;
    private static final double B1 = 0.319381530;
    private static final double B2 = -0.356563782;
    private static final double B3 = 1.781477937;
    private static final double B4 = -1.821255978;
    private static final double B5 = 1.330274429;

    private final double[] in;
    private final double[] adjoints = new double[5];

    /** Of price, strike, rate, volatility, time. */
    public BlackScholes(double... in) {
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
        double spread = v * root;
        double drift = r + 0.5 * v * v;
        double d1 = (Math.log(s / k) + drift * t) / spread;
        double d2 = d1 - spread;
        double w1 = 1 / (1 + P * d1);
        double w2 = 1 / (1 + P * d2);
        double tail1 = w1 * (B1 + w1 * (B2 + w1 * (B3 + w1 * (B4 + w1 * B5))));
        double tail2 = w2 * (B1 + w2 * (B2 + w2 * (B3 + w2 * (B4 + w2 * B5))));
        double density1 = ROOT * Math.exp(-0.5 * d1 * d1);
        double density2 = ROOT * Math.exp(-0.5 * d2 * d2);
        double discount = Math.exp(-r * t);
        double n1 = 1 - density1 * tail1;
        double n2 = 1 - density2 * tail2;

        double slope1 = B1 + w1 * (2 * B2 + w1 * (3 * B3 + w1 * (4 * B4 + w1 * 5 * B5)));
        double slope2 = B1 + w2 * (2 * B2 + w2 * (3 * B3 + w2 * (4 * B4 + w2 * 5 * B5)));
        double byD1 = s * density1 * (d1 * tail1 + slope1 * P * w1 * w1);
        double byD2 = -k * discount * density2 * (d2 * tail2 + slope2 * P * w2 * w2);
        double both = byD1 + byD2;
        double bySum = both / spread;
        double bySpread = -byD2 - both * d1 / spread;
        double byDiscount = -k * n2;
        adjoints[0] = n1 + bySum / s;
        adjoints[1] = -discount * n2 - bySum / k;
        adjoints[2] = bySum * t - t * discount * byDiscount;
        adjoints[3] = bySpread * root + bySum * t * v;
        adjoints[4] = bySum * drift + bySpread * v * 0.5 / root - r * discount * byDiscount;
        return s * n1 - k * discount * n2;
    }

    @Override
    public double[] result() {
        return adjoints.clone();
    }
}

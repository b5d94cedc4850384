package org.nnc.runtime.vector;

import org.nnc.runtime.KernelSet;
import org.nnc.runtime.Scratch;

/**
 * The kernel set on {@code jdk.incubator.vector}; found by ServiceLoader where that module is resolved
 * ({@code --add-modules jdk.incubator.vector}), silently absent where it is not.
 */
public final class VectorKernels implements KernelSet {
    private final FloatContraction floats = new FloatContraction();
    private final DoubleContraction doubles = new DoubleContraction();

    /** Fails to link where the module is not resolved, which the loader takes as absence. */
    public VectorKernels() {
        if (FloatWideTiles.L < 2) throw new LinkageError("no vector units");
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        floats.gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, null, 0, c, co, cr, accumulate, scratch);
    }

    @Override
    public void affine(
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int br,
            int bc,
            float[] s,
            int so,
            float[] c,
            int co,
            int cr,
            Scratch scratch) {
        floats.gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, s, so, c, co, cr, false, scratch);
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int br,
            int bc,
            double[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        doubles.gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, null, 0, c, co, cr, accumulate, scratch);
    }

    @Override
    public void affine(
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int br,
            int bc,
            double[] s,
            int so,
            double[] c,
            int co,
            int cr,
            Scratch scratch) {
        doubles.gemm(m, n, k, a, ao, ar, ac, b, bo, br, bc, s, so, c, co, cr, false, scratch);
    }

    @Override
    public void gemm(
            int groups,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int ar,
            int ac,
            float[] b,
            int bo,
            int bg,
            int[] rows,
            float[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        floats.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }

    @Override
    public void dots(
            int m,
            int n,
            int blocks,
            int k,
            float[] a,
            int ao,
            int ar,
            int aBlock,
            float[] b,
            int bo,
            int[] bColumns,
            int bBlock,
            float[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        FloatStretches.dots(
                m, n, blocks, k, a, ao, ar, aBlock, b, bo, bColumns, bBlock, c, co, cr, accumulate, scratch);
    }

    @Override
    public void gemm(
            int groups,
            int m,
            int n,
            int k,
            double[] a,
            int ao,
            int ar,
            int ac,
            double[] b,
            int bo,
            int bg,
            int[] rows,
            double[] c,
            int co,
            int cg,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        doubles.gemm(groups, m, n, k, a, ao, ar, ac, b, bo, bg, rows, c, co, cg, cr, accumulate, scratch);
    }

    @Override
    public void dots(
            int m,
            int n,
            int blocks,
            int k,
            double[] a,
            int ao,
            int ar,
            int aBlock,
            double[] b,
            int bo,
            int[] bColumns,
            int bBlock,
            double[] c,
            int co,
            int cr,
            boolean accumulate,
            Scratch scratch) {
        DoubleStretches.dots(
                m, n, blocks, k, a, ao, ar, aBlock, b, bo, bColumns, bBlock, c, co, cr, accumulate, scratch);
    }

    @Override
    public void greatest(
            int m,
            int n,
            int points,
            float[] x,
            int xo,
            int xr,
            int xc,
            int[] at,
            float[] y,
            int yo,
            int yr,
            int[] places) {
        if (points == 4 && xc == 1) FloatGreatest.four(m, n, x, xo, xr, at, y, yo, yr, places);
        else if (xc == 2 && FloatGreatest.arePairs(points, at, places))
            FloatGreatest.pairs(m, n, x, xo, xr, at, y, yo, yr);
        else KernelSet.super.greatest(m, n, points, x, xo, xr, xc, at, y, yo, yr, places);
    }

    @Override
    public void spread(
            int m,
            int n,
            int points,
            float[] x,
            int xo,
            int xr,
            int[] places,
            int[] at,
            float[] y,
            int yo,
            int yr,
            boolean accumulate) {
        if (points == 4) FloatGreatest.spread(m, n, x, xo, xr, places, at, y, yo, yr, accumulate);
        else KernelSet.super.spread(m, n, points, x, xo, xr, places, at, y, yo, yr, accumulate);
    }

    @Override
    public void exp(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.exp(n, x, xo, y, yo, scratch);
    }

    @Override
    public void exp(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.exp(n, x, xo, y, yo, scratch);
    }

    @Override
    public void expm1(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.expm1(n, x, xo, y, yo, scratch);
    }

    @Override
    public void expm1(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.expm1(n, x, xo, y, yo, scratch);
    }

    @Override
    public void log(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.log(n, x, xo, y, yo, scratch);
    }

    @Override
    public void log(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.log(n, x, xo, y, yo, scratch);
    }

    @Override
    public void cosh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.cosh(n, x, xo, y, yo, scratch);
    }

    @Override
    public void cosh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.cosh(n, x, xo, y, yo, scratch);
    }

    @Override
    public void tanh(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.tanh(n, x, xo, y, yo, null, 0, scratch);
    }

    @Override
    public void tanhs(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        FloatRanges.tanh(n, x, xo, y, yo, z, zo, scratch);
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.tanh(n, x, xo, y, yo, null, 0, scratch);
    }

    @Override
    public void tanhs(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        DoubleRanges.tanh(n, x, xo, y, yo, z, zo, scratch);
    }

    @Override
    public void erf(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.erf(n, x, xo, y, yo, scratch);
    }

    @Override
    public void sigmoid(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.sigmoid(n, x, xo, y, yo, null, 0, scratch);
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.sigmoid(n, x, xo, y, yo, null, 0, scratch);
    }

    @Override
    public void sigmoids(int n, float[] x, int xo, float[] y, int yo, float[] z, int zo, Scratch scratch) {
        FloatRanges.sigmoid(n, x, xo, y, yo, z, zo, scratch);
    }

    @Override
    public void sigmoids(int n, double[] x, int xo, double[] y, int yo, double[] z, int zo, Scratch scratch) {
        DoubleRanges.sigmoid(n, x, xo, y, yo, z, zo, scratch);
    }

    @Override
    public void softplus(int n, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatRanges.softplus(n, x, xo, y, yo, scratch);
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleRanges.softplus(n, x, xo, y, yo, scratch);
    }

    @Override
    public void gate(int n, float[] x, int xo, float[] d, int dAt, float[] y, int yo) {
        FloatVectorRows.gate(n, x, xo, d, dAt, y, yo);
    }

    @Override
    public float sum(int n, float[] x, int xo) {
        return FloatVectorRows.sum(n, x, xo);
    }

    @Override
    public float max(int n, float[] x, int xo) {
        return FloatVectorRows.max(n, x, xo);
    }

    @Override
    public float dot(int n, float[] a, int ao, int aStep, float[] b, int bo, int bStep) {
        return aStep == 1 && bStep == 1
                ? FloatVectorRows.dot(n, a, ao, b, bo)
                : KernelSet.super.dot(n, a, ao, aStep, b, bo, bStep);
    }

    @Override
    public void axpy(int n, float s, float[] x, int xo, float[] y, int yo, Scratch scratch) {
        FloatVectorRows.axpy(n, s, x, xo, y, yo);
    }

    @Override
    public void columnSums(
            int m, int n, float[] a, int ao, int ar, float[] c, int co, boolean accumulate, Scratch scratch) {
        FloatVectorRows.columnSums(m, n, a, ao, ar, c, co, accumulate);
    }

    @Override
    public void gate(int n, double[] x, int xo, double[] d, int dAt, double[] y, int yo) {
        DoubleVectorRows.gate(n, x, xo, d, dAt, y, yo);
    }

    @Override
    public double sum(int n, double[] x, int xo) {
        return DoubleVectorRows.sum(n, x, xo);
    }

    @Override
    public double max(int n, double[] x, int xo) {
        return DoubleVectorRows.max(n, x, xo);
    }

    @Override
    public double dot(int n, double[] a, int ao, int aStep, double[] b, int bo, int bStep) {
        return aStep == 1 && bStep == 1
                ? DoubleVectorRows.dot(n, a, ao, b, bo)
                : KernelSet.super.dot(n, a, ao, aStep, b, bo, bStep);
    }

    @Override
    public void axpy(int n, double s, double[] x, int xo, double[] y, int yo, Scratch scratch) {
        DoubleVectorRows.axpy(n, s, x, xo, y, yo);
    }

    @Override
    public void columnSums(
            int m, int n, double[] a, int ao, int ar, double[] c, int co, boolean accumulate, Scratch scratch) {
        DoubleVectorRows.columnSums(m, n, a, ao, ar, c, co, accumulate);
    }
}

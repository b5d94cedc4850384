package org.nnc.runtime.vector;

import org.nnc.runtime.Scratch;

/**
 * What of a contraction knows its element type, for an array type {@code T}: tiles of so many rows of C by so many vectors, sums
 * along rows, plain copies.
 */
abstract class Tiles<T> {
    abstract void tile4x4(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile6x4(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile2x4(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile1x8(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile1x4(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile4x2(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile6x2(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile3x3(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile1x2(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile8x1(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile4x1(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void tile1x1(
            int k, T a, int ao, int ar, int ac, T b, int[] rows, int bo, T c, int co, int cr, boolean add);

    abstract void dots4x2(int k, T a, int ao, int ar, T b, int b0, int b1, T c, int co, int cr, int cc, boolean add);

    abstract void dots1x4(int k, T a, int ao, T b, int bo, int[] rows, int row, T c, int co, int cc, boolean add);

    /** The same for so many rows of B, a multiple of four, whose elements fill vectors. */
    abstract void dotsWhole(int n, int k, T a, int ao, T b, int bo, int[] rows, T c, int co, int cc);

    abstract void dots1x1(int k, T a, int ao, T b, int bo, T c, int co, boolean add);

    /** {@code C[i,j] = A[i]*B[j]}, or {@code +=}. */
    abstract void outer(int m, int n, T a, int ao, int ar, T b, int bo, T c, int co, int cr, boolean add);

    abstract T array(Scratch scratch, int size);

    abstract int length(T array);

    /** {@code to[p*toRow + j] = from[p*row + j*column]}. */
    abstract void transpose(
            int rows, int columns, T from, int offset, int row, int column, T to, int toOffset, int toRow);

    /** {@code C[i,j] = from[j*row + i]}, or {@code +=}. */
    abstract void addTransposed(int m, int n, T from, int offset, int row, T c, int co, int cr, boolean add);

    /** {@code C[i,j] = from[i*row + j]}, or {@code +=}. */
    abstract void addRows(int m, int n, T from, int offset, int row, T c, int co, int cr, boolean add);
}

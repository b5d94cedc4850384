package org.nnc.runtime;

/** The kernel set of plain Java, which every virtual machine has. */
final class PlainKernels implements KernelSet {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int bRow,
            int bColumn,
            float[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        if (n > 1 && scratch.shares(m, (long) m * n * k)) {
            scratch.share(
                    m,
                    (from, to, own) -> FloatPlain.gemm(
                            to - from,
                            n,
                            k,
                            a,
                            aOffset + from * aRow,
                            aRow,
                            aColumn,
                            b,
                            bOffset,
                            bRow,
                            bColumn,
                            c,
                            cOffset + from * cRow,
                            cRow,
                            accumulate,
                            own));
            return;
        }
        FloatPlain.gemm(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
    }

    @Override
    public void gemm(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRow,
            int aColumn,
            double[] b,
            int bOffset,
            int bRow,
            int bColumn,
            double[] c,
            int cOffset,
            int cRow,
            boolean accumulate,
            Scratch scratch) {
        if (n > 1 && scratch.shares(m, (long) m * n * k)) {
            scratch.share(
                    m,
                    (from, to, own) -> DoublePlain.gemm(
                            to - from,
                            n,
                            k,
                            a,
                            aOffset + from * aRow,
                            aRow,
                            aColumn,
                            b,
                            bOffset,
                            bRow,
                            bColumn,
                            c,
                            cOffset + from * cRow,
                            cRow,
                            accumulate,
                            own));
            return;
        }
        DoublePlain.gemm(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, scratch);
    }
}

package org.nnc.runtime;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The kernel set of plain Java, which every virtual machine has. */
final class PlainKernels implements KernelSet {
    /** The set that {@link Kernels} has: a better one where there is one, as its description says. */
    static KernelSet orBetter() {
        try {
            String wish = System.getProperty("nnc.kernels");
            if (wish == null ? vectors() : !wish.equals("plain")) {
                return found();
            }
        } catch (SecurityException e) {
            // Who may not ask gets what every virtual machine has.
        }
        return new PlainKernels();
    }

    /** Only loaders above the class path are asked: a class that is not there is looked for in all its archives. */
    private static boolean vectors() {
        ClassLoader above = ClassLoader.getSystemClassLoader().getParent();
        try {
            return above == null || above.loadClass("jdk.incubator.vector.Vector") != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The first set that ServiceLoader finds, or the plain one. */
    static KernelSet found() {
        try {
            Iterator<KernelSet> found = ServiceLoader.load(KernelSet.class, KernelSet.class.getClassLoader())
                    .iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (ServiceConfigurationError | LinkageError | SecurityException e) {
            // A set whose module this virtual machine lacks: the plain one does the same, slower.
        }
        return new PlainKernels();
    }

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

package org.nnc.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cuts the rows of a large contraction into pieces for several threads. Never the sums: an element is computed by one thread,
 * in the same order, so that the results are the same bits for any number of threads.
 */
public final class Workers {
    /** Multiplications from which handing over pays: some 40 microseconds of work at the rate of a vector kernel. */
    public static final long LARGE = 1L << 21;

    /** Rows of pieces are multiples of this, so that all but the last are whole tiles. */
    private static final int STEP = 8;

    /** What is to be done for the rows {@code from..to}, with working memory of its own. */
    public interface Piece {
        /** Computes these rows. */
        void rows(int from, int to, Scratch scratch);
    }

    private final Executor executor;
    private final Scratch[] memory;

    Workers(Executor executor, int threads) {
        this.executor = executor;
        memory = new Scratch[threads];
        for (int i = 0; i < threads; i++) {
            memory[i] = new Scratch();
        }
    }

    /** Whether so many multiplications over so many rows are worth cutting. */
    boolean pays(int rows, long multiplications) {
        return memory.length > 1 && rows >= 2 * STEP && multiplications >= LARGE;
    }

    /**
     * Runs the piece for all rows and returns when they are done. The calling thread takes part and waits only for pieces that
     * others have begun, so a busy executor, or one that this thread belongs to, makes it slow but not stuck.
     */
    void run(int rows, Piece piece) {
        int size = ((rows + memory.length - 1) / memory.length + STEP - 1) / STEP * STEP;
        int pieces = (rows + size - 1) / size;
        Run run = new Run(rows, size, pieces, piece);
        try {
            for (int i = 1; i < pieces; i++) {
                executor.execute(run);
            }
        } catch (RejectedExecutionException e) {
            // An executor that was shut down or is full: the calling thread does what is left.
        }
        run.run();
        run.await();
    }

    private final class Run implements Runnable {
        private final int rows;
        private final int size;
        private final Piece piece;
        private final int pieces;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch done;
        private volatile Throwable fault;

        Run(int rows, int size, int pieces, Piece piece) {
            this.rows = rows;
            this.size = size;
            this.piece = piece;
            this.pieces = pieces;
            done = new CountDownLatch(pieces);
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                try {
                    piece.rows(i * size, Math.min(rows, (i + 1) * size), memory[i]);
                } catch (RuntimeException | Error e) {
                    fault = e;
                } finally {
                    done.countDown();
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    // The pieces write to the caller's arrays: they have to end first.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (fault instanceof RuntimeException) {
                throw (RuntimeException) fault;
            }
            if (fault != null) {
                throw (Error) fault;
            }
        }
    }
}

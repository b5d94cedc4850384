package org.nnc.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Each workload, generated and by hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WorkloadBenchmark {
    /** The workload's name. */
    @Param({
        "W1.d2", "W1.d20", "W2.b1", "W2.b32", "W2.b128", "W3.b1", "W3.b32", "W3.b128", "W4.b128", "W5.b1", "W5.b32", "W6",
        "W7.mlp", "W7.cnn", "W8.call", "W8.r10", "W8.r50"
    })
    public String workload;

    /** Which of the two. */
    @Param({"nnc", "hand"})
    public String by;

    private Side side;

    /** Makes the side that is measured. */
    @Setup
    public void build() {
        for (Workloads.Workload w : Workloads.all()) {
            if (w.name().equals(workload)) side = (by.equals("nnc") ? w.nnc() : w.hand()).get();
        }
    }

    /** One call. */
    @Benchmark
    public double call() {
        return side.call();
    }
}

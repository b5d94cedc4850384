package org.nnc.benchmarks;

import java.lang.reflect.InvocationTargetException;
import org.nnc.benchmarks.Workloads.Workload;

/** Finds the other side of a comparison; peers are there only where they were built, by the profile of that name. */
final class Peers {
    private Peers() {}

    /** Null where the peer has no such workload. */
    static Side of(Workload workload, String name) throws Exception {
        if (name.equals("hand")) {
            Side hand = workload.hand().get();
            // Through the same two calls as the generated class: they are a tenth of the smallest workloads.
            return Workloads.side(hand::call, hand::result);
        }
        String type = "org.nnc.benchmarks.peers." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        try {
            return (Side) Class.forName(type).getMethod("of", Workload.class).invoke(null, workload);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no peer " + name + ": build with -Dpeer=" + name, e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

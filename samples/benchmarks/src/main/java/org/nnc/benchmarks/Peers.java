package org.nnc.benchmarks;

import java.lang.reflect.InvocationTargetException;
import org.nnc.benchmarks.Workloads.Workload;

/** Finds the other side of a comparison; peers are there only where they were built, by the profile of that name. */
final class Peers {
    private Peers() {}

    /** Null where the peer has no such workload. */
    static Side of(Workload workload, String name) throws Exception {
        if (name.equals("hand")) return workload.hand().get();
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

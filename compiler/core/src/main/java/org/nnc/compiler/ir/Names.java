package org.nnc.compiler.ir;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hands out names that are not taken yet: {@code d_W}, then {@code d_W_2}. The only mutable thing a pass may hold. */
public final class Names {
    private final Set<String> taken;
    private final Map<String, Integer> next = new HashMap<>();

    public Names(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** {@code base} if it is free, else {@code base_2}, {@code base_3}, ..; taken from now on. */
    public String fresh(String base) {
        String name = base;
        while (!taken.add(name)) name = base + "_" + next.merge(base, 2, (old, two) -> old + 1);
        return name;
    }
}

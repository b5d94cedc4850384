package org.nnc.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Strongly connected components in dependency order (Tarjan 1972), without recursion. */
final class Groups {
    private Groups() {}

    /** @param needs by node, the nodes that must come before it or with it */
    static List<List<Integer>> of(List<List<Integer>> needs) {
        int n = needs.size();
        int[] number = new int[n];
        int[] low = new int[n];
        int[] next = new int[n];
        boolean[] onStack = new boolean[n];
        Deque<Integer> stack = new ArrayDeque<>();
        List<List<Integer>> found = new ArrayList<>();
        int counter = 0;
        for (int root = 0; root < n; root++) {
            if (number[root] != 0) continue;
            Deque<Integer> path = new ArrayDeque<>();
            path.push(root);
            while (!path.isEmpty()) {
                int v = path.peek();
                if (number[v] == 0) {
                    number[v] = low[v] = ++counter;
                    stack.push(v);
                    onStack[v] = true;
                }
                if (next[v] < needs.get(v).size()) {
                    int w = needs.get(v).get(next[v]++);
                    if (number[w] == 0) path.push(w);
                    else if (onStack[w]) low[v] = Math.min(low[v], number[w]);
                    continue;
                }
                path.pop();
                if (!path.isEmpty()) low[path.peek()] = Math.min(low[path.peek()], low[v]);
                if (low[v] != number[v]) continue;
                List<Integer> group = new ArrayList<>();
                int w;
                do {
                    w = stack.pop();
                    onStack[w] = false;
                    group.add(w);
                } while (w != v);
                Collections.sort(group);
                found.add(group);
            }
        }
        return found;
    }
}

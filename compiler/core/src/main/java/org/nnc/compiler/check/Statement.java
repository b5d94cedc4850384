package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nnc.compiler.ir.Equation;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Tree;

/** One statement of a block and what it becomes, so that equations and parameters end up in order of the text. */
final class Statement {
    final Tree.Stmt tree;
    final List<Equation> equations = new ArrayList<>();
    final List<Program.Table> tables = new ArrayList<>();
    /** By the place of the call that brings them. */
    final Map<Integer, List<Program.Param>> params = new TreeMap<>();
    /** The tensors it defines. */
    final List<Symbol> targets = new ArrayList<>();

    /** Set while it waits for the shapes of others. */
    Left left;

    Term value;
    Ranges ranges;

    Statement(Tree.Stmt tree) {
        this.tree = tree;
    }

    List<Program.Param> paramsAt(int place) {
        return params.computeIfAbsent(place, p -> new ArrayList<>());
    }

    boolean isPoisoned() {
        return targets.stream().anyMatch(t -> t.poisoned);
    }

    void poison() {
        targets.forEach(t -> t.poisoned = true);
    }
}

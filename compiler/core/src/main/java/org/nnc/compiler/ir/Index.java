package org.nnc.compiler.ir;

/** A loop variable of one equation; its name is unique within that equation. */
public record Index(String name) {
    @Override
    public String toString() {
        return name;
    }
}

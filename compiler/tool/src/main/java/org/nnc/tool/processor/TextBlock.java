package org.nnc.tool.processor;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.TypeElement;

/** Where a line of a text block stands in its Java file. Only javac can tell; elsewhere the answer is "unknown". */
final class TextBlock {
    private TextBlock() {}

    /** The 1-based line in the Java file of the 1-based line {@code modelLine} of an annotation's text block. */
    static Optional<Long> line(
            ProcessingEnvironment environment,
            TypeElement type,
            AnnotationMirror mirror,
            AnnotationValue value,
            int modelLine) {
        try {
            return ask(Trees.instance(environment), type, mirror, value, modelLine);
        } catch (IOException | RuntimeException | LinkageError e) {
            // Another compiler, or a build tool that wraps the environment: the message does without.
            return Optional.empty();
        }
    }

    private static Optional<Long> ask(
            Trees trees, TypeElement type, AnnotationMirror mirror, AnnotationValue value, int modelLine)
            throws IOException {
        TreePath path = trees.getPath(type, mirror, value);
        if (path == null) return Optional.empty();
        Tree leaf = path.getLeaf();
        CompilationUnitTree unit = path.getCompilationUnit();
        long start = trees.getSourcePositions().getStartPosition(unit, leaf);
        long end = trees.getSourcePositions().getEndPosition(unit, leaf);
        if (!(leaf instanceof LiteralTree) || start < 0 || end < start) return Optional.empty();
        String written = unit.getSourceFile()
                .getCharContent(true)
                .subSequence((int) start, (int) end)
                .toString();
        // A backslash may join or split lines, so that they no longer correspond.
        if (!written.startsWith("\"\"\"") || written.indexOf('\\') >= 0) return Optional.empty();
        return Optional.of(unit.getLineMap().getLineNumber(start) + modelLine);
    }
}

package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Tree;

/** From the tree of a file to its programs. Never throws because of what the file says. */
public final class Check {
    private Check() {}

    /**
     * @param file what was parsed
     * @param library where {@code use} finds other files; {@code std} is found without it
     */
    public static Checked check(Tree.File file, Library library) {
        Report report = new Report();
        Catalog catalog = new Catalog(Library.standard().or(library), report);
        Catalog.FileScope scope = catalog.file(file, true);
        List<Program> programs = new ArrayList<>();
        Map<String, List<Inner>> inner = new LinkedHashMap<>();
        boolean fine = report.errors() == 0;
        for (Catalog.Callable c : scope.models()) {
            Assemble model = new Assemble(report, (Tree.ModelDecl) c.decl(), scope, fine);
            model.program().ifPresent(p -> {
                programs.add(p);
                inner.put(p.name(), model.inner());
            });
        }
        // After the models: what a call reported is not reported again.
        for (Tree.Decl d : file.decls()) new NamesOnly(report, scope).check(d);
        List<Diagnostic> sorted = new ArrayList<>(report.diagnostics());
        Source main = file.source();
        // Problems of this file first, in order of the text; what lies in an imported file is shown after them.
        sorted.sort(Comparator.<Diagnostic>comparingInt(d -> d.span().source().equals(main) ? 0 : 1)
                .thenComparingInt(d -> d.span().start()));
        return new Checked(
                fine ? programs : List.of(),
                inner,
                catalog.packageName(),
                sorted,
                report.stated(),
                report.checkpoints());
    }
}

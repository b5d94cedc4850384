package org.nnc.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Errors;
import org.nnc.compiler.diagnostics.RoleErrors;
import org.nnc.compiler.diagnostics.RuleErrors;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Tree;

/** The declarations of a file and of the files that it uses. */
final class Catalog {
    /** A function, layer or model, with the file whose names its body sees. */
    record Callable(Tree.Decl decl, FileScope file) {
        String name() {
            return id().text();
        }

        Tree.Id id() {
            if (decl instanceof Tree.FunDecl d) return d.name();
            if (decl instanceof Tree.LayerDecl d) return d.name();
            if (decl instanceof Tree.ModelDecl d) return d.name();
            return ((Tree.ExternDecl) decl).name();
        }

        /** Whether it takes and gives whole tensors: a layer, a model, an extern function. */
        boolean isLayer() {
            return !(decl instanceof Tree.FunDecl);
        }

        /** Whether it has a block of its own. */
        boolean hasBlock() {
            return decl instanceof Tree.LayerDecl || decl instanceof Tree.ModelDecl;
        }
    }

    /** What is defined at the top of one file, and what it imports. */
    static final class FileScope {
        private final Map<String, Scope.Size> dims = new LinkedHashMap<>();
        private final Map<String, Callable> own = new LinkedHashMap<>();
        private final Map<String, FileScope> imports = new LinkedHashMap<>();

        /** Whether a file that it uses is missing: a name that is unknown may be from there. */
        private boolean incomplete;

        private String externOwner = "Externs";

        boolean isIncomplete() {
            return incomplete;
        }

        Map<String, Scope.Size> dims() {
            return dims;
        }

        /** A function, layer or model by its name, or qualified by the name of an import. */
        Optional<Callable> callable(Tree.QName name) {
            String last = name.parts().get(name.parts().size() - 1).text();
            if (last.equals("vjp") && !name.isSimple()) {
                String of = name.text().substring(0, name.text().length() - last.length() - 1);
                Optional<Callable> vjp =
                        extern(name, of).flatMap(ExternCall::vjp).map(d -> new Callable(d, this));
                if (vjp.isPresent()) return vjp;
            }
            if (!name.isSimple()) {
                String file = name.text().substring(0, name.text().length() - last.length() - 1);
                return Optional.ofNullable(imports.get(file)).map(f -> f.offered(last));
            }
            Callable found = own.get(last);
            for (FileScope f : imports.values()) if (found == null) found = f.offered(last);
            return Optional.ofNullable(found);
        }

        private Optional<Tree.ExternDecl> extern(Tree.QName name, String of) {
            List<Tree.Id> parts = name.parts().subList(0, name.parts().size() - 1);
            return callable(new Tree.QName(name.span(), parts))
                    .map(Callable::decl)
                    .filter(d -> d instanceof Tree.ExternDecl && !of.isEmpty())
                    .map(d -> (Tree.ExternDecl) d);
        }

        /** The extern function of that name that this file sees. */
        Tree.ExternDecl extern(Span use, String name) {
            Tree.Id id = new Tree.Id(use, name);
            return (Tree.ExternDecl) callable(new Tree.QName(id.span(), List.of(id)))
                    .orElseThrow()
                    .decl();
        }

        /** The Java class of extern functions that name none. */
        String externOwner() {
            return externOwner;
        }

        /** What whoever uses this file gets under a name: its own, or, from a mere list of parts, what the parts offer. */
        private Callable offered(String name) {
            Callable found = own.get(name);
            if (!own.isEmpty()) return found;
            for (FileScope f : imports.values()) if (found == null) found = f.offered(name);
            return found;
        }

        private List<String> offered() {
            if (!own.isEmpty()) return List.copyOf(own.keySet());
            return imports.values().stream().flatMap(f -> f.offered().stream()).toList();
        }

        List<String> callables() {
            List<String> names = new ArrayList<>(own.keySet());
            imports.values().forEach(f -> names.addAll(f.offered()));
            return names;
        }

        /** The models of this file, in order. */
        List<Callable> models() {
            return own.values().stream()
                    .filter(c -> c.decl instanceof Tree.ModelDecl)
                    .toList();
        }
    }

    /** A folder has its name. */
    private static final int LONGEST_PACKAGE_PART = 200;

    private final Library library;
    private final Report report;
    private final Map<String, FileScope> loaded = new LinkedHashMap<>();
    private final List<String> loading = new ArrayList<>();
    private Optional<String> packageName = Optional.empty();

    Catalog(Library library, Report report) {
        this.library = library;
        this.report = report;
    }

    Optional<String> packageName() {
        return packageName;
    }

    FileScope file(Tree.File file, boolean main) {
        FileScope scope = new FileScope();
        Tree.PackageDecl first = null;
        for (Tree.Decl d : file.decls()) {
            if (d instanceof Tree.PackageDecl p && main) {
                if (first != null) report.add(RoleErrors.secondPackage(p.span(), first.span()));
                first = p;
                packageName = Optional.of(p.name().text());
                scope.externOwner = p.name().text() + ".Externs";
                for (Tree.Id part : p.name().parts()) {
                    boolean java =
                            !SourceVersion.isKeyword(part.text()) && part.text().length() <= LONGEST_PACKAGE_PART;
                    if (!java) report.add(RoleErrors.notAPackage(part.span(), part.text()));
                }
            } else if (d instanceof Tree.UseDecl u) {
                use(u, scope);
            } else if (d instanceof Tree.DimDecl dims) {
                dims(dims, scope);
            } else if (!(d instanceof Tree.PackageDecl)) {
                declare(new Callable(d, scope), scope);
            }
        }
        return scope;
    }

    /** The names of the standard library's functions, layers and models. */
    static List<String> standard() {
        Catalog catalog = new Catalog(Library.standard(), new Report());
        Source std = Library.standard().find("std").orElseThrow();
        return catalog.load("std", std, new Span(std, 0, 0)).callables();
    }

    private void dims(Tree.DimDecl decl, FileScope scope) {
        for (Tree.DimItem item : decl.items()) {
            String name = item.name().text();
            Scope.Size before = scope.dims.get(name);
            if (before != null) {
                report.add(Errors.alreadyDefined(item.name().span(), name, before.span()));
                continue;
            }
            Scope own = new Scope(scope, "", false);
            scope.dims.put(name, new Scope.Size(name, item.name().span(), item.value(), own));
        }
    }

    private void declare(Callable c, FileScope scope) {
        Callable before = scope.own.putIfAbsent(c.name(), c);
        if (before != null)
            report.add(
                    Errors.alreadyDefined(c.id().span(), c.name(), before.id().span()));
        formals(c.decl);
        if (c.decl instanceof Tree.FunDecl f) rules(f);
        if (c.decl instanceof Tree.ExternDecl e) extern(e, scope);
    }

    /** Results are real tensors; the Java is in a class with a name. */
    private void extern(Tree.ExternDecl e, FileScope scope) {
        for (Tree.Formal f : e.results()) {
            boolean isReal =
                    f instanceof Tree.TensorFormal t && t.decl().type().base().equals("real");
            if (!isReal) report.add(RuleErrors.externResult(f.span(), e.name().text()));
        }
        if (e.vjp().isEmpty() && !scope.externOwner().contains("."))
            report.add(RuleErrors.externPackage(e.name().span(), e.name().text()));
        if (e.vjp().isPresent() && e.vjp().get().isSimple())
            report.add(
                    RuleErrors.externClass(e.vjp().get().span(), e.vjp().get().text()));
    }

    /** Each clause is about a parameter of its own. */
    private void rules(Tree.FunDecl f) {
        List<String> names = f.params().stream().map(Tree.Id::text).toList();
        Map<String, Tree.Deriv> first = new LinkedHashMap<>();
        for (Tree.Deriv d : f.derivs()) {
            String name = d.param().text();
            Tree.Deriv before = first.putIfAbsent(name, d);
            if (!names.contains(name)) {
                report.add(RuleErrors.derivOf(d.param().span(), f.name().text(), name, names));
            } else if (before != null) {
                report.add(Errors.alreadyDefined(
                        d.param().span(), "deriv " + name, before.param().span()));
            }
        }
    }

    /** Each name of a signature once. */
    private void formals(Tree.Decl d) {
        List<Tree.Id> names = new ArrayList<>();
        if (d instanceof Tree.FunDecl f) names.addAll(f.params());
        if (d instanceof Tree.LayerDecl l) {
            l.params().forEach(f -> names.add(name(f)));
            l.results().forEach(f -> names.add(name(f)));
        }
        if (d instanceof Tree.ModelDecl m) m.params().forEach(f -> names.add(name(f)));
        if (d instanceof Tree.ExternDecl e) {
            e.params().forEach(f -> names.add(name(f)));
            e.results().forEach(f -> names.add(name(f)));
        }
        Map<String, Tree.Id> first = new LinkedHashMap<>();
        for (Tree.Id id : names) {
            Tree.Id before = first.putIfAbsent(id.text(), id);
            if (before != null) report.add(Errors.alreadyDefined(id.span(), id.text(), before.span()));
        }
    }

    private static Tree.Id name(Tree.Formal f) {
        if (f instanceof Tree.DimFormal d) return d.name();
        return ((Tree.TensorFormal) f).decl().name().parts().get(0);
    }

    private void use(Tree.UseDecl use, FileScope into) {
        String name = use.name().text();
        if (loading.contains(name)) {
            report.add(RoleErrors.useCycle(use.name().span(), loading.subList(loading.indexOf(name), loading.size())));
            return;
        }
        FileScope scope = loaded.get(name);
        if (scope == null) {
            Optional<Source> source = library.find(name);
            if (source.isEmpty()) {
                report.add(RoleErrors.unknownFile(use.name().span(), name));
                into.incomplete = true;
                return;
            }
            scope = load(name, source.get(), use.name().span());
            loaded.put(name, scope);
        }
        into.imports.put(name, scope);
    }

    private FileScope load(String name, Source source, Span use) {
        Parse.Result parsed = Parse.parse(source);
        for (Diagnostic d : parsed.diagnostics()) if (d.isError()) report.add(d.with(use, "used here"));
        if (parsed.file().isEmpty()) return new FileScope();
        loading.add(name);
        FileScope scope = file(parsed.file().get(), false);
        loading.remove(loading.size() - 1);
        return scope;
    }
}

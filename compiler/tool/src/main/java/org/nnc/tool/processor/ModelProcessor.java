package org.nnc.tool.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.tool.source.ModelText;

/**
 * Generates a class for each model of a type that carries {@link org.nnc.Model}.
 *
 * <p>A class comes from exactly one annotated type, so build tools may process incrementally ("isolating" in Gradle's
 * terms); with {@code -Annc.sourceDir}, where files are read that no build tool knows of, it declares "aggregating".
 */
public final class ModelProcessor extends AbstractProcessor {
    private static final String ANNOTATION = "org.nnc.Model";
    private static final String GRADLE = "org.gradle.annotation.processing.";

    /** Types of this compilation, by name: a generated class of the same name would be a second one. */
    private final Set<String> sourceTypes = new LinkedHashSet<>();
    /** Generated classes, and what the type that asked for each is called. */
    private final Map<String, String> generated = new HashMap<>();
    /** Types whose annotation cannot be read yet, because another processor may still write what it refers to. */
    private final Set<String> deferred = new LinkedHashSet<>();

    private boolean warnedOfFiles;

    /** Called by the Java compiler, through the service file. */
    public ModelProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(ANNOTATION);
    }

    @Override
    public Set<String> getSupportedOptions() {
        Set<String> names = new LinkedHashSet<>(ProcessorOptions.NAMES);
        boolean outside = processingEnv != null && processingEnv.getOptions().containsKey(ProcessorOptions.SOURCE_DIR);
        names.add(GRADLE + (outside ? "aggregating" : "isolating"));
        return names;
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        try {
            round(round);
        } catch (Throwable e) {
            // Whatever escapes here would otherwise end the whole compilation with a stack trace.
            Report.fault(processingEnv.getMessager(), e);
        }
        // Claiming the annotation would keep processors of all annotations ("*") from being called at all.
        return false;
    }

    private void round(RoundEnvironment round) {
        for (TypeElement type : ElementFilter.typesIn(round.getRootElements())) noteSource(type);
        List<TypeElement> types = new ArrayList<>();
        for (String name : deferred) {
            TypeElement type = processingEnv.getElementUtils().getTypeElement(name);
            if (type != null) types.add(type);
        }
        deferred.clear();
        TypeElement annotation = processingEnv.getElementUtils().getTypeElement(ANNOTATION);
        if (annotation != null) types.addAll(ElementFilter.typesIn(round.getElementsAnnotatedWith(annotation)));
        for (TypeElement type : types) {
            Optional<Report> report = Report.of(processingEnv, type, ANNOTATION);
            if (report.isEmpty()) continue;
            try {
                process(type, report.get(), round.processingOver());
            } catch (Throwable e) {
                report.get().fault(e);
            }
        }
    }

    private void noteSource(TypeElement type) {
        sourceTypes.add(type.getQualifiedName().toString());
    }

    private void process(TypeElement type, Report report, boolean last) {
        if (report.isUnreadable("value") || report.isUnreadable("file")) {
            if (last) {
                report.error(
                        "value",
                        "nnc cannot read this annotation: its value is not a constant text. Write the model as a"
                                + " text block, or refer to a `static final String` that javac can evaluate.");
            } else {
                deferred.add(type.getQualifiedName().toString());
            }
            return;
        }
        Optional<String> text = report.text("value");
        Optional<String> file = report.text("file");
        if (text.isPresent() && file.isPresent()) {
            report.error("file", "@Model has both a text and a file; keep the one that holds the model.");
        } else if (text.isPresent()) {
            if (text.get().isBlank()) {
                report.error("value", "the text of @Model is empty; a model begins with `model Name {`.");
            } else {
                String name = "@Model(" + simpleName(type) + ")";
                compile(type, report, "value", new Source(name, text.get()), q -> Optional.empty());
            }
        } else if (file.isPresent()) {
            file(type, report, file.get());
        } else {
            report.error(
                    "value",
                    "@Model has neither text nor file: write the model as its value, @Model(\"\"\"..\"\"\"), or name"
                            + " its file, @Model(file = \"models/line.nn\").");
        }
    }

    private void file(TypeElement type, Report report, String name) {
        ProcessorOptions options = ProcessorOptions.of(processingEnv.getOptions());
        ModelFiles files = new ModelFiles(processingEnv.getFiler(), options.sourceDir());
        if (!ModelFiles.isRelative(name)) {
            report.error(
                    "file",
                    "the path \"" + name + "\" does not stay below the source root; write it with `/`, relative,"
                            + " and without `..`, such as \"models/line.nn\".");
            return;
        }
        Optional<byte[]> bytes = files.read(name);
        if (bytes.isEmpty()) {
            report.error(
                    "file",
                    "the model file \"" + name + "\" was not found on the class path, the source path or among the"
                            + " compiled classes. Put it into src/main/resources, or give its folder by -Annc.sourceDir=..");
            return;
        }
        if (!warnedOfFiles) {
            warnedOfFiles = true;
            report.warning(
                    "file",
                    "Maven does not compile again when only " + name + " was edited. Keep models that live in"
                            + " files under src/main/nn and bind the goal nnc:compile, or write the model into the annotation."
                            + " (@SuppressWarnings(\"nnc\") silences this.)");
        }
        ModelText text = ModelText.of(name, bytes.get());
        if (text.problem().isPresent()) {
            report.diagnostic("file", text.problem().get());
        } else {
            compile(type, report, "file", text.source(), files.around(name));
        }
    }

    private void compile(TypeElement type, Report report, String member, Source source, Library library) {
        ProcessorOptions options = ProcessorOptions.of(processingEnv.getOptions());
        if (options.problem().isPresent()) {
            report.error(member, options.problem().get());
            return;
        }
        PackageElement inside = processingEnv.getElementUtils().getPackageOf(type);
        String packageName = inside.getQualifiedName().toString();
        Compiler.Result result = Compiler.compile(
                source,
                library,
                new Compiler.Options(options.realIsDouble(), options.strict(), options.reproducible(), packageName));
        result.diagnostics().forEach(d -> report.diagnostic(member, d));
        if (result.diagnostics().stream().anyMatch(Diagnostic::isError)) return;
        if (result.units().isEmpty()) {
            report.error(member, source.name() + " declares no model; a model begins with `model Name {`.");
        }
        for (Compiler.Unit unit : result.units()) write(type, report, member, unit, packageName);
    }

    private void write(TypeElement type, Report report, String member, Compiler.Unit unit, String packageName) {
        if (!unit.packageName().equals(packageName)) {
            report.error(
                    member,
                    "the text says `package " + unit.packageName() + "`, but the class of a @Model is generated in"
                            + " the package of the annotated type, " + shown(packageName) + "; take the line out.");
            return;
        }
        String name = packageName.isEmpty() ? unit.className() : packageName + "." + unit.className();
        if (generated.containsKey(name)) {
            report.error(
                    member,
                    "a second model " + unit.className() + " in " + shown(packageName)
                            + ": the one of @Model on " + generated.get(name) + " has already become the class " + name
                            + "; rename one of them.");
            return;
        }
        TypeElement existing = processingEnv.getElementUtils().getTypeElement(name);
        if (sourceTypes.contains(name)) {
            report.error(
                    member,
                    "the model " + unit.className() + " would become the class " + name
                            + ", which is already declared; rename the model or that type.");
            return;
        }
        if (existing != null && !Report.isGenerated(existing)) {
            report.warning(
                    member,
                    "the class of the model " + unit.className() + " hides a class " + name
                            + " of the class path; rename the model, or clean the output folder where that class is an old one.");
        }
        generated.put(name, simpleName(type));
        try (Writer out = processingEnv.getFiler().createSourceFile(name, type).openWriter()) {
            out.write(unit.java());
        } catch (FilerException e) {
            report.error(
                    member,
                    "the class " + name + " of the model " + unit.className()
                            + " was already written by another annotation processor; rename the model.");
        } catch (IOException e) {
            report.error(member, "the class " + name + " cannot be written (" + e + "); check the output folder.");
        }
    }

    private static String shown(String packageName) {
        return packageName.isEmpty() ? "the unnamed package" : "the package " + packageName;
    }

    /** {@code Outer.Models}: what tells types of one package apart. */
    private static String simpleName(TypeElement type) {
        Element outer = type.getEnclosingElement();
        String own = type.getSimpleName().toString();
        return outer instanceof TypeElement t ? simpleName(t) + "." + own : own;
    }
}

package org.nnc.tool.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;

/** Another processor: writes a class with a model's text in its first round. */
final class WritesText extends AbstractProcessor {
    private final String text;
    private boolean done;

    WritesText(String text) {
        this.text = text;
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of("*");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (done) return false;
        done = true;
        try (Writer out = processingEnv.getFiler().createSourceFile("acme.Text").openWriter()) {
            out.write("package acme; final class Text { static final String LINE = \"" + text + "\"; }");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return false;
    }
}

package org.nnc.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;
import org.nnc.compiler.ir.Dim;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.ir.Tensor;

/** The part of the class that holds parameters: counts, segments, constructors, initialisers. */
final class Parameters {
    private static final ClassName SEGMENT = ClassName.get("org.nnc.runtime", "Segment");
    private static final ClassName CHECKS = ClassName.get("org.nnc.runtime", "Checks");
    private static final ClassName INITIALIZERS = ClassName.get("org.nnc.runtime", "Initializers");

    private final Program program;
    private final JavaNames names;
    private final TypeName real;

    Parameters(Program program, JavaNames names, boolean isDouble) {
        this.program = program;
        this.names = names;
        this.real = isDouble ? TypeName.DOUBLE : TypeName.FLOAT;
    }

    /** The arrays that a nested class is given. */
    void shared(TypeSpec.Builder type) {
        TypeName array = ArrayTypeName.of(real);
        MethodSpec.Builder make = MethodSpec.constructorBuilder();
        for (String name : List.of("parameters", "gradient", "state")) {
            field(type, array, name, CodeBlock.of(""));
            make.addParameter(array, name).addStatement("this.$L = $L", name, name);
        }
        type.addMethod(make.build());
    }

    /**
     * @param hasTraining whether a nested class runs the model in training
     * @param seeding what starts the stream of random numbers anew
     */
    void addTo(TypeSpec.Builder type, String className, boolean hasTraining, String seeding) {
        long all = 0;
        long trainable = 0;
        Map<String, Long> offsets = new HashMap<>();
        for (Program.Param p : program.paramsInMemory()) {
            offsets.put(p.tensor().name(), all);
            all = Math.addExact(all, p.tensor().size().constant().orElseThrow());
            if (!p.frozen()) trainable = all;
        }
        if (all > Integer.MAX_VALUE) throw new IllegalArgumentException(all + " parameters do not fit one Java array");
        count(type, "PARAMETER_COUNT", all);
        count(type, "TRAINABLE_COUNT", trainable);
        long states = 0;
        for (Program.State s : program.states()) {
            offsets.put(s.tensor().name(), states);
            states = Math.addExact(states, s.tensor().size().constant().orElseThrow());
        }
        count(type, "STATE_COUNT", states);
        segments(type, offsets);
        TypeName array = ArrayTypeName.of(real);
        field(type, array, "parameters", CodeBlock.of(""));
        field(type, array, "gradient", CodeBlock.of("new $T[TRAINABLE_COUNT]", real));
        field(type, array, "state", CodeBlock.of("new $T[STATE_COUNT]", real));
        constructors(type, hasTraining ? ClassText.nestedName(className) : "");
        initialize(type, className, seeding);
        getter(type, "parameters", array);
        getter(type, "gradient", array);
        getter(type, "state", array);
        type.addMethod(override("trainableCount")
                .returns(TypeName.INT)
                .addStatement("return TRAINABLE_COUNT")
                .build());
        type.addMethod(override("segments")
                .returns(ClassText.listOf(SEGMENT))
                .addStatement("return SEGMENTS")
                .build());
        int index = 0;
        for (Program.Param p : program.params()) {
            type.addMethod(MethodSpec.methodBuilder(names.of(p.tensor().name()))
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .returns(SEGMENT)
                    .addJavadoc("$L\n", Escape.javadoc("Where " + p.tensor() + " lies in the parameters."))
                    .addStatement("return SEGMENTS.get($L)", index++)
                    .build());
        }
        for (Program.State s : program.states()) {
            type.addMethod(MethodSpec.methodBuilder(names.of(s.tensor().name()))
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .returns(SEGMENT)
                    .addJavadoc("$L\n", Escape.javadoc("Where " + s.tensor() + " lies in the state."))
                    .addStatement("return SEGMENTS.get($L)", index++)
                    .build());
        }
    }

    private static void count(TypeSpec.Builder type, String name, long value) {
        type.addField(FieldSpec.builder(TypeName.INT, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .initializer("$L", value)
                .build());
    }

    private void segments(TypeSpec.Builder type, Map<String, Long> offsets) {
        FieldSpec.Builder field = FieldSpec.builder(
                ClassText.listOf(SEGMENT), "SEGMENTS", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
        if (program.params().isEmpty() && program.states().isEmpty()) {
            type.addField(field.initializer("$T.emptyList()", Collections.class).build());
            return;
        }
        List<CodeBlock> all = new ArrayList<>();
        for (Program.Param p : program.params()) {
            all.add(segment(p.tensor(), p.frozen() ? "FROZEN" : "PARAMETER", offsets));
        }
        for (Program.State s : program.states()) all.add(segment(s.tensor(), "STATE", offsets));
        if (all.size() <= Calls.PER_METHOD) {
            type.addField(field.initializer(
                            "$T.unmodifiableList($T.asList(\n$L))",
                            Collections.class,
                            Arrays.class,
                            CodeBlock.join(all, ",\n"))
                    .build());
            return;
        }
        // A class initialiser is a method, too.
        String method = names.fresh("allSegments");
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("final $T all = new $T<>()", ClassText.listOf(SEGMENT), ArrayList.class);
        for (int from = 0; from < all.size(); from += Calls.PER_METHOD) {
            String part = names.fresh(method + (from / Calls.PER_METHOD + 1));
            CodeBlock.Builder adds = CodeBlock.builder();
            for (CodeBlock s : all.subList(from, Math.min(from + Calls.PER_METHOD, all.size())))
                adds.addStatement("all.add($L)", s);
            type.addMethod(MethodSpec.methodBuilder(part)
                    .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                    .addParameter(ClassText.listOf(SEGMENT), "all")
                    .addCode(adds.build())
                    .build());
            body.addStatement("$L(all)", part);
        }
        type.addMethod(MethodSpec.methodBuilder(method)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(ClassText.listOf(SEGMENT))
                .addCode(body.addStatement("return $T.unmodifiableList(all)", Collections.class)
                        .build())
                .build());
        type.addField(field.initializer("$L()", method).build());
    }

    private static CodeBlock segment(Tensor t, String kind, Map<String, Long> offsets) {
        StringBuilder shape = new StringBuilder();
        for (Dim d : t.shape()) shape.append(", ").append(d);
        String name = Escape.string(t.name());
        return CodeBlock.of("new $T($L, $T.Kind.$L, $L$L)", SEGMENT, name, SEGMENT, kind, offsets.get(t.name()), shape);
    }

    private void field(TypeSpec.Builder type, TypeName t, String name, CodeBlock value) {
        FieldSpec.Builder f = FieldSpec.builder(t, name, Modifier.PRIVATE, Modifier.FINAL);
        if (!value.isEmpty()) f.initializer(value);
        type.addField(f.build());
    }

    private void constructors(TypeSpec.Builder type, String nested) {
        type.addMethod(MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Own parameters, initialised as the model says, with seed 0.\n")
                .addStatement("this(0L)")
                .build());
        type.addMethod(MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Own parameters, initialised as the model says.\n")
                .addParameter(TypeName.LONG, "seed")
                .addStatement("this(new $T[PARAMETER_COUNT])", real)
                .addStatement("initialize(seed)")
                .build());
        MethodSpec.Builder shares = MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Shares the given parameters: one instance for each thread, one parameter array.\n")
                .addParameter(ArrayTypeName.of(real), "parameters")
                .addStatement("$1T.length($2S, $1T.size($2S, parameters), PARAMETER_COUNT)", CHECKS, "parameters")
                .addStatement("this.parameters = parameters");
        if (!nested.isEmpty()) shares.addStatement("this.training = new $L(parameters, gradient, state)", nested);
        for (Program.State s : program.states()) if (s.initial() != 0) shares.addStatement(start(s));
        type.addMethod(shares.build());
    }

    /** The first value of a state. */
    private CodeBlock start(Program.State s) {
        String segment = names.of(s.tensor().name()) + "()";
        return CodeBlock.of("$T.constant($L, state, $L)", INITIALIZERS, segment, Numerals.real(s.initial(), true));
    }

    private void initialize(TypeSpec.Builder type, String className, String seeding) {
        ClassName self = ClassName.bestGuess("Self").peerClass(className);
        MethodSpec.Builder m = MethodSpec.methodBuilder("initialize")
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Gives all parameters and states their first values.\n")
                .addParameter(TypeName.LONG, "seed")
                .returns(ClassName.get("", self.simpleName()));
        List<CodeBlock> all = new ArrayList<>();
        for (Program.Param p : program.params()) all.add(initialiser(p, all.size()));
        for (Program.State s : program.states()) all.add(start(s));
        if (all.size() <= Calls.PER_METHOD) {
            all.forEach(m::addStatement);
        } else {
            for (int from = 0; from < all.size(); from += Calls.PER_METHOD) {
                String part = names.fresh("initialize" + (from / Calls.PER_METHOD + 1));
                MethodSpec.Builder some = MethodSpec.methodBuilder(part)
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(TypeName.LONG, "seed");
                all.subList(from, Math.min(from + Calls.PER_METHOD, all.size())).forEach(some::addStatement);
                type.addMethod(some.build());
                m.addStatement("$L(seed)", part);
            }
        }
        type.addMethod(m.addStatement("return this.seed(seed)").build());
        type.addMethod(MethodSpec.methodBuilder("seed")
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Starts the stream of random numbers anew; a model without them is not changed.\n")
                .addParameter(TypeName.LONG, "seed")
                .returns(ClassName.get("", self.simpleName()))
                .addCode(Text.block(seeding))
                .addStatement("return this")
                .build());
    }

    private CodeBlock initialiser(Program.Param p, int index) {
        Program.Initialiser i = p.initialiser();
        String segment = names.of(p.tensor().name()) + "()";
        String a = Numerals.real(i.a(), true);
        String b = Numerals.real(i.b(), true);
        String arguments = switch (i.kind()) {
            case ZEROS, ONES -> segment + ", parameters";
            case CONSTANT -> segment + ", parameters, " + a;
            case UNIFORM, NORMAL -> "seed, " + index + ", " + segment + ", parameters, " + a + ", " + b;
            case HE, GLOROT, ORTHOGONAL -> "seed, " + index + ", " + segment + ", parameters";
        };
        return CodeBlock.of(
                "$T.$L($L)", INITIALIZERS, i.kind().name().toLowerCase(java.util.Locale.ROOT), Text.block(arguments));
    }

    private static MethodSpec.Builder override(String name) {
        return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(Modifier.PUBLIC);
    }

    private static void getter(TypeSpec.Builder type, String name, TypeName array) {
        type.addMethod(
                override(name).returns(array).addStatement("return $L", name).build());
    }
}

package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnc.compiler.ir.Tensor;

/**
 * Packs the text of blocks into numbered private methods that HotSpot will compile, and passes scalars between
 * them.
 */
final class Methods {
    /** HotSpot never compiles a method over 8,000 bytes. */
    static final int LIMIT = 7000;

    /** Above this number the scalars that cross methods share one array. */
    private static final int MANY = 200;

    private static final Pattern MARK = Pattern.compile("[ ]*\u0004([^\u0004]*)\u0004\n");

    private final Fields fields;
    private final Map<String, Tensor> tensors;
    private final List<Method> methods = new ArrayList<>();
    private final Map<String, String> homes = new LinkedHashMap<>();
    private int inArray;

    /** One method; parameters with their types. */
    record Method(String name, String type, List<String> parameters, String body) {}

    private record Draft(String name, List<Statements.Result> parts) {}

    private final List<Draft> drafts = new ArrayList<>();

    Methods(Fields fields, Map<String, Tensor> tensors) {
        this.fields = fields;
        this.tensors = tensors;
    }

    /** Adds the methods of one phase; gives their names in the order in which they are called. */
    List<String> add(String base, List<Statements.Result> blocks, Function<String, String> names) {
        return addParts(base, List.of(blocks), names).get(0);
    }

    /** The same for parts of a phase that are called one without the other, too. */
    List<List<String>> addParts(String base, List<List<Statements.Result>> parts, Function<String, String> names) {
        List<List<String>> all = new ArrayList<>();
        int before = 0;
        for (List<Statements.Result> blocks : parts) {
            List<Optional<Statements.Result>> alone = blocks.stream()
                    .map(b -> Optional.<Statements.Result>empty())
                    .toList();
            all.add(add(base, before, blocks, alone, names).all);
            before += all.get(all.size() - 1).size();
        }
        return all;
    }

    /**
     * The methods of a phase in the order in which they are called.
     *
     * @param all where something follows
     * @param alone where nothing follows
     */
    record Called(List<String> all, List<String> alone) {}

    /**
     * @param before how many methods of the phase there are already
     * @param alone by block, the other statements where nothing follows: either are a method of their own
     */
    Called add(
            String base,
            int before,
            List<Statements.Result> blocks,
            List<Optional<Statements.Result>> alone,
            Function<String, String> names) {
        Called called = new Called(new ArrayList<>(), new ArrayList<>());
        List<Statements.Result> open = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Statements.Result r = blocks.get(i);
            int more = bound(r);
            boolean isApart = alone.get(i).isPresent();
            if (!open.isEmpty() && (isApart || size + more > LIMIT)) {
                both(called, close(base, before + called.all.size() + 1, open, names));
                open = new ArrayList<>();
                size = 0;
            }
            if (isApart) {
                int number = before + called.all.size() + 1;
                called.all.add(close(base, number, List.of(r), names));
                Statements.Result other = alone.get(i).get();
                if (!other.text().isEmpty()) called.alone.add(close(base + "Alone", number, List.of(other), names));
                continue;
            }
            open.add(r);
            size += more;
        }
        if (!open.isEmpty()) both(called, close(base, before + called.all.size() + 1, open, names));
        return called;
    }

    private static void both(Called called, String name) {
        called.all.add(name);
        called.alone.add(name);
    }

    private String close(String base, int number, List<Statements.Result> open, Function<String, String> names) {
        String name = names.apply(base + number);
        drafts.add(new Draft(name, open));
        return name;
    }

    /** A block by itself: its text, its scalars kept in fields, its share of the local copies of fields. */
    static int bound(Statements.Result r) {
        int copies = r.arrays().size() + r.sizes().size() + r.reads().size();
        return Bytecode.bound(r.text()) + 8 * copies + 12 * r.writes().size();
    }

    /**
     * The finished methods.
     *
     * @param kept scalars that are fields in any case
     */
    List<Method> finish(Set<String> kept) {
        Map<String, Integer> written = new HashMap<>();
        for (int d = 0; d < drafts.size(); d++) {
            for (Statements.Result r : drafts.get(d).parts) for (String w : r.writes()) written.put(w, d);
        }
        Set<String> crossing = new LinkedHashSet<>(kept);
        for (int d = 0; d < drafts.size(); d++) {
            for (Statements.Result r : drafts.get(d).parts) {
                for (String name : r.reads()) {
                    Integer by = written.get(name);
                    if (by != null && by != d) crossing.add(name);
                }
            }
        }
        boolean areMany = crossing.size() > MANY;
        for (String name : crossing) {
            boolean isReal = tensors.get(name).type() == org.nnc.compiler.ir.Type.REAL;
            String field = fields.variable(tensors.get(name));
            homes.put(name, areMany && isReal && !kept.contains(name) ? "scalars[" + inArray++ + "]" : field);
        }
        for (Draft d : drafts) {
            methods.add(new Method(d.name, "void", List.of(), body(d)));
            for (Statements.Result r : d.parts) {
                for (Statements.Part p : r.parts()) {
                    String copies = copies(new TreeSet<>(p.arrays()), new TreeSet<>(p.sizes()));
                    methods.add(new Method(p.name(), p.type(), p.parameters(), copies + p.text()));
                }
            }
        }
        return methods;
    }

    /** The scalars that need a field of their own. */
    Set<String> fields() {
        Set<String> own = new LinkedHashSet<>();
        homes.forEach((name, home) -> {
            if (!home.startsWith("scalars[")) own.add(name);
        });
        return own;
    }

    /** The number of scalars in the shared array. */
    int arraySize() {
        return inArray;
    }

    private String body(Draft d) {
        Set<String> arrays = new TreeSet<>();
        Set<String> sizes = new TreeSet<>();
        Set<String> reads = new LinkedHashSet<>();
        Set<String> own = new LinkedHashSet<>();
        StringBuilder code = new StringBuilder();
        for (Statements.Result r : d.parts) {
            arrays.addAll(r.arrays());
            sizes.addAll(r.sizes());
            for (String name : r.reads()) if (!own.contains(name)) reads.add(name);
            own.addAll(r.writes());
            Matcher m = MARK.matcher(r.text());
            while (m.find()) {
                String home = homes.get(m.group(1));
                String name = home == null ? "" : fields.variable(tensors.get(m.group(1)));
                m.appendReplacement(
                        code, home == null ? "" : Matcher.quoteReplacement("this." + home + " = " + name + ";\n"));
            }
            m.appendTail(code);
        }
        StringBuilder text = new StringBuilder(copies(arrays, sizes));
        for (String name : reads) {
            Tensor t = tensors.get(name);
            String home = homes.getOrDefault(name, fields.variable(t));
            text.append("final ").append(fields.type(t.type())).append(' ').append(fields.variable(t));
            text.append(" = this.").append(home).append(";\n");
        }
        return text.append(code).toString();
    }

    /** Fields as local variables of the same name. */
    private static String copies(Set<String> arrays, Set<String> sizes) {
        StringBuilder text = new StringBuilder();
        for (String s : sizes)
            text.append("final int ").append(s).append(" = this.").append(s).append(";\n");
        for (String a : arrays) {
            int home = a.lastIndexOf(' ');
            text.append("final ")
                    .append(a, 0, home)
                    .append(" = this.")
                    .append(a.substring(home + 1))
                    .append(";\n");
        }
        return text.toString();
    }
}

package org.nnc.compiler.syntax;

import java.util.List;
import java.util.Optional;

/**
 * Tree to text, one canonical way: {@code parse(print(t))} is {@code t} but for its spans. Comments are not in a tree
 * and so not printed, except for {@code ///} documentation; {@link Format} keeps them.
 */
public final class Print {
    private final StringBuilder out = new StringBuilder();
    private final PrintExpr exprs = new PrintExpr(out);

    private Print() {}

    /** An expression on one line, with no more parentheses than the grammar needs. */
    public static String expr(Tree.Expr expr) {
        Print print = new Print();
        print.exprs.expr(expr);
        return print.out.toString();
    }

    /** {@code lo..hi}. */
    public static String range(Tree.Range range) {
        Print print = new Print();
        print.exprs.range(range);
        return print.out.toString();
    }

    /** {@code real[B, D] in 0..3}. */
    public static String type(Tree.Type type) {
        Print print = new Print();
        print.writeType(type);
        return print.out.toString();
    }

    /** A statement without its line end. */
    public static String stmt(Tree.Stmt stmt) {
        Print print = new Print();
        print.write(stmt, "");
        return print.out.toString();
    }

    /** A declaration, ending with a newline. */
    public static String decl(Tree.Decl decl) {
        Print print = new Print();
        print.write(decl);
        return print.out.toString();
    }

    /** A whole file, ending with a newline. */
    public static String file(Tree.File file) {
        Print print = new Print();
        boolean blockBefore = false;
        for (Tree.Decl decl : file.decls()) {
            boolean block = decl instanceof Tree.LayerDecl || decl instanceof Tree.ModelDecl;
            if (print.out.length() > 0 && (block || blockBefore)) print.out.append('\n');
            print.write(decl);
            blockBefore = block;
        }
        return print.out.toString();
    }

    private void write(Tree.Decl decl) {
        if (decl instanceof Tree.PackageDecl d) {
            out.append("package ").append(d.name().text());
        } else if (decl instanceof Tree.UseDecl d) {
            out.append("use ").append(d.name().text());
        } else if (decl instanceof Tree.DimDecl d) {
            dims(d);
        } else if (decl instanceof Tree.FunDecl d) {
            fun(d);
        } else if (decl instanceof Tree.ExternDecl d) {
            doc(d.doc(), "");
            out.append("extern fun ").append(d.name().text());
            signature(d.params());
            out.append(" -> ");
            formals(d.results());
            d.vjp().ifPresent(v -> out.append(" vjp ").append(v.text()));
        } else if (decl instanceof Tree.LayerDecl d) {
            doc(d.doc(), "");
            out.append("layer ").append(d.name().text());
            signature(d.params());
            out.append(" -> ");
            formals(d.results());
            block(d.body());
        } else if (decl instanceof Tree.ModelDecl d) {
            doc(d.doc(), "");
            out.append("model ").append(d.name().text());
            if (!d.params().isEmpty()) signature(d.params());
            block(d.body());
        }
        out.append('\n');
    }

    private void fun(Tree.FunDecl d) {
        doc(d.doc(), "");
        out.append("fun ").append(d.name().text()).append('(');
        out.append(names(d.params())).append(") = ");
        exprs.expr(d.body());
        for (Tree.Deriv deriv : d.derivs()) {
            out.append("\n  deriv ").append(deriv.param().text()).append(" : ");
            exprs.expr(deriv.value());
        }
    }

    private void signature(List<Tree.Formal> formals) {
        out.append('(');
        formals(formals);
        out.append(')');
    }

    private void formals(List<Tree.Formal> formals) {
        String separator = "";
        for (Tree.Formal formal : formals) {
            out.append(separator);
            separator = ", ";
            if (formal instanceof Tree.DimFormal f) {
                out.append("dim ").append(f.name().text());
                value(" = ", f.value());
            } else {
                Tree.TensorFormal f = (Tree.TensorFormal) formal;
                tensor(f.decl());
                value(" = ", f.value());
            }
        }
    }

    private void block(List<Tree.Stmt> body) {
        out.append(" {\n");
        for (Tree.Stmt stmt : body) {
            write(stmt, "  ");
            out.append('\n');
        }
        out.append('}');
    }

    private void write(Tree.Stmt stmt, String indent) {
        if (stmt instanceof Tree.InputStmt s) {
            doc(s.doc(), indent);
            out.append(indent).append("input ");
            tensor(s.decl());
        } else if (stmt instanceof Tree.ParamStmt s) {
            doc(s.doc(), indent);
            out.append(indent).append("param ");
            tensor(s.decl());
            value(" ~ ", s.initialiser());
            value(" when ", s.when());
            if (s.frozen()) out.append(" frozen");
        } else if (stmt instanceof Tree.StateStmt s) {
            doc(s.doc(), indent);
            out.append(indent).append("state ");
            tensor(s.decl());
            value(" = ", s.initial());
        } else {
            out.append(indent);
            plain(stmt);
        }
    }

    /** A statement that carries no documentation. */
    private void plain(Tree.Stmt stmt) {
        if (stmt instanceof Tree.DimDecl s) {
            dims(s);
        } else if (stmt instanceof Tree.InstanceStmt s) {
            out.append("layer ")
                    .append(s.name().text())
                    .append(" = ")
                    .append(s.layer().text())
                    .append('(');
            exprs.args(s.args());
            out.append(s.frozen() ? ") frozen" : ")");
        } else if (stmt instanceof Tree.UpdateStmt s) {
            equation("update ", List.of(s.target()), s.value());
        } else if (stmt instanceof Tree.OutputNames s) {
            out.append("output ").append(names(s.names()));
        } else if (stmt instanceof Tree.OutputEquation s) {
            equation("output ", List.of(s.target()), s.value());
        } else if (stmt instanceof Tree.LossStmt s) {
            out.append("loss ").append(s.name().text()).append(" = ");
            exprs.expr(s.value());
        } else if (stmt instanceof Tree.DeriveStmt s) {
            out.append("derive ")
                    .append(s.kind().text())
                    .append(' ')
                    .append(s.of().text())
                    .append(" wrt ");
            out.append(String.join(", ", s.wrt().stream().map(Tree.QName::text).toList()));
        } else if (stmt instanceof Tree.EquationStmt s) {
            equation("", s.targets(), s.value());
        }
    }

    private void dims(Tree.DimDecl d) {
        String separator = "dim ";
        for (Tree.DimItem item : d.items()) {
            out.append(separator).append(item.name().text());
            value(" = ", item.value());
            separator = ", ";
        }
    }

    private void equation(String head, List<Tree.Lhs> targets, Tree.Expr value) {
        out.append(head);
        String separator = "";
        for (Tree.Lhs target : targets) {
            out.append(separator);
            separator = ", ";
            lhs(target);
        }
        out.append(" = ");
        exprs.expr(value);
    }

    private void lhs(Tree.Lhs target) {
        out.append(target.name().text());
        if (!target.brackets()) return;
        boolean plain = target.indices().stream()
                .noneMatch(i -> i instanceof Tree.LhsGroup
                        || i instanceof Tree.LhsName n && n.range().isPresent());
        String separator = "[";
        for (Tree.LhsIndex index : target.indices()) {
            out.append(separator);
            separator = plain ? "," : ", ";
            if (index instanceof Tree.LhsName n) exprs.index(n.name(), n.range());
            else if (index instanceof Tree.LhsGroup g) exprs.group(g.members());
            else out.append("..");
        }
        out.append(']');
    }

    private void tensor(Tree.TensorDecl decl) {
        out.append(decl.name().text()).append(" : ");
        writeType(decl.type());
    }

    private void writeType(Tree.Type type) {
        out.append(type.base());
        String separator = "[";
        for (Tree.Shape shape : type.shape()) {
            out.append(separator);
            separator = ", ";
            if (shape instanceof Tree.ShapeExpr e) exprs.expr(e.expr());
            else out.append("..");
        }
        if (!type.shape().isEmpty()) out.append(']');
        type.range().ifPresent(r -> {
            out.append(" in ");
            exprs.range(r);
        });
    }

    private void value(String before, Optional<Tree.Expr> value) {
        value.ifPresent(v -> {
            out.append(before);
            exprs.expr(v);
        });
    }

    private static String names(List<Tree.Id> names) {
        return String.join(", ", names.stream().map(Tree.Id::text).toList());
    }

    private void doc(String doc, String indent) {
        if (doc.isEmpty()) return;
        for (String line : doc.split("\n", -1)) {
            out.append(indent).append(("/// " + line).stripTrailing()).append('\n');
        }
    }
}

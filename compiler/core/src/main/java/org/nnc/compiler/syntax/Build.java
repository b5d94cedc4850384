package org.nnc.compiler.syntax;

import static org.nnc.grammar.NnLexer.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.grammar.NnParser;

/** Makes the declarations and statements of the tree from what ANTLR parsed, with their documentation. */
final class Build extends BuildExpr {
    private final List<Token> scanned;

    /**
     * @param scanned all tokens of the source, blanks and comments too: the documentation is looked up there
     */
    Build(Source source, List<Token> scanned) {
        super(source);
        this.scanned = scanned;
    }

    Tree.File file(NnParser.FileContext context) {
        List<Tree.Decl> decls = context.decl().stream().map(this::decl).toList();
        return new Tree.File(source, new Span(source, 0, source.text().length()), decls);
    }

    private Tree.Decl decl(NnParser.DeclContext context) {
        Span span = span(context);
        String doc = doc(context.start);
        if (context instanceof NnParser.PackageDeclContext c) return new Tree.PackageDecl(span, qname(c.qname()));
        if (context instanceof NnParser.UseDeclContext c) return new Tree.UseDecl(span, qname(c.qname()));
        if (context instanceof NnParser.FileDimsContext c) return dims(c.dimDecl());
        if (context instanceof NnParser.FunDeclContext c) {
            List<Tree.Id> ids = ids(c.id());
            List<Tree.Deriv> derivs = c.deriv().stream()
                    .map(d -> new Tree.Deriv(span(d), id(d.id()), expr(d.expr())))
                    .toList();
            return new Tree.FunDecl(span, doc, ids.get(0), ids.subList(1, ids.size()), expr(c.expr()), derivs);
        }
        if (context instanceof NnParser.ExternDeclContext c) {
            Optional<Tree.QName> vjp = Optional.ofNullable(c.qname()).map(this::qname);
            return new Tree.ExternDecl(span, doc, id(c.id()), formals(c.sig(0)), formals(c.sig(1)), vjp);
        }
        if (context instanceof NnParser.LayerDeclContext c) {
            NnParser.LayerHeadContext head = c.layerHead();
            int sigs = head.sig().size();
            List<Tree.Formal> params = sigs == 2 ? formals(head.sig(0)) : List.of();
            return new Tree.LayerDecl(span, doc, id(head.id()), params, formals(head.sig(sigs - 1)), block(c.block()));
        }
        NnParser.ModelDeclContext c = (NnParser.ModelDeclContext) context;
        NnParser.ModelHeadContext head = c.modelHead();
        List<Tree.Formal> params = head.sig() == null ? List.of() : formals(head.sig());
        return new Tree.ModelDecl(span, doc, id(head.id()), params, block(c.block()));
    }

    private List<Tree.Formal> formals(NnParser.SigContext context) {
        return context.formal().stream().map(this::formal).toList();
    }

    private Tree.Formal formal(NnParser.FormalContext context) {
        if (context instanceof NnParser.DimFormalContext c) {
            return new Tree.DimFormal(span(c), id(c.id()), optional(c.expr()));
        }
        NnParser.TensorFormalContext c = (NnParser.TensorFormalContext) context;
        return new Tree.TensorFormal(span(c), tensor(c.tdecl()), optional(c.expr()));
    }

    private Tree.TensorDecl tensor(NnParser.TdeclContext context) {
        return new Tree.TensorDecl(span(context), qname(context.qname()), type(context.type()));
    }

    private Tree.Type type(NnParser.TypeContext context) {
        List<Tree.Shape> shape = context.shp().stream().map(this::shape).toList();
        return new Tree.Type(span(context), context.base().getText(), shape, optionalRange(context.range()));
    }

    private Tree.Shape shape(NnParser.ShpContext context) {
        return context.expr() == null
                ? new Tree.ShapeDots(span(context))
                : new Tree.ShapeExpr(span(context), expr(context.expr()));
    }

    private Tree.DimDecl dims(NnParser.DimDeclContext context) {
        List<Tree.DimItem> items = context.dimItem().stream()
                .map(i -> new Tree.DimItem(span(i), id(i.id()), optional(i.expr())))
                .toList();
        return new Tree.DimDecl(span(context), items);
    }

    private List<Tree.Stmt> block(NnParser.BlockContext context) {
        return context.stmt().stream().map(this::stmt).toList();
    }

    private Tree.Stmt stmt(NnParser.StmtContext context) {
        Span span = span(context);
        String doc = doc(context.start);
        if (context instanceof NnParser.EquationStmtContext c) {
            return new Tree.EquationStmt(span, c.lhs().stream().map(this::lhs).toList(), expr(c.expr()));
        }
        if (context instanceof NnParser.BlockDimsContext c) return dims(c.dimDecl());
        if (context instanceof NnParser.InputStmtContext c) return new Tree.InputStmt(span, doc, tensor(c.tdecl()));
        if (context instanceof NnParser.ParamStmtContext c) {
            boolean frozen = c.FROZEN() != null;
            return new Tree.ParamStmt(span, doc, tensor(c.tdecl()), optional(c.init), optional(c.when), frozen);
        }
        if (context instanceof NnParser.StateStmtContext c) {
            return new Tree.StateStmt(span, doc, tensor(c.tdecl()), optional(c.expr()));
        }
        if (context instanceof NnParser.InstanceStmtContext c) {
            boolean frozen = c.FROZEN() != null;
            return new Tree.InstanceStmt(span, id(c.id()), qname(c.qname()), args(c.args()), frozen);
        }
        if (context instanceof NnParser.UpdateStmtContext c) {
            return new Tree.UpdateStmt(span, lhs(c.lhs()), expr(c.expr()));
        }
        if (context instanceof NnParser.OutputNamesContext c) return new Tree.OutputNames(span, ids(c.id()));
        if (context instanceof NnParser.OutputEquationContext c) {
            return new Tree.OutputEquation(span, lhs(c.lhs()), expr(c.expr()));
        }
        if (context instanceof NnParser.LossStmtContext c) return new Tree.LossStmt(span, id(c.id()), expr(c.expr()));
        NnParser.DeriveStmtContext c = (NnParser.DeriveStmtContext) context;
        List<Tree.QName> wrt = c.qname().stream().map(this::qname).toList();
        return new Tree.DeriveStmt(span, id(c.id(0)), id(c.id(1)), wrt);
    }

    private Tree.Lhs lhs(NnParser.LhsContext context) {
        List<Tree.LhsIndex> indices =
                context.lidx().stream().map(this::lhsIndex).toList();
        return new Tree.Lhs(span(context), qname(context.qname()), context.LBRACK() != null, indices);
    }

    private Tree.LhsIndex lhsIndex(NnParser.LidxContext context) {
        if (context.gidx() != null) return member(context.gidx());
        if (context.group() != null) return new Tree.LhsGroup(span(context), members(context.group()));
        return new Tree.LhsDots(span(context));
    }

    /** The {@code ///} lines right above a token, without the slashes; empty where there are none. */
    private String doc(Token first) {
        int at = indexOf(first) - 1;
        List<String> lines = new ArrayList<>();
        while (at >= 0) {
            Token token = scanned.get(at);
            int type = token.getType();
            if (type == COMMENT) {
                String text = token.getText();
                if (!text.startsWith("///") || !standsAlone(at)) break;
                String line = text.substring(3).stripTrailing();
                lines.add(line.startsWith(" ") ? line.substring(1) : line);
            } else if (type != NL && type != BLANK) {
                break;
            }
            at--;
        }
        Collections.reverse(lines);
        return String.join("\n", lines);
    }

    /** Whether nothing but blanks stands before it on its line. */
    private boolean standsAlone(int comment) {
        int at = comment - 1;
        while (at >= 0 && scanned.get(at).getType() == BLANK) at--;
        return at < 0 || scanned.get(at).getType() == NL;
    }

    private int indexOf(Token token) {
        return Collections.binarySearch(
                scanned, token, (a, b) -> Integer.compare(a.getStartIndex(), b.getStartIndex()));
    }
}

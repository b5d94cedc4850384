package org.nnc.compiler.syntax;

import java.util.List;
import java.util.Optional;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;

/**
 * The syntax tree: what was written, and where. Nothing is resolved here; one record per form of {@code Nn.g4}.
 *
 * <p>Absent parts are {@link Optional} or empty lists. Names ({@code Id}, {@code QName}) keep their own spans, so that a
 * message can point at a name rather than at the statement around it.
 */
public sealed interface Tree {
    Span span();

    record Id(Span span, String text) implements Tree {}

    /** {@code enc.W}; a plain name has one part. */
    record QName(Span span, List<Id> parts) implements Tree {
        public String text() {
            return String.join(".", parts.stream().map(Id::text).toList());
        }

        public boolean isSimple() {
            return parts.size() == 1;
        }
    }

    /** A whole file, in order of the text. */
    record File(Source source, Span span, List<Decl> decls) implements Tree {}

    // ---- declarations ------------------------------------------------------------------------------------------

    sealed interface Decl extends Tree {}

    record PackageDecl(Span span, QName name) implements Decl {}

    record UseDecl(Span span, QName name) implements Decl {}

    /** {@code dim D = 784, H} as a declaration of a file or a statement of a block. */
    record DimDecl(Span span, List<DimItem> items) implements Decl, Stmt {}

    record DimItem(Span span, Id name, Optional<Expr> value) implements Tree {}

    record FunDecl(Span span, String doc, Id name, List<Id> params, Expr body, List<Deriv> derivs) implements Decl {}

    record Deriv(Span span, Id param, Expr value) implements Tree {}

    record ExternDecl(Span span, String doc, Id name, List<Formal> params, List<Formal> results, Optional<QName> vjp)
            implements Decl {}

    record LayerDecl(Span span, String doc, Id name, List<Formal> params, List<Formal> results, List<Stmt> body)
            implements Decl {}

    record ModelDecl(Span span, String doc, Id name, List<Formal> params, List<Stmt> body) implements Decl {}

    /** One entry of a signature: {@code dim O = 3} or {@code x : real[.., I] = e}. */
    sealed interface Formal extends Tree {}

    record DimFormal(Span span, Id name, Optional<Expr> value) implements Formal {}

    record TensorFormal(Span span, TensorDecl decl, Optional<Expr> value) implements Formal {}

    /** {@code name : type}. The name is qualified only in printed programs ({@code param enc.W : ..}). */
    record TensorDecl(Span span, QName name, Type type) implements Tree {}

    /** {@code real[B, D] in lo..hi}; {@code base} is one of real float double int bool. */
    record Type(Span span, String base, List<Shape> shape, Optional<Range> range) implements Tree {}

    sealed interface Shape extends Tree {}

    record ShapeDots(Span span) implements Shape {}

    record ShapeExpr(Span span, Expr expr) implements Shape {}

    /** {@code lo..hi}, half-open. */
    record Range(Span span, Expr lo, Expr hi) implements Tree {}

    // ---- statements --------------------------------------------------------------------------------------------

    sealed interface Stmt extends Tree {}

    record InputStmt(Span span, String doc, TensorDecl decl) implements Stmt {}

    record ParamStmt(
            Span span, String doc, TensorDecl decl, Optional<Expr> initialiser, Optional<Expr> when, boolean frozen)
            implements Stmt {}

    record StateStmt(Span span, String doc, TensorDecl decl, Optional<Expr> initial) implements Stmt {}

    /** {@code layer enc = Encoder(H=16) frozen}. */
    record InstanceStmt(Span span, Id name, QName layer, List<Arg> args, boolean frozen) implements Stmt {}

    record UpdateStmt(Span span, Lhs target, Expr value) implements Stmt {}

    /** {@code output p, q}. */
    record OutputNames(Span span, List<Id> names) implements Stmt {}

    /** {@code output p[b,k] = e}. */
    record OutputEquation(Span span, Lhs target, Expr value) implements Stmt {}

    record LossStmt(Span span, Id name, Expr value) implements Stmt {}

    /** {@code derive grad nll wrt params, x}. */
    record DeriveStmt(Span span, Id kind, Id of, List<QName> wrt) implements Stmt {}

    /** {@code y[i] = e}, or several targets for a call with several results. */
    record EquationStmt(Span span, List<Lhs> targets, Expr value) implements Stmt {}

    /** {@code indices} is empty where there are no brackets; {@code brackets} tells the two apart. */
    record Lhs(Span span, QName name, boolean brackets, List<LhsIndex> indices) implements Tree {}

    sealed interface LhsIndex extends Tree {}

    record LhsName(Span span, Id name, Optional<Range> range) implements LhsIndex {}

    record LhsGroup(Span span, List<LhsName> members) implements LhsIndex {}

    record LhsDots(Span span) implements LhsIndex {}

    // ---- expressions -------------------------------------------------------------------------------------------

    sealed interface Expr extends Tree, IndexExpr {}

    /** A literal as written. */
    record Num(Span span, String text) implements Expr {
        public boolean isInt() {
            return text.chars().allMatch(Character::isDigit);
        }
    }

    /** A bare name; {@code inf pi true false} are names too. */
    record Name(Span span, QName name) implements Expr {}

    /** {@code x[b, S*p+r | 0]}; the default may be the bare name {@code edge}, {@code wrap} or {@code reflect}. */
    record Access(Span span, QName name, List<IndexExpr> indices, Optional<Expr> otherwise) implements Expr {}

    record Call(Span span, QName name, List<Arg> args) implements Expr {}

    record Arg(Span span, Optional<Id> name, Expr value) implements Tree {}

    /** {@code op} is {@code -} or {@code not}. */
    record Unary(Span span, String op, Expr operand) implements Expr {}

    /**
     * A chain of operators of one precedence level, applied from left to right: {@code a - b + c} has three operands and
     * the operators {@code - +}. Flat, so that a chain of 100,000 terms does not nest. Levels: {@code or};
     * {@code and}; {@code + -}; {@code * / div mod}; {@code ^} has exactly two operands; {@code |>}.
     */
    record Chain(Span span, List<Expr> operands, List<String> operators) implements Expr {}

    /** {@code 0 <= a < n}: every neighbouring pair holds. Operators are {@code < <= > >= == !=}. */
    record Compare(Span span, List<Expr> operands, List<String> operators) implements Expr {}

    /** {@code sum(i, j in 0..N where c) body}; only {@code count} has no body. */
    record Reduce(Span span, String op, List<Binder> binders, Optional<Expr> where, Optional<Expr> body)
            implements Expr {}

    sealed interface Binder extends Tree {}

    record BinderName(Span span, Id name, Optional<Range> range) implements Binder {}

    record BinderDots(Span span) implements Binder {}

    record If(Span span, Expr condition, Expr then, Expr otherwise) implements Expr {}

    record Let(Span span, List<LetItem> items, Expr body) implements Expr {}

    record LetItem(Span span, Id name, Expr value) implements Tree {}

    record Case(Span span, List<CaseArm> arms, Expr otherwise) implements Expr {}

    record CaseArm(Span span, Expr condition, Expr value) implements Tree {}

    /** {@code [0, 1, 1, 2]}. */
    record Array(Span span, List<Expr> elements) implements Expr {}

    /** What may stand between the brackets of an access. */
    sealed interface IndexExpr extends Tree permits Expr, Group, Dots {}

    /** {@code (c h w)} as one position. */
    record Group(Span span, List<LhsName> members) implements IndexExpr {}

    record Dots(Span span) implements IndexExpr {}
}

// The nn language. No actions: what a file means is decided by the compiler that walks the tree.
//
// Between lexer and parser a filter drops the newlines that do not end a statement (LANGUAGE.md, "Lines"):
// `NL` in this file stands for a newline that is left.
grammar Nn;

// ---- files ----------------------------------------------------------------------------------------------------------

file : decl? (sep decl?)* EOF ;

// Entries for a part of a file: a statement is parsed by itself to report every mistake of a file in one run.
oneDecl : decl EOF ;
oneHead : (layerHead | modelHead) EOF ;
oneStmt : stmt EOF ;
oneExpr : expr EOF ;

sep : NL | ';' ;

decl
    : 'package' qname                                                        # packageDecl
    | 'use' qname                                                            # useDecl
    | dimDecl                                                                # fileDims
    | 'fun' id '(' id (',' id)* ')' '=' expr deriv*                          # funDecl
    | 'extern' 'fun' id '(' sig ')' '->' sig ('vjp' qname)?                  # externDecl
    | layerHead block                                                        # layerDecl
    | modelHead block                                                        # modelDecl
    ;

deriv     : 'deriv' id ':' expr ;
layerHead : 'layer' id '(' sig? ')' '->' sig ;
modelHead : 'model' id ('(' sig? ')')? ;

sig     : formal (',' formal)* ;
formal  : 'dim' id ('=' expr)?                                               # dimFormal
        | tdecl ('=' expr)?                                                  # tensorFormal
        ;
tdecl   : qname ':' type ;
type    : base ('[' (shp (',' shp)*)? ']')? ('in' range)? ;
base    : 'real' | 'float' | 'double' | 'int' | 'bool' ;
shp     : '..' | expr ;
range   : add '..' add ;
dimDecl : 'dim' dimItem (',' dimItem)* ;
dimItem : id ('=' expr)? ;

// ---- statements -----------------------------------------------------------------------------------------------------

block : '{' stmt? (sep stmt?)* '}' ;

stmt
    : dimDecl                                                                # blockDims
    | 'input' tdecl                                                          # inputStmt
    | 'param' tdecl ('~' init=expr)? ('when' when=expr)? 'frozen'?           # paramStmt
    | 'state' tdecl ('=' expr)?                                              # stateStmt
    | 'layer' id '=' qname '(' args? ')' 'frozen'?                           # instanceStmt
    | 'update' lhs '=' expr                                                  # updateStmt
    | 'output' id (',' id)*                                                  # outputNames
    | 'output' lhs '=' expr                                                  # outputEquation
    | 'loss' id '=' expr                                                     # lossStmt
    | 'derive' id id 'wrt' qname (',' qname)*                                # deriveStmt
    | lhs (',' lhs)* '=' expr                                                # equationStmt
    ;

lhs   : qname ('[' lidx (',' lidx)* ']')? ;
lidx  : gidx | group | '..' ;
group : '(' gidx gidx+ ')' ;
gidx  : id ('in' range)? ;

// ---- expressions, loosest first -------------------------------------------------------------------------------------

expr
    : 'if' expr 'then' expr 'else' expr                                      # ifExpr
    | 'let' letItem (',' letItem)* 'in' expr                                 # letExpr
    | 'case' '{' sep* (arm sep+)* 'else' ':' expr sep* '}'                   # caseExpr
    | or ('|>' or)*                                                          # pipe
    ;
letItem : id '=' expr ;
arm     : expr ':' expr ;

or      : and ('or' and)* ;
and     : not ('and' not)* ;
not     : 'not' not | cmp ;
cmp     : add (('<' | '<=' | '>' | '>=' | '==' | '!=') add)* ;
add     : mul (('+' | '-') mul)* ;
mul     : '-' mul | red | product ;
product : pow (mulop factor)* (mulop red)? ;
mulop   : '*' | '/' | 'div' | 'mod' ;
factor  : '-' factor | pow ;

// The body is a product to its end and does not begin with '-', so that the call `max(a,b) - c` and the reduction
// `max(i) x[i]` never collide. `count` counts the points that pass its guard and has no body.
red     : redop '(' binders ')' (red | product)
        | 'count' '(' binders ')'
        ;
redop   : 'sum' | 'prod' | 'max' | 'min' | 'mean' | 'argmax' | 'argmin' | 'logsumexp' | 'norm' | 'any' | 'all' ;
binders : binder (',' binder)* ('where' or)? ;
binder  : gidx | '..' ;

pow     : atom ('^' prhs)? ;
prhs    : '-' prhs | pow ;
atom
    : NUM                                                                    # number
    | 'inf'                                                                  # infinity
    | ('max' | 'min') '(' args? ')'                                          # minMaxCall
    | qname ('(' args? ')' | '[' idx (',' idx)* ('|' expr)? ']')?            # named
    | '[' expr (',' expr)* ']'                                               # array
    | '(' expr ')'                                                           # grouped
    ;
args    : arg (',' arg)* ;
arg     : (id '=')? expr ;
idx     : group | '..' | expr ;
qname   : id ('.' id)* ;

// Words that are special only where the rules above name them, and names everywhere else.
id
    : ID | 'package' | 'use' | 'extern' | 'vjp' | 'deriv' | 'layer' | 'model' | 'input' | 'param' | 'state' | 'update'
    | 'output' | 'loss' | 'derive' | 'wrt' | 'frozen' | 'when'
    ;

// ---- tokens ---------------------------------------------------------------------------------------------------------

PACKAGE : 'package' ;   USE : 'use' ;         EXTERN : 'extern' ;   VJP : 'vjp' ;       DERIV : 'deriv' ;
LAYER : 'layer' ;       MODEL : 'model' ;     INPUT : 'input' ;     PARAM : 'param' ;   STATE : 'state' ;
UPDATE : 'update' ;     OUTPUT : 'output' ;   LOSS : 'loss' ;       DERIVE : 'derive' ; WRT : 'wrt' ;
FROZEN : 'frozen' ;     WHEN : 'when' ;

DIM : 'dim' ;           FUN : 'fun' ;
REAL : 'real' ;         FLOAT : 'float' ;     DOUBLE : 'double' ;   INT : 'int' ;       BOOL : 'bool' ;
IF : 'if' ;             THEN : 'then' ;       ELSE : 'else' ;       LET : 'let' ;       IN : 'in' ;
CASE : 'case' ;         WHERE : 'where' ;     INF : 'inf' ;
OR : 'or' ;             AND : 'and' ;         NOT : 'not' ;         DIV : 'div' ;       MOD : 'mod' ;
SUM : 'sum' ;           PROD : 'prod' ;       MAX : 'max' ;         MIN : 'min' ;       MEAN : 'mean' ;
ARGMAX : 'argmax' ;     ARGMIN : 'argmin' ;   LOGSUMEXP : 'logsumexp' ;                 NORM : 'norm' ;
ANY : 'any' ;           ALL : 'all' ;         COUNT : 'count' ;

PIPE : '|>' ;           BAR : '|' ;           ARROW : '->' ;        TILDE : '~' ;       DOTS : '..' ;
DOT : '.' ;             COLON : ':' ;         COMMA : ',' ;         SEMI : ';' ;
PLUS : '+' ;            MINUS : '-' ;         STAR : '*' ;          SLASH : '/' ;       CARET : '^' ;
LE : '<=' ;             GE : '>=' ;           EQ : '==' ;           NE : '!=' ;         LT : '<' ;
GT : '>' ;              ASSIGN : '=' ;
LPAREN : '(' ;          RPAREN : ')' ;        LBRACK : '[' ;        RBRACK : ']' ;      LBRACE : '{' ;
RBRACE : '}' ;

// `0..3` is NUM '..' NUM: a point belongs to a number only where a digit follows it.
NUM : DIG ('.' DIG)? EXP? | '.' DIG EXP? ;
ID  : [A-Za-z_] [A-Za-z0-9_]* ;

NL      : '\r'? '\n' | '\r' ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLANK   : [ \t\f]+ -> channel(HIDDEN) ;
STRAY   : . ;

fragment DIG : [0-9]+ ;
fragment EXP : [eE] [+-]? DIG ;

/*
 * Tokens to a parse tree. SyntaxTreeBuilder makes the tree of records from it.
 *
 * There are no separators between statements. What keeps them apart:
 *  - no statement begins with an operator, '.', '(', '[' or '{', so whatever begins with one of these
 *    goes on with the expression before it, on whichever line it stands;
 *  - two expressions never stand side by side, so a string after an expression is a statement;
 *  - the type of 'gen' and the value of 'return' stand on the line of their word (TokenCleaning).
 * Words that only have a meaning in one place stay usable as names ('name'); after '.' and before ':'
 * any word is a name ('label').
 *
 * 'name {' opens a record only if a word and ':' follow, or '}' where no block can stand: three
 * tokens decide, since no statement begins with a word and ':'.
 */
parser grammar SglParser;

options { tokenVocab = SglLexer; }

file : declaration* EOF ;

declaration
  : IMPORT path=string AS name                                                  # ImportFile
  | IMPORT SCHEMA path=string AS name                                           # ImportSchema
  | RECORD name LBRACE (field COMMA?)* RBRACE                                   # RecordDeclaration
  | ENUM name LBRACE (enumValue (COMMA enumValue)* COMMA?)? RBRACE              # EnumDeclaration
  | UNION name ASSIGN BAR? type                                                 # UnionDeclaration
  | TYPE name ASSIGN BAR? type                                                  # TypeAlias
  | FN name parameters ARROW type ASSIGN expression                             # FunctionDeclaration
  | PROMPT name parameters (ARROW type)? block                                  # PromptDeclaration
  | TOOL name parameters ARROW type                                             # ToolDeclaration
  | TEST title=string block                                                     # TestDeclaration
  ;

field : label COLON type ;

enumValue : label ;

parameters : LPAREN (parameter (COMMA parameter)* COMMA?)? RPAREN ;

parameter : label COLON type (ASSIGN expression)? ;

// Types

type : typePostfix (BAR typePostfix)* ;

typePostfix : typePrimary typeSuffix* ;

typeSuffix : QUESTION | LBRACK (least=INT (RANGE most=INT)?)? RBRACK ;

typePrimary
  : string                                                                      # LiteralType
  | MAP LESS type GREATER                                                       # MapType
  | SCHEMA string                                                               # SchemaType
  | GRAMMAR LPAREN string RPAREN                                                # GrammarType
  | (module=name DOT)? typeName typeArguments?                                  # NamedType
  | LPAREN type RPAREN                                                          # GroupedType
  ;

typeName : IDENTIFIER | roleWord | declarationWord | FROM | BY | COLLECT | MAX | AS ;

typeArguments : LPAREN (typeArgument (COMMA typeArgument)* COMMA?)? RPAREN ;

typeArgument
  : label COLON constant                                                        # NamedArgument
  | low=number RANGE high=number                                                # RangeArgument
  | string                                                                      # PatternArgument
  ;

constant : number | string | TRUE | FALSE | name ;

number : MINUS? (INT | FLOAT) ;

// Statements

block : LBRACE statement* RBRACE ;

statement
  : string                                                                      # TextStatement
  | roleWord (string | block)                                                   # TurnStatement
  | LET name (COLON type)? ASSIGN expression                                    # LetStatement
  | IDENTIFIER ASSIGN expression                                                # AssignStatement
  | INCLUDE qualifiedName arguments                                             # IncludeStatement
  | (RETURN expression | RETURN_ALONE)                                          # ReturnStatement
  | YIELD expression                                                            # YieldStatement
  | ASSERT expression (COMMA expression)?                                       # AssertStatement
  | CHECK expression (COMMA expression)?                                        # CheckStatement
  | IF branch (ELSE IF branch)* (ELSE block)?                                   # IfStatement
  | MATCH expression LBRACE matchCase* RBRACE                                   # MatchStatement
  | FOR name IN expression block                                                # ForStatement
  | LOOP MAX expression block                                                   # LoopStatement
  | BREAK                                                                       # BreakStatement
  | THINK LBRACE optionList? RBRACE                                                # ThinkStatement
  | effect                                                                      # EffectStatement
  ;

branch : expression block ;

matchCase : CASE pattern ARROW (statement | block) ;

pattern
  : qualifiedName LPAREN (name (COMMA name)* COMMA?)? RPAREN                    # RecordPattern
  | qualifiedName                                                               # NamePattern
  | (number | string | TRUE | FALSE | NULL)                                     # LiteralPattern
  ;

// An expression that may be a statement.
effect
  : IDENTIFIER arguments? selector*                                             # NameEffect
  | action selector*                                                            # ActionEffect
  | (generation | selection)                                                    # GenerationEffect
  ;

// Expressions, loosest first. The levels are BinaryOperator's precedences.

expression : conjunction (OR conjunction)* ;

conjunction : comparison (AND comparison)* ;

comparison : fallback (comparator fallback)* ;

comparator : EQUAL | NOT_EQUAL | LESS | LESS_OR_EQUAL | GREATER | GREATER_OR_EQUAL | CONTAINS ;

fallback : range (OR_ELSE range)* ;

range : sum (RANGE sum)? ;

sum : product ((PLUS | MINUS) product)* ;

product : unary ((STAR | SLASH | PERCENT) unary)* ;

unary : (MINUS | NOT)* (postfix | generation | selection) ;

postfix : primary selector* ;

selector : DOT label arguments? ;

primary
  : INT                                                                         # IntLiteral
  | FLOAT                                                                       # FloatLiteral
  | string                                                                      # StringLiteral
  | TRUE                                                                        # TrueLiteral
  | FALSE                                                                       # FalseLiteral
  | NULL                                                                        # NullLiteral
  | qualifiedName LBRACE (fieldValue (COMMA fieldValue)* COMMA?)? RBRACE        # RecordLiteral
  | name arguments?                                                             # NameOrCall
  | LBRACK (expression (COMMA expression)* COMMA?)? RBRACK                      # ListLiteral
  | LPAREN expression RPAREN                                                    # Grouped
  | action                                                                      # ActionPrimary
  ;

fieldValue : label COLON expression ;

action
  : (CALL | ASIDE) qualifiedName arguments                                      # StreamCall
  | FORK name IN expression COLLECT? block                                      # ForkEach
  | FORK expression COLLECT? block                                              # ForkCount
  | RACE name IN expression block                                               # RaceEach
  ;

generation : GEN type (WITH LPAREN optionList? RPAREN)? ;

selection : SELECT FROM postfix (BY label)? ;

arguments : LPAREN (argument (COMMA argument)* COMMA?)? RPAREN ;

argument : (label COLON)? expression ;

optionList : option (COMMA option)* COMMA? ;

option : label COLON expression ;

// Strings

string : QUOTE stringPart* QUOTE_END | RAW ;

stringPart
  : TEXT                                                                        # TextPart
  | ESCAPE                                                                      # EscapePart
  | INTERPOLATION_OPEN expression INTERPOLATION_CLOSE                           # InterpolationPart
  | HOLE_OPEN name COLON type (COMMA option)* COMMA? HOLE_CLOSE                 # HolePart
  ;

// Names

qualifiedName : (module=name DOT)? name ;

name : IDENTIFIER | roleWord | declarationWord | wordInContext ;

roleWord : SYSTEM | USER | ASSISTANT | TOOL ;

declarationWord : RECORD | ENUM | UNION | TYPE | PROMPT | TEST | IMPORT ;

wordInContext : SCHEMA | GRAMMAR | MAP | MAX | AS | FROM | BY | COLLECT ;

label
  : name
  | FN | LET | GEN | WITH | SELECT | FORK | RACE | INCLUDE | ASIDE | CALL | IF | ELSE | MATCH | CASE
  | FOR | IN | LOOP | BREAK | RETURN | RETURN_ALONE | YIELD | ASSERT | CHECK | THINK | CONTAINS | TRUE | FALSE | NULL
  ;

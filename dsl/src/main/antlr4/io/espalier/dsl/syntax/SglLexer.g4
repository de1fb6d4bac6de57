/*
 * Characters to tokens. The lexer never fails: whatever has no meaning becomes a token that
 * TokenCleaning reports and removes.
 *
 * A string is a mode of its own; '\{' and '\[' inside it push the default mode again, and
 * TemplateLexer (the superclass) counts braces and brackets to know which '}' or ']' leads back.
 */
lexer grammar SglLexer;

options { superClass = TemplateLexer; }

channels { DOCUMENTATION, COMMENTS }

// Made by TokenCleaning: a 'return' that is the last word of its line or block.
// The closing tokens are what TemplateLexer makes of a '}' or ']' that ends a template's expression.
tokens { RETURN_ALONE, INTERPOLATION_CLOSE, HOLE_CLOSE }

IMPORT : 'import' ;
SCHEMA : 'schema' ;
AS : 'as' ;
RECORD : 'record' ;
ENUM : 'enum' ;
UNION : 'union' ;
TYPE : 'type' ;
FN : 'fn' ;
PROMPT : 'prompt' ;
TOOL : 'tool' ;
TEST : 'test' ;
SYSTEM : 'system' ;
USER : 'user' ;
ASSISTANT : 'assistant' ;
LET : 'let' ;
GEN : 'gen' ;
WITH : 'with' ;
SELECT : 'select' ;
FROM : 'from' ;
BY : 'by' ;
FORK : 'fork' ;
COLLECT : 'collect' ;
RACE : 'race' ;
INCLUDE : 'include' ;
ASIDE : 'aside' ;
CALL : 'call' ;
IF : 'if' ;
ELSE : 'else' ;
MATCH : 'match' ;
CASE : 'case' ;
FOR : 'for' ;
IN : 'in' ;
LOOP : 'loop' ;
MAX : 'max' ;
BREAK : 'break' ;
RETURN : 'return' ;
YIELD : 'yield' ;
ASSERT : 'assert' ;
CHECK : 'check' ;
THINK : 'think' ;
CONTAINS : 'contains' ;
MAP : 'map' ;
GRAMMAR : 'grammar' ;
TRUE : 'true' ;
FALSE : 'false' ;
NULL : 'null' ;

FLOAT : DIGITS '.' DIGITS EXPONENT? | DIGITS EXPONENT ;
INT : DIGITS ;
NOT_A_NUMBER : [0-9] [0-9a-zA-Z_]+ ;

RAW : 'r"' ~["\r\n]* '"' ;
RAW_UNCLOSED : 'r"' ~["\r\n]* ;

// Non-ASCII characters are let in here and checked to be letters afterwards.
IDENTIFIER : (LETTER | '_') (LETTER | [0-9_])* ;

BLOCK_OPEN : '"""' { open(TemplateLexer.BLOCK_STRING); } -> type(QUOTE), pushMode(BLOCK) ;
QUOTE : '"' { open(TemplateLexer.LINE_STRING); } -> pushMode(STRING) ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACK : '[' { nest('['); } ;
RBRACK : ']' { unnest(']'); } ;
LBRACE : '{' { nest('{'); } ;
RBRACE : '}' { unnest('}'); } ;

COMMA : ',' ;
SEMICOLON : ';' ;
COLON : ':' ;
RANGE : '..' ;
DOT : '.' ;
ARROW : '->' ;
FAT_ARROW : '=>' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
ASSIGN : '=' ;
NOT : '!' ;
LESS_OR_EQUAL : '<=' ;
GREATER_OR_EQUAL : '>=' ;
LESS : '<' ;
GREATER : '>' ;
AND : '&&' ;
OR : '||' ;
BAR : '|' ;
OR_ELSE : '??' ;
QUESTION : '?' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
PERCENT : '%' ;

PLAIN_COMMENT : '////' ~[\r\n]* -> type(COMMENT), channel(COMMENTS) ;
DOC_COMMENT : '///' ~[\r\n]* -> channel(DOCUMENTATION) ;
COMMENT : '//' ~[\r\n]* -> channel(COMMENTS) ;
BLOCK_COMMENT : '/*' .*? ('*/' | EOF) ;
HASH_COMMENT : '#' ~[\r\n]* ;
SINGLE_QUOTED : '\'' ~['\r\n]* '\'' ;

NEWLINE : ('\r\n' | '\n' | '\r') { newline(); } ;
SPACE : [ \t\f\uFEFF]+ -> skip ;
UNKNOWN : . ;

fragment LETTER : [a-zA-Z\u0080-\uFEFE\uFF00-\uFFFF] ;
fragment DIGITS : [0-9] [0-9_]* ;
fragment EXPONENT : [eE] [+-]? [0-9]+ ;
fragment ESCAPED : '\\' [nrt"\\] | '\\u{' [0-9a-fA-F]+ '}' ;

mode STRING;

QUOTE_END : '"' { close(); } -> popMode ;
TEXT : ~["\\\r\n]+ ;
ESCAPE : ESCAPED ;
INTERPOLATION_OPEN : '\\{' { open('{'); } -> pushMode(DEFAULT_MODE) ;
HOLE_OPEN : '\\[' { open('['); } -> pushMode(DEFAULT_MODE) ;
BAD_ESCAPE : '\\' ~[\r\n]? ;
STRING_BROKEN : ('\r\n' | '\n' | '\r') { breakStrings(); } ;

mode BLOCK;

BLOCK_END : '"""' { close(); } -> type(QUOTE_END), popMode ;
BLOCK_TEXT : (~["\\]+ | '"') -> type(TEXT) ;
BLOCK_ESCAPE : ESCAPED -> type(ESCAPE) ;
BLOCK_INTERPOLATION : '\\{' { open('{'); } -> type(INTERPOLATION_OPEN), pushMode(DEFAULT_MODE) ;
BLOCK_HOLE : '\\[' { open('['); } -> type(HOLE_OPEN), pushMode(DEFAULT_MODE) ;
BLOCK_BAD_ESCAPE : '\\' . -> type(BAD_ESCAPE) ;

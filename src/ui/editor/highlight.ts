// Colours for TypeScript while Monaco is not here yet: keywords, strings, names of types, comments; the rest is ink.
export type TokenKind = "keyword" | "string" | "type" | "comment" | "number" | "call" | "plain";

export interface Token {
  /** Where in the source it begins. */
  readonly at: number;
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  "async await break case catch class const continue default do else export extends false finally for from function if import in instanceof interface let new null of return static super switch this throw true try type typeof undefined var void while yield".split(
    " ",
  ),
);

const PATTERN =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_$][\w$]*)|(?<rest>[^\w"'`/]+|\/)/g;

function wordKind(word: string, after: string): TokenKind {
  if (KEYWORDS.has(word)) return "keyword";
  if (/^[A-Z][a-z]/.test(word)) return "type";
  return after === "(" ? "call" : "plain";
}

export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(PATTERN)) {
    const { comment, string, number, word } = match.groups ?? {};
    const text = match[0];
    const kind: TokenKind =
      comment !== undefined
        ? "comment"
        : string !== undefined
          ? "string"
          : number !== undefined
            ? "number"
            : word !== undefined
              ? wordKind(word, source[match.index + text.length] ?? "")
              : "plain";
    const last = tokens.at(-1);
    if (kind === "plain" && last?.kind === "plain")
      tokens[tokens.length - 1] = { ...last, text: last.text + text };
    else tokens.push({ at: match.index, kind, text });
  }
  return tokens;
}

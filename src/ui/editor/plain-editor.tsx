// A text area over its own coloured text: the same face, the same lines, the same gutter as Monaco's.
import { type KeyboardEvent, type RefObject, useMemo, useRef } from "react";
import styles from "./editor.module.css";
import { tokensOf } from "./highlight.ts";

interface PlainEditorProps {
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly label: string;
  readonly value: string;
  readonly errorLine: number | null;
  onChange(value: string): void;
  onRun(): void;
  onFocus(): void;
}

const INDENT = "  ";

export function PlainEditor({ area, label, value, errorLine, onChange, onRun, onFocus }: PlainEditorProps) {
  const tokens = useMemo(() => tokensOf(value), [value]);
  const lines = value.split("\n").map((_, index) => index + 1);
  // After Escape the next Tab leaves, as in Monaco.
  const leaving = useRef(false);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const target = event.currentTarget;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      onRun();
    } else if (event.key === "Escape") {
      leaving.current = true;
      return;
    } else if (event.key === "Tab" && !event.shiftKey && !leaving.current) {
      event.preventDefault();
      const at = target.selectionStart;
      onChange(value.slice(0, at) + INDENT + value.slice(target.selectionEnd));
      requestAnimationFrame(() => target.setSelectionRange(at + INDENT.length, at + INDENT.length));
    }
    leaving.current = false;
  }

  return (
    <div className={styles["plain"]}>
      <div className={styles["gutter"]} aria-hidden="true">
        {lines.map((line) => (
          <span key={line} className={errorLine === line ? styles["badLine"] : undefined}>
            {line}
          </span>
        ))}
      </div>
      <div className={styles["page"]}>
        <pre className={styles["ink"]} aria-hidden="true">
          <code>
            {tokens.map((token) =>
              token.kind === "plain" ? (
                token.text
              ) : (
                <span key={token.at} className={styles[token.kind]}>
                  {token.text}
                </span>
              ),
            )}
            {"\n"}
          </code>
        </pre>
        <textarea
          ref={area}
          className={styles["typing"]}
          aria-label={label}
          value={value}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={onFocus}
        />
      </div>
    </div>
  );
}

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
  const lines = value.split("\n").length;
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
        {Array.from({ length: lines }, (_, index) => (
          <span key={index + 1} className={errorLine === index + 1 ? styles["badLine"] : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <div className={styles["page"]}>
        <pre className={styles["ink"]} aria-hidden="true">
          <code>
            {tokens.map((token, index) =>
              token.kind === "plain" ? (
                token.text
              ) : (
                // Tokens have no identity but their place.
                <span key={`${index}${token.kind}`} className={styles[token.kind]}>
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

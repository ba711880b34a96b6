// What the program printed, and how it ended. Kafka's own text first; the line is a link to the code.
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useWords } from "../i18n/language.ts";
import { Empty } from "../kit/pane.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import styles from "./editor.module.css";
import { meaningOf, ownText } from "./own-texts.ts";
import { lineText, type Program } from "./program.ts";

export function OutputList({ program, onLine }: { readonly program: Program; onLine(line: number): void }) {
  const words = useWords();
  const { output, omitted, outcome, running, leftRunning } = useStore(program.store);
  const list = useRef<HTMLOListElement>(null);
  const pinned = useRef(true);

  // Follows the newest line, unless the person has scrolled up to read.
  useEffect(() => {
    if (pinned.current && (output.length > 0 || outcome !== null))
      list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [output, outcome]);

  if (output.length === 0 && outcome === null && !running) {
    return <Empty text={leftRunning ? words.editor.leftRunning : words.editor.noOutput} />;
  }
  const lines = output.map((line, index) => ({ id: omitted + index, line }));
  return (
    <ol
      ref={list}
      className={styles["output"]}
      {...SCROLLABLE}
      aria-label={words.editor.output}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        pinned.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {omitted > 0 ? (
        <li>
          <span className={styles["quiet"]}>{words.editor.omitted(omitted)}</span>
        </li>
      ) : null}
      {lines.map(({ id, line }) => {
        const { line: at } = line;
        const own = ownText({ ...line, text: line.kind === "exception" ? line.message : line.text });
        const said = own === null ? null : words.editor.own(own);
        const meaning = line.kind === "exception" ? meaningOf(line.name, words) : null;
        return (
          <li key={id}>
            <span className={styles[line.kind]}>
              {said === null ? (
                <>
                  {lineText(line)}
                  {meaning === null ? null : <span className={styles["meaning"]}>{meaning}</span>}
                </>
              ) : (
                <>
                  <span className={styles["meaning"]}>{said}</span>
                  <small className={styles["original"]} lang="en">
                    {lineText(line)}
                  </small>
                </>
              )}
            </span>
            {at === null ? null : (
              <button
                type="button"
                // A stop at every printed line would put a long way between the code and the drawing.
                tabIndex={line.kind === "exception" ? 0 : -1}
                aria-label={words.editor.toLine(at)}
                onClick={() => onLine(at)}
              >
                {words.editor.line(at)}
              </button>
            )}
          </li>
        );
      })}
      {outcome === null ? null : (
        <li>
          <span className={outcome === "unresponsive" ? styles["error"] : styles["quiet"]}>
            {words.editor.outcome[outcome]}
          </span>
        </li>
      )}
    </ol>
  );
}

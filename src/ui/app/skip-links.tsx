// The first places to press Tab: past the top bar to the content, and where a page draws something, straight into that.
import { useRoute } from "wouter";
import { useWords } from "../i18n/language.ts";
import styles from "./shell.module.css";

const PRESSABLE = ":is(a[href], button:not(:disabled), [tabindex]):not([tabindex='-1'])";

function focusFirst(within: string): boolean {
  const first = document.querySelector<HTMLElement | SVGElement>(`${within} ${PRESSABLE}`);
  first?.focus();
  return first !== null;
}

function Skip({ text, to }: { readonly text: string; to(): void }) {
  return (
    <button type="button" className={styles["skip"]} onClick={to}>
      {text}
    </button>
  );
}

export function SkipLinks() {
  const words = useWords();
  const [atHome] = useRoute("/");
  const toContent = (): boolean => focusFirst("#content");
  return (
    <>
      <Skip text={words.app.skip} to={toContent} />
      {atHome ? null : (
        <Skip text={words.app.skipToDrawing} to={() => focusFirst("[data-drawing]") || toContent()} />
      )}
    </>
  );
}

// Hints one at a time, open to all before any attempt; the solution is the last, behind a second click.
import { useEffect, useRef, useState } from "react";
import type { Step } from "../../lessons/api/lesson.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { Confirm } from "../kit/dialog.tsx";
import styles from "./lesson.module.css";

export function Hints({
  step,
  open,
  onUseSolution,
}: {
  readonly step: Step;
  readonly open: number;
  onUseSolution(): void;
}) {
  const words = useWords();
  const language = useLanguage();
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  const section = useRef<HTMLElement>(null);
  const seen = useRef(open);
  useEffect(() => {
    if (open === 0) setShown(false);
    // It opens below the text, which may be longer than what is seen of it.
    if (open > seen.current) section.current?.scrollIntoView({ block: "nearest" });
    seen.current = open;
  }, [open]);
  if (open === 0) return null;
  return (
    <section ref={section} className={styles["hints"]} aria-live="polite">
      {step.hints.slice(0, open).map((hint, index) => (
        <p key={hint.en}>
          <b>{words.lesson.hintTitle(index + 1)}</b> {hint[language]}
        </p>
      ))}
      {open < step.hints.length ? null : shown ? (
        <>
          <pre className={styles["solution"]}>
            <code>{step.solution.source}</code>
          </pre>
          <Button small onClick={() => setAsking(true)}>
            {words.lesson.solutionUse}
          </Button>
          <Confirm
            open={asking}
            title={words.lesson.solutionUse}
            text={words.lesson.solutionSure}
            onClose={() => setAsking(false)}
            onGo={onUseSolution}
          />
        </>
      ) : (
        <Button small look="ghost" onClick={() => setShown(true)}>
          {words.lesson.solution}
        </Button>
      )}
    </section>
  );
}

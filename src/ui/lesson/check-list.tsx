// The checks: the goal, then what was observed. They never change their order.
import { Check, Clock, X } from "lucide-react";
import { useStore } from "zustand";
import type { Step } from "../../lessons/api/lesson.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { SCROLLABLE } from "../kit/scrollable.ts";
import type { Checks } from "./checks.ts";
import styles from "./lesson.module.css";

const GLYPHS = { passed: Check, pending: Clock, failed: X } as const;

export function CheckList({ step, checks }: { readonly step: Step; readonly checks: Checks | null }) {
  const words = useWords();
  return (
    <>
      <ul className={styles["checks"]} id="checks" {...SCROLLABLE} aria-label={words.lesson.checks}>
        {checks === null ? (
          step.checks.map((check) => <Waiting key={check.id} goal={check.goal} />)
        ) : (
          <Judged step={step} checks={checks} />
        )}
      </ul>
      {checks === null ? null : <WayOut checks={checks} />}
    </>
  );
}

/** What was observed otherwise may not come right by waiting: what to do is told. */
function WayOut({ checks }: { readonly checks: Checks }) {
  const words = useWords();
  const someFailed = useStore(checks.store, ({ judged }) =>
    judged.some(({ result }) => result.status === "failed"),
  );
  return someFailed ? <p className={styles["wayOut"]}>{words.lesson.wayOut}</p> : null;
}

function Waiting({ goal }: { readonly goal: { readonly ko: string; readonly en: string } }) {
  const language = useLanguage();
  const words = useWords();
  return (
    <li className={styles["pending"]}>
      <Clock size={16} strokeWidth={1.75} aria-label={words.lesson.status.pending} />
      <div>
        <b>{goal[language]}</b>
      </div>
    </li>
  );
}

function Judged({ step, checks }: { readonly step: Step; readonly checks: Checks }) {
  const language = useLanguage();
  const words = useWords();
  const judged = useStore(checks.store, (state) => state.judged);
  return step.checks.map((check) => {
    const result = judged.find((each) => each.check.id === check.id)?.result;
    if (result === undefined) return <Waiting key={check.id} goal={check.goal} />;
    const Glyph = GLYPHS[result.status];
    return (
      <li key={check.id} className={styles[result.status]}>
        <Glyph
          size={16}
          strokeWidth={result.status === "pending" ? 1.75 : 2.25}
          aria-label={words.lesson.status[result.status]}
        />
        <div>
          <b>{check.goal[language]}</b>
          <span>{result.observed[language]}</span>
        </div>
      </li>
    );
  });
}

// Predict, run, see, explain. The guess is asked before the first run and kept; the explanation opens by what happened on
// the cluster, not by time.
import { Check, Lock } from "lucide-react";
import { useId } from "react";
import type { Step } from "../../lessons/api/lesson.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import styles from "./lesson.module.css";
import type { StepProgress } from "./progress.ts";

export type Stage = "predict" | "run" | "see" | "explain";

export function stageOf(progress: StepProgress): Stage {
  if (progress.predicted === null && !progress.passed) return "predict";
  if (!progress.ran && !progress.passed) return "run";
  return progress.passed ? "explain" : "see";
}

/** The card's id: what must come first is led to. */
export const PREDICT_CARD = "predict";

const STAGES: readonly Stage[] = ["predict", "run", "see", "explain"];

export function PredictCard({
  step,
  progress,
  onPredict,
}: {
  readonly step: Step;
  readonly progress: StepProgress;
  onPredict(option: number): void;
}) {
  const words = useWords();
  const language = useLanguage();
  const name = useId();
  const stage = stageOf(progress);
  const at = STAGES.indexOf(stage);
  const { question, options, answer } = step.prediction;
  const locked = progress.ran || progress.passed;
  return (
    <section className={styles["card"]} id={PREDICT_CARD}>
      <ol className={styles["stages"]}>
        {STAGES.map((each, index) => (
          <li
            key={each}
            className={index < at ? styles["past"] : index === at ? styles["present"] : undefined}
            aria-current={index === at ? "step" : undefined}
          >
            {index < at ? <Check size={12} strokeWidth={2.25} aria-hidden="true" /> : null}
            {words.lesson.stages[each]}
          </li>
        ))}
      </ol>
      <fieldset className={`${styles["options"]} bare`} disabled={locked}>
        <legend>{question[language]}</legend>
        {options.map((option, index) => {
          const mine = progress.predicted === index;
          const right = progress.passed && index === answer;
          return (
            <label
              key={option.en}
              className={`${mine ? styles["mine"] : ""} ${right ? styles["right"] : ""}`}
            >
              <input type="radio" name={name} checked={mine} onChange={() => onPredict(index)} />
              <span>{option[language]}</span>
              {mine ? <em>{words.lesson.mine}</em> : null}
              {right ? (
                <em className={styles["answer"]}>
                  <Check size={12} strokeWidth={2.25} aria-hidden="true" /> {words.lesson.cluster}
                </em>
              ) : null}
            </label>
          );
        })}
      </fieldset>
      {stage === "predict" ? <p className={styles["cardNote"]}>{words.lesson.predictFirst}</p> : null}
      {stage === "run" ? <p className={styles["cardNote"]}>{words.lesson.runNow}</p> : null}
      {progress.passed ? (
        <>
          <p className={styles["cardText"]}>
            <b>{words.lesson.stages.see}</b> {step.see[language]}
          </p>
          <p className={styles["cardText"]}>
            <b>{words.lesson.stages.explain}</b> {step.explain[language]}
          </p>
        </>
      ) : (
        <p className={styles["locked"]}>
          <Lock size={14} strokeWidth={1.5} aria-hidden="true" /> {words.lesson.locked}
        </p>
      )}
    </section>
  );
}

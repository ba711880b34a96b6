// Lessons as partitions, steps as cells: filled is verified, the green bar stands where verification ends, blue is next.
import { Link } from "wouter";
import type { LessonEntry } from "../../lessons/api/lesson.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { Toolbar } from "../kit/toolbar.tsx";
import type { Progress } from "../lesson/progress.ts";
import styles from "./home.module.css";
import { lessonProgress, nextStep, passedSteps } from "./lesson-progress.ts";

function LessonRow({ lesson, progress }: { readonly lesson: LessonEntry; readonly progress: Progress }) {
  const words = useWords();
  const language = useLanguage();
  const steps = lessonProgress(progress, lesson);
  const next = nextStep(steps);
  const started = steps.some((step) => step !== null);
  return (
    <li className={styles["row"]}>
      <div className={styles["lesson"]}>
        <span className={styles["over"]}>{words.home.tracks[lesson.track]}</span>
        <h3>{lesson.title[language]}</h3>
      </div>
      <Toolbar label={words.home.stepsOf(lesson.title[language])} className={styles["cellBar"]}>
        <ol className={styles["cells"]}>
          {lesson.steps.map((title, index) => {
            const passed = steps[index]?.passed === true;
            const state = passed ? "done" : index === next ? "next" : "open";
            const classes = [
              styles["cell"],
              styles[state],
              // The bar: everything left of it is verified.
              index === next && index > 0 ? styles["here"] : "",
              next === null && index === steps.length - 1 ? styles["hereAfter"] : "",
            ];
            return (
              <li key={title.id}>
                <Link
                  href={`/lesson/${lesson.id}/${index + 1}`}
                  className={classes.join(" ")}
                  aria-label={`${index + 1}. ${title[language]}, ${words.home.legend[state]}`}
                  title={title[language]}
                >
                  {index + 1}
                </Link>
              </li>
            );
          })}
        </ol>
      </Toolbar>
      <span className={started ? styles["nextTitleStarted"] : styles["nextTitle"]}>
        {next === null ? "" : lesson.steps[next]?.[language]}
      </span>
      <span className={styles["fraction"]}>
        {passedSteps(steps)}/{steps.length}
      </span>
    </li>
  );
}

export function ProgressMap({
  lessons,
  progress,
}: {
  readonly lessons: readonly LessonEntry[];
  readonly progress: Progress;
}) {
  const words = useWords();
  return (
    <>
      <ul className={styles["map"]}>
        {lessons.map((lesson) => (
          <LessonRow key={lesson.id} lesson={lesson} progress={progress} />
        ))}
      </ul>
      <ul className={styles["legend"]} aria-label={words.cluster.legend}>
        <li>
          <i className={styles["done"]} /> {words.home.legend.done}
        </li>
        <li>
          <i className={styles["next"]} /> {words.home.legend.next}
        </li>
        <li>
          <i className={styles["open"]} /> {words.home.legend.open}
        </li>
        <li>
          <i className={styles["bar"]} /> {words.home.legend.here}
        </li>
      </ul>
    </>
  );
}

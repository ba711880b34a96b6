// Home: what this is in one sentence, how far the person has come, and one thing to do next.
import { Play } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { LessonEntry } from "../../lessons/api/lesson.ts";
import { LESSONS } from "../../lessons/index.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { useProgress, useStored } from "../lesson/progress.ts";
import { readKeptCluster } from "../session/kept-cluster.ts";
import styles from "./home.module.css";
import { lessonProgress, passedSteps } from "./lesson-progress.ts";
import { ProgressMap } from "./progress-map.tsx";

function Resume({ lesson, step }: { readonly lesson: LessonEntry; readonly step: number }) {
  const words = useWords();
  const language = useLanguage();
  const title = lesson.steps[step - 1]?.[language] ?? "";
  return (
    <section className={styles["resume"]} aria-label={words.home.resume}>
      <p className={styles["over"]}>{words.home.resumeAt(step, title)}</p>
      <h2>{lesson.title[language]}</h2>
      <Link href={`/lesson/${lesson.id}/${step}`} className={styles["action"]}>
        <Play size={16} strokeWidth={1.75} aria-hidden="true" />
        {words.home.resume}
      </Link>
    </section>
  );
}

export function Home() {
  const words = useWords();
  const language = useLanguage();
  const progress = useProgress();
  const stored = useStored();
  const [cluster] = useState(readKeptCluster);
  const all = LESSONS.reduce((sum, lesson) => sum + lesson.steps.length, 0);
  const done = LESSONS.reduce((sum, lesson) => sum + passedSteps(lessonProgress(progress, lesson)), 0);
  const last = progress.last;
  const resumed = last === null ? undefined : LESSONS.find(({ id }) => id === last.lesson);
  const first = LESSONS[0];
  return (
    <main id="content" className={styles["home"]}>
      <header className={styles["intro"]}>
        <h1>{words.home.title}</h1>
        <p>{words.home.sub}</p>
      </header>
      <aside className={`${styles["side"]} ${resumed === undefined ? "" : styles["resuming"]}`}>
        {last !== null && resumed !== undefined && last.step >= 1 && last.step <= resumed.steps.length ? (
          <Resume lesson={resumed} step={last.step} />
        ) : first === undefined ? null : (
          <section className={styles["resume"]} aria-label={words.home.start}>
            <p className={styles["over"]}>{words.home.tracks[first.track]}</p>
            <h2>{first.title[language]}</h2>
            <p className={styles["summary"]}>{first.summary[language]}</p>
            <Link href={`/lesson/${first.id}/1`} className={styles["action"]}>
              <Play size={16} strokeWidth={1.75} aria-hidden="true" />
              {words.home.start}
            </Link>
          </section>
        )}
        <section className={styles["links"]}>
          <h2>{words.home.open}</h2>
          <ul>
            <li>
              <Link href="/playground">
                <b>
                  {cluster.topics === 0 ? words.home.emptyCluster : words.home.keptCluster(cluster.topics)}
                </b>
                <span>{words.home.clusterSize(cluster.controllers, cluster.brokers)}</span>
              </Link>
            </li>
          </ul>
        </section>
        <section className={styles["links"]}>
          <h2>{words.home.saved}</h2>
          <p className={styles["note"]}>{stored ? words.home.savedNote : words.home.notSaved}</p>
        </section>
      </aside>
      <section className={styles["progress"]} aria-label={words.home.progress}>
        <h2 className={styles["progressHead"]}>
          {words.home.progress} <small>{words.home.steps(done, all)}</small>
        </h2>
        <ProgressMap lessons={LESSONS} progress={progress} />
      </section>
      <footer className={styles["foot"]}>{words.home.trademark}</footer>
    </main>
  );
}

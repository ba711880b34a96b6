// A lesson: loads it, finds the step that the address names, and hands both to the open step.
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Lesson, LessonEntry } from "../../lessons/api/lesson.ts";
import { LESSONS } from "../../lessons/index.ts";
import { useWords } from "../i18n/language.ts";
import { Empty } from "../kit/pane.tsx";
import { noteLast } from "./progress.ts";
import { StepPage } from "./step-page.tsx";

type Loaded =
  | { readonly kind: "loading" }
  | { readonly kind: "loaded"; readonly lesson: Lesson }
  | { readonly kind: "failed"; readonly message: string };

function useLesson(entry: LessonEntry | undefined): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ kind: "loading" });
  useEffect(() => {
    if (entry === undefined) return;
    let left = false;
    setLoaded({ kind: "loading" });
    entry
      .load()
      .then((lesson) => {
        if (!left) setLoaded({ kind: "loaded", lesson });
      })
      .catch((error: unknown) => {
        if (!left) setLoaded({ kind: "failed", message: String(error) });
      });
    return () => {
      left = true;
    };
  }, [entry]);
  return loaded;
}

export function LessonPage({ id, step }: { readonly id: string; readonly step: number }) {
  const words = useWords();
  const entry = LESSONS.find((each) => each.id === id);
  const loaded = useLesson(entry);
  const known = entry !== undefined && step >= 1 && step <= entry.steps.length;
  useEffect(() => {
    if (known) noteLast(id, step);
  }, [known, id, step]);

  if (!known || loaded.kind === "failed") {
    return (
      <main id="content">
        <Empty text={loaded.kind === "failed" ? loaded.message : words.lesson.unknown}>
          <Link href="/">{words.app.toHome}</Link>
        </Empty>
      </main>
    );
  }
  const present = loaded.kind === "loaded" ? loaded.lesson.steps[step - 1] : undefined;
  if (present === undefined) return <main id="content" aria-busy="true" />;
  return <StepPage key={`${id}/${step}`} lesson={id} step={present} index={step} of={entry.steps.length} />;
}

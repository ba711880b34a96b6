// The text of a step: the page as its author wrote it, the card that asks and answers, hints, and the way on.
import { Lightbulb, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import type { Step } from "../../lessons/api/lesson.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Confirm } from "../kit/dialog.tsx";
import kit from "../kit/kit.module.css";
import { Pane, Space } from "../kit/pane.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import { Toolbar } from "../kit/toolbar.tsx";
import { Hints } from "./hints.tsx";
import styles from "./lesson.module.css";
import { PredictCard } from "./predict-card.tsx";
import type { StepProgress } from "./progress.ts";
import type { StageState } from "./stage.ts";

interface LessonTextProps {
  readonly lesson: string;
  readonly step: Step;
  readonly index: number;
  readonly of: number;
  readonly progress: StepProgress;
  readonly stage: StageState;
  onPredict(option: number): void;
  onHint(): void;
  onUseSolution(): void;
  onRestart(): void;
}

export function LessonText(props: LessonTextProps) {
  const { lesson, step, index, of, progress, stage, onHint } = props;
  const words = useWords();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const previous = index > 1 ? `/lesson/${lesson}/${index - 1}` : null;
  const next = index < of ? `/lesson/${lesson}/${index + 1}` : null;
  const moreHints = progress.hints < step.hints.length;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.code === "KeyH") onHint();
      else if (event.key === "ArrowLeft" && previous !== null) navigate(previous);
      else if (event.key === "ArrowRight" && next !== null) navigate(next);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [onHint, previous, next, navigate]);

  return (
    <Pane label={step.title[language]}>
      <article className={styles["text"]} {...SCROLLABLE} aria-label={step.title[language]}>
        <h1>
          {index}. {step.title[language]}
        </h1>
        <StageNote stage={stage} onRestart={props.onRestart} />
        <LessonHtml html={step.page[language]} />
        <PredictCard step={step} progress={progress} onPredict={props.onPredict} />
        <Hints step={step} open={progress.hints} onUseSolution={props.onUseSolution} />
      </article>
      <footer>
        <Toolbar label={words.lesson.tools} className={styles["foot"]}>
          <Button small look="ghost" onClick={onHint} disabled={!moreHints}>
            <Lightbulb size={16} strokeWidth={1.5} aria-hidden="true" />
            {words.lesson.hint(progress.hints, step.hints.length)}
            <kbd className={styles["wideOnly"]}>Alt H</kbd>
          </Button>
          <IconButton label={words.lesson.restart} onClick={() => setAsking(true)}>
            <RotateCcw size={16} strokeWidth={1.5} />
          </IconButton>
          <Space />
          {previous === null ? null : (
            <Link className={kit["button"]} href={previous}>
              {words.lesson.previous}
            </Link>
          )}
          <Link className={`${kit["button"]} ${progress.passed ? kit["primary"] : ""}`} href={next ?? "/"}>
            {next === null ? words.lesson.finish : words.lesson.next}
          </Link>
        </Toolbar>
      </footer>
      <Confirm
        open={asking}
        title={words.lesson.restart}
        text={words.lesson.restartSure}
        onClose={() => setAsking(false)}
        onGo={props.onRestart}
      />
    </Pane>
  );
}

function StageNote({ stage, onRestart }: { readonly stage: StageState; onRestart(): void }) {
  const words = useWords();
  if (stage.kind === "ready") return null;
  if (stage.kind === "failed") {
    return (
      <div className={styles["stageFailed"]} role="alert">
        <p>
          <b>{words.lesson.stageFailed}</b> {stage.message}
        </p>
        <Button small onClick={onRestart}>
          {words.lesson.restart}
        </Button>
      </div>
    );
  }
  return <p className={styles["stageNote"]}>{words.lesson.preparing[stage.kind]}</p>;
}

/** Made from the lesson's own Markdown when the page was built: no text of a stranger comes here. */
function LessonHtml({ html }: { readonly html: string }) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (box !== null) box.innerHTML = html;
  }, [box, html]);
  return <div ref={setBox} className={styles["prose"]} />;
}

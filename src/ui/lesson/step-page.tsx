// One step of a lesson: text left, code in the middle, the cluster right, time below. On a phone one after the other.
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Step } from "../../lessons/api/lesson.ts";
import { announceSurely } from "../app/announce.ts";
import { CodePane } from "../editor/code-pane.tsx";
import { useDraft } from "../editor/draft.ts";
import { OutputList } from "../editor/output-list.tsx";
import { createProgram } from "../editor/program.ts";
import { dictionary, languageStore, useLanguage, useWords } from "../i18n/language.ts";
import { Count, Tabs } from "../kit/choice.tsx";
import { Pane, PaneHead } from "../kit/pane.tsx";
import { PHONE, TABLET, useMedia } from "../kit/size.ts";
import { Split } from "../kit/split.tsx";
import { WhenOpened } from "../session/lifecycle.tsx";
import type { Session } from "../session/session.ts";
import { useOpenedSession } from "../session/use-session.tsx";
import { EventList } from "../timeline/event-list.tsx";
import { TimePane } from "../timeline/time-pane.tsx";
import { Transport } from "../timeline/transport.tsx";
import { CheckList } from "./check-list.tsx";
import { type Checks, observedBy, watchChecks } from "./checks.ts";
import styles from "./lesson.module.css";
import { LessonText } from "./lesson-text.tsx";
import { LivePane } from "./live-pane.tsx";
import { PREDICT_CARD } from "./predict-card.tsx";
import { noteStep, stepKey, stepProgress, useStepProgress } from "./progress.ts";
import { type StageState, setStage } from "./stage.ts";

interface StepPageProps {
  readonly lesson: string;
  readonly step: Step;
  readonly index: number;
  readonly of: number;
}

export function StepPage(props: StepPageProps) {
  const { lesson, step } = props;
  const { scenario } = step;
  const key = stepKey(lesson, step.id);
  const opened = useOpenedSession(key, {
    id: `lesson/${key}`,
    brokers: scenario.brokers,
    controllers: scenario.controllers,
    properties: scenario.properties,
    seed: scenario.seed,
  });
  return (
    <WhenOpened opened={opened} className={styles["opening"]}>
      {(session) => <OpenStep {...props} session={session} />}
    </WhenOpened>
  );
}

function useChecks(
  session: Session,
  step: Step,
  key: string,
  program: ReturnType<typeof createProgram>,
  stage: StageState,
): Checks | null {
  const [checks, setChecks] = useState<Checks | null>(null);
  useEffect(() => {
    const watched = watchChecks(session, program, step.checks, (check, all) => {
      const { language } = languageStore.getState();
      const words = dictionary(language);
      announceSurely(all ? words.lesson.announceStep : words.lesson.announcePassed(check.goal[language]));
      if (all) noteStep(key, { passed: true, ran: true, observed: observedBy(watched) });
    });
    setChecks(watched);
    return () => watched.stop();
  }, [session, program, step, key]);
  useEffect(() => {
    if (stage.kind === "ready") checks?.begin(stage.kept ? stepProgress(key).observed : {});
  }, [stage, checks, key]);
  return checks;
}

function OpenStep({ lesson, step, index, of, session }: StepPageProps & { readonly session: Session }) {
  const words = useWords();
  const language = useLanguage();
  const phone = useMedia(PHONE);
  const tablet = useMedia(TABLET);
  const key = stepKey(lesson, step.id);
  const progress = useStepProgress(key);
  const program = useMemo(() => createProgram(`lesson/${key}`), [key]);
  const draft = useDraft(`lesson/${key}`, step.start.source);
  const [stage, setStageState] = useState<StageState>({ kind: "opening" });
  const [round, setRound] = useState(0);
  const [under, setUnder] = useState<"checks" | "output">("checks");
  const [tab, setTab] = useState<"text" | "code" | "checks" | "events">("text");
  const [reveal, setReveal] = useState<{ readonly line: number } | null>(null);
  const checks = useChecks(session, step, key, program, stage);

  useEffect(() => {
    const how = round > 0 ? "begin-again" : stepProgress(key).passed ? "keep" : "begin";
    void setStage(session, step.scenario, how, setStageState);
  }, [session, step, round, key]);

  const runs = useStore(program.store, (state) => state.runs);
  const failed = useStore(program.store, (state) => state.outcome === "failed");
  useEffect(() => {
    if (runs > 0) noteStep(key, { ran: true });
  }, [runs, key]);
  useEffect(() => {
    if (failed) setUnder("output");
  }, [failed]);

  function restart(): void {
    program.stop();
    program.clear();
    draft.drop();
    setRound(round + 1);
  }

  const mustPredict = stage.kind === "ready" && progress.predicted === null && !progress.passed;
  const blocked =
    stage.kind !== "ready" ? words.editor.notReady : mustPredict ? words.lesson.predictNeeded : null;
  /** The card may be below what is seen of the text, and on a phone behind another tab. */
  const toPrediction = (): void => {
    setTab("text");
    requestAnimationFrame(() => document.getElementById(PREDICT_CARD)?.querySelector("input")?.focus());
  };
  const toLine = (line: number): void => {
    setTab("code");
    setReveal({ line });
  };

  const text = (
    <LessonText
      lesson={lesson}
      step={step}
      index={index}
      of={of}
      progress={progress}
      stage={stage}
      onPredict={(option) => noteStep(key, { predicted: option })}
      onHint={() => noteStep(key, { hints: Math.min(step.hints.length, progress.hints + 1) })}
      onUseSolution={() => {
        draft.set(step.solution.source);
        noteStep(key, { solutionUsed: true });
      }}
      onRestart={restart}
    />
  );
  const passed = <PassedCount checks={checks} step={step} />;
  const code = (
    <CodePane
      fileName={`${lesson}-${index}.ts`}
      draft={draft}
      program={program}
      blocked={blocked}
      onBlocked={mustPredict ? toPrediction : null}
      reveal={reveal}
    />
  );
  const results = (
    <Pane label={words.lesson.checks}>
      <PaneHead>
        <Tabs
          label={words.lesson.checks}
          choices={[
            {
              value: "checks",
              label: (
                <>
                  {words.lesson.checks} <Count>{passed}</Count>
                </>
              ),
            },
            { value: "output", label: words.editor.output },
          ]}
          value={under}
          onChoose={setUnder}
        />
      </PaneHead>
      {under === "checks" ? (
        <CheckList step={step} checks={checks} />
      ) : (
        <OutputList program={program} onLine={toLine} />
      )}
    </Pane>
  );

  if (phone) {
    return (
      <main id="content" className={styles["phone"]} lang={language}>
        <div className={styles["phoneMap"]}>
          <LivePane step={step} />
        </div>
        <div className={styles["phoneTime"]}>
          <Transport compact />
        </div>
        <div className={styles["phoneBody"]}>
          {tab === "text" ? text : null}
          {tab === "code" ? <div className={styles["phoneCode"]}>{code}</div> : null}
          {tab === "checks" ? results : null}
          {tab === "events" ? <EventList /> : null}
        </div>
        <nav className={styles["phoneTabs"]} aria-label={words.lesson.tabs.text}>
          {(["text", "code", "checks", "events"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={tab === each} onClick={() => setTab(each)}>
              {words.lesson.tabs[each]}
              {each === "checks" ? <Count>{passed}</Count> : null}
            </button>
          ))}
        </nav>
      </main>
    );
  }
  if (tablet) {
    return (
      <main id="content" className={styles["tablet"]}>
        <div className={styles["tabletTop"]}>
          {text}
          <LivePane step={step} />
        </div>
        <div className={styles["tabletCode"]}>{code}</div>
        <div className={styles["tabletResults"]}>{results}</div>
        <div className={styles["tabletTime"]}>
          <TimePane />
        </div>
      </main>
    );
  }
  return (
    <main id="content" className={styles["page"]}>
      <Split
        name="lesson-rows"
        direction="vertical"
        parts={[
          {
            id: "work",
            size: 75,
            min: "320px",
            content: (
              <Split
                name="lesson-columns"
                direction="horizontal"
                parts={[
                  { id: "text", size: 26, min: "280px", content: text },
                  {
                    id: "code",
                    size: 30,
                    min: "300px",
                    content: (
                      <Split
                        name="lesson-code"
                        direction="vertical"
                        parts={[
                          { id: "editor", size: 58, min: "140px", content: code },
                          { id: "results", size: 42, min: "120px", content: results },
                        ]}
                      />
                    ),
                  },
                  { id: "cluster", size: 44, min: "420px", content: <LivePane step={step} /> },
                ]}
              />
            ),
          },
          { id: "time", size: 25, min: "150px", content: <TimePane /> },
        ]}
      />
    </main>
  );
}

function PassedCount({ checks, step }: { readonly checks: Checks | null; readonly step: Step }) {
  const words = useWords();
  if (checks === null) return <>{words.lesson.checksPassed(0, step.checks.length)}</>;
  return <LivePassedCount checks={checks} step={step} />;
}

function LivePassedCount({ checks, step }: { readonly checks: Checks; readonly step: Step }) {
  const words = useWords();
  const passed = useStore(checks.store, (state) => state.passed);
  return <>{words.lesson.checksPassed(passed, step.checks.length)}</>;
}

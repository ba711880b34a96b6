// The playground: nodes, map and details side by side; code, its output and time below. On a phone, tabs.
import { Eraser, Hexagon } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Link, useRoute } from "wouter";
import { useStore } from "zustand";
import type { ClusterSnapshot, NodeSnapshot } from "../../engine/inspect/snapshot.ts";
import { parseBytesPath } from "../bytes/path.ts";
import { ClusterPane } from "../cluster/cluster-pane.tsx";
import { CodePane, useRun } from "../editor/code-pane.tsx";
import { useDraft } from "../editor/draft.ts";
import { OutputList } from "../editor/output-list.tsx";
import { createProgram, type Program } from "../editor/program.ts";
import { useWords } from "../i18n/language.ts";
import { type DetailTab, Inspector } from "../inspector/inspector.tsx";
import { NodeTree } from "../inspector/node-tree.tsx";
import { IconButton } from "../kit/button.tsx";
import { PHONE, TABLET, useMedia } from "../kit/size.ts";
import { Split } from "../kit/split.tsx";
import { FIRST_CLUSTER, keepCluster, keptClusterOf } from "../session/kept-cluster.ts";
import { WhenOpened } from "../session/lifecycle.tsx";
import type { Session } from "../session/session.ts";
import { useOpenedSession } from "../session/use-session.tsx";
import { EventList } from "../timeline/event-list.tsx";
import { TimePane } from "../timeline/time-pane.tsx";
import { Transport } from "../timeline/transport.tsx";
import { ArchiveButton } from "./archive-dialog.tsx";
import { EXAMPLE, EXAMPLE_NAME } from "./example.ts";
import styles from "./playground.module.css";
import { ResetDialog } from "./reset-dialog.tsx";

const QuorumPage = lazy(async () => ({ default: (await import("../quorum/quorum-page.tsx")).QuorumPage }));
const BytesPage = lazy(async () => ({ default: (await import("../bytes/bytes-page.tsx")).BytesPage }));

const SPEC = {
  id: "playground",
  brokers: FIRST_CLUSTER.brokers,
  controllers: FIRST_CLUSTER.controllers,
  properties: {},
  seed: null,
} as const;

/** The first page tells what is here to open. */
function useKeeping(session: Session): void {
  const snapshot = useStore(session.store, (state) =>
    state.lifecycle.kind === "open" ? state.snapshot : null,
  );
  const { brokers, controllers, topics } = snapshot === null ? FIRST_CLUSTER : keptClusterOf(snapshot);
  const known = snapshot !== null;
  useEffect(() => {
    if (known) keepCluster({ brokers, controllers, topics });
  }, [known, brokers, controllers, topics]);
}

export function Playground() {
  const opened = useOpenedSession("playground", SPEC);
  // It goes on while its cluster's bytes are looked at.
  const program = useMemo(() => createProgram("playground"), []);
  const [inBytes, params] = useRoute("/playground/bytes/*?");
  const [inQuorum] = useRoute("/playground/quorum");
  const [asking, setAsking] = useState(false);
  const place = inBytes ? parseBytesPath(params["*"] ?? "") : null;
  return (
    <WhenOpened opened={opened} className={styles["opening"]}>
      {(session) => (
        <>
          {inQuorum ? (
            <Suspense fallback={<main id="content" aria-busy="true" />}>
              <QuorumPage onChangeSize={() => setAsking(true)} />
            </Suspense>
          ) : place === null ? (
            <OpenPlayground session={session} program={program} onReset={() => setAsking(true)} />
          ) : (
            <Suspense fallback={<main id="content" aria-busy="true" />}>
              <BytesPage session={session} {...place} />
            </Suspense>
          )}
          <Reset session={session} program={program} open={asking} onClose={() => setAsking(false)} />
        </>
      )}
    </WhenOpened>
  );
}

/** Asked before everything starts over, with as many nodes as are wanted then. */
function Reset({
  session,
  program,
  open,
  onClose,
}: {
  readonly session: Session;
  readonly program: Program;
  readonly open: boolean;
  onClose(): void;
}) {
  useKeeping(session);
  const brokers = useStore(session.store, ({ snapshot }) => countOf(snapshot, "broker") ?? SPEC.brokers);
  const controllers = useStore(
    session.store,
    ({ snapshot }) => countOf(snapshot, "controller") ?? SPEC.controllers,
  );
  return (
    <ResetDialog
      open={open}
      size={{ brokers, controllers }}
      onClose={onClose}
      onGo={(size) => {
        program.stop();
        void session.reset(size);
      }}
    />
  );
}

const countOf = (snapshot: ClusterSnapshot | null, role: NodeSnapshot["role"]): number | undefined =>
  snapshot?.nodes.filter((node) => node.role === role).length;

function OpenPlayground({
  session,
  program,
  onReset,
}: {
  readonly session: Session;
  readonly program: Program;
  onReset(): void;
}) {
  const words = useWords();
  const phone = useMedia(PHONE);
  const tablet = useMedia(TABLET);
  const draft = useDraft("playground", EXAMPLE);
  const run = useRun(EXAMPLE_NAME, draft, program);
  const [detail, setDetail] = useState<DetailTab>("output");
  const [tab, setTab] = useState<"map" | "code" | "nodes" | "events">("map");
  const [reveal, setReveal] = useState<{ readonly line: number } | null>(null);
  const running = useStore(program.store, (state) => state.running);
  const failed = useStore(program.store, (state) => state.outcome === "failed");
  useEffect(() => {
    if (failed) setDetail("output");
  }, [failed]);

  const toQuorum = (
    <Link href="/playground/quorum" className={styles["toQuorum"]}>
      <Hexagon size={14} strokeWidth={1.75} aria-hidden="true" />
      {words.playground.quorum}
    </Link>
  );
  const map = <ClusterPane links={toQuorum} {...(running ? {} : { onRunExample: run })} />;
  const code = <CodePane fileName={EXAMPLE_NAME} draft={draft} program={program} reveal={reveal} />;
  const output = (
    <OutputList
      program={program}
      onLine={(line) => {
        setTab("code");
        setReveal({ line });
      }}
    />
  );

  const tools = (
    <>
      <ArchiveButton session={session} />
      <IconButton label={words.playground.reset} onClick={onReset}>
        <Eraser size={16} strokeWidth={1.5} />
      </IconButton>
    </>
  );
  const details = <Inspector tab={detail} onTab={setDetail} output={output} tools={tools} />;

  if (phone) {
    return (
      <main id="content" className={styles["phone"]}>
        <h1 className="visually-hidden">{words.playground.title}</h1>
        <div className={styles["phoneTime"]}>
          <Transport compact />
        </div>
        <div className={styles["phoneBody"]}>
          {tab === "map" ? map : null}
          {tab === "code" ? (
            <>
              <div className={styles["phoneCode"]}>{code}</div>
              {details}
            </>
          ) : null}
          {tab === "nodes" ? <NodeTree /> : null}
          {tab === "events" ? <EventList /> : null}
        </div>
        <nav className={styles["phoneTabs"]} aria-label={words.playground.title}>
          {(["map", "code", "nodes", "events"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={tab === each} onClick={() => setTab(each)}>
              {words.playground.tabs[each]}
            </button>
          ))}
        </nav>
      </main>
    );
  }

  if (tablet) {
    return (
      <main id="content" className={styles["tablet"]}>
        <h1 className="visually-hidden">{words.playground.title}</h1>
        <div className={styles["tabletTop"]}>
          <NodeTree />
          {map}
        </div>
        <div className={styles["tabletCode"]}>
          {code}
          {details}
        </div>
        <div className={styles["tabletTime"]}>
          <TimePane />
        </div>
      </main>
    );
  }
  return (
    <main id="content" className={styles["page"]}>
      <h1 className="visually-hidden">{words.playground.title}</h1>
      <Split
        name="playground-rows"
        direction="vertical"
        parts={[
          {
            id: "work",
            size: 76,
            min: "320px",
            content: (
              <Split
                name="playground-columns"
                direction="horizontal"
                parts={[
                  { id: "nodes", size: 15, min: "176px", content: <NodeTree /> },
                  { id: "map", size: 53, min: "420px", content: map },
                  {
                    id: "program",
                    size: 32,
                    min: "300px",
                    content: (
                      <Split
                        name="playground-program"
                        direction="vertical"
                        parts={[
                          { id: "code", size: 56, min: "140px", content: code },
                          { id: "details", size: 44, min: "120px", content: details },
                        ]}
                      />
                    ),
                  },
                ]}
              />
            ),
          },
          { id: "time", size: 24, min: "150px", content: <TimePane /> },
        ]}
      />
    </main>
  );
}

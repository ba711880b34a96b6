// The living part of a step: the cluster, and where several controllers are in it, their quorum too.
import { lazy, Suspense, useState } from "react";
import type { Step } from "../../lessons/api/lesson.ts";
import { ClusterPane } from "../cluster/cluster-pane.tsx";
import { useWords } from "../i18n/language.ts";
import { Segments } from "../kit/choice.tsx";
import { Pane, PaneHead } from "../kit/pane.tsx";

const QuorumPane = lazy(async () => ({ default: (await import("../quorum/quorum-pane.tsx")).QuorumPane }));

export function LivePane({ step }: { readonly step: Step }) {
  const words = useWords();
  const [live, setLive] = useState(step.live ?? "cluster");
  if (step.scenario.controllers === 1) return <ClusterPane />;
  const choice = (
    <Segments
      label={words.lesson.live.label}
      choices={[
        { value: "cluster", label: words.lesson.live.cluster },
        { value: "quorum", label: words.lesson.live.quorum },
      ]}
      value={live}
      onChoose={setLive}
    />
  );
  if (live === "cluster") return <ClusterPane head={choice} />;
  const waiting = (
    <Pane label={words.lesson.live.quorum}>
      <PaneHead>{choice}</PaneHead>
    </Pane>
  );
  return (
    <Suspense fallback={waiting}>
      <QuorumPane head={choice} />
    </Suspense>
  );
}

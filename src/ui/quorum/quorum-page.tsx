// The quorum of the controllers: their logs side by side, who leads by whose votes, the links between them, and what
// happened. It opens within the playground, whose cluster goes on.
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { Link } from "wouter";
import { Refusal } from "../cluster/refusal.tsx";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { Button } from "../kit/button.tsx";
import { Chip, Pane, PaneHead, Space } from "../kit/pane.tsx";
import { useSight } from "../kit/sight.tsx";
import { PHONE, useMedia } from "../kit/size.ts";
import { useSessionState } from "../session/use-session.tsx";
import { EventCount, PastNote } from "../timeline/time-pane.tsx";
import { Transport } from "../timeline/transport.tsx";
import { Why } from "../timeline/why.tsx";
import { Ballots, MajorityLine } from "./ballots.tsx";
import { linkStates } from "./link-state.ts";
import { HeldPanel, LinksPanel, ObserverPanel } from "./links-panel.tsx";
import styles from "./quorum.module.css";
import { QuorumEvents } from "./quorum-events.tsx";
import { quorumOf } from "./quorum-model.ts";
import { NowSentence } from "./quorum-now.tsx";
import { StateBars } from "./state-bars.tsx";
import { VoterLanes } from "./voter-lanes.tsx";
import { VoterTable } from "./voter-table.tsx";

export function QuorumPage({ onChangeSize }: { onChangeSize(): void }) {
  const w = useQuorumWords();
  const phone = useMedia(PHONE);
  const shown = useSessionState((state) => state.shown);
  const view = useSessionState((state) => state.view);
  const pastMs = useSessionState((state) => state.pastMs);
  const [as, sight] = useSight();
  const quorum = useMemo(() => (shown === null ? null : quorumOf(shown)), [shown]);
  const links = useMemo(
    () => (quorum === null || shown === null ? [] : linkStates(quorum.voters, shown.links)),
    [quorum, shown],
  );
  const past = pastMs !== null;
  if (quorum === null || shown === null || view === null) return <main id="content" aria-busy="true" />;
  return (
    <main id="content" className={styles["page"]}>
      <h1 className="visually-hidden">{w.title}</h1>
      <Pane label={w.log}>
        <PaneHead>
          <Link href="/playground" className={styles["back"]}>
            <ArrowLeft size={16} strokeWidth={1.5} aria-hidden="true" />
            <span className={phone ? "visually-hidden" : undefined}>{w.toPlayground}</span>
          </Link>
          <h2>{w.log}</h2>
          {phone ? null : <Chip>__cluster_metadata-0</Chip>}
          <Space />
          <Button
            small
            look="ghost"
            aria-label={`${w.size(quorum.voters.length)}. ${w.changeSize}`}
            onClick={onChangeSize}
          >
            {w.size(quorum.voters.length)}
          </Button>
          {sight}
        </PaneHead>
        <NowSentence quorum={quorum} />
        <Refusal />
        <div className={styles["body"]}>
          {as === "table" ? (
            <VoterTable quorum={quorum} />
          ) : (
            <VoterLanes quorum={quorum} view={view} links={links} past={past} narrow={phone} />
          )}
          <MajorityLine quorum={quorum} />
          <Ballots quorum={quorum} />
          {quorum.voters.length === 1 ? (
            <p className={styles["offer"]}>
              {w.oneController}{" "}
              <Button small onClick={onChangeSize}>
                {w.changeSize}
              </Button>
            </p>
          ) : null}
        </div>
      </Pane>
      <div className={styles["side"]}>
        <LinksPanel quorum={quorum} links={links} past={past} />
        <HeldPanel messages={shown.heldMessages} view={view} past={past} />
        <ObserverPanel quorum={quorum} />
      </div>
      <div className={styles["time"]}>
        <PaneHead>
          <Transport compact={phone} />
          <Space />
          {phone ? null : pastMs === null ? <EventCount /> : <PastNote pastMs={pastMs} />}
        </PaneHead>
        <div className={styles["timeBody"]}>
          <StateBars quorum={quorum} />
          <QuorumEvents quorum={quorum} />
          <Why />
        </div>
      </div>
    </main>
  );
}
